from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from chatbot.models.gap import Gap
from chatbot.models.stay import Stay


class SolvedCase(models.Model):
    """What a customer asked, the bot did not answer and a person solved; whose it was is masked. It goes with its
    stay."""

    stay = models.OneToOneField(Stay, on_delete=models.CASCADE, primary_key=True, related_name="solved_case")
    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="cases")
    question = models.CharField(max_length=300)
    # Its telling words' stems, in the order of the alphabet.
    stems = models.CharField(max_length=300)
    answer = models.TextField(max_length=4000)
    solved_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("case that a person solved"), _("cases that people solved")
        indexes = (
            GinIndex(OpClass("stems", name="gin_trgm_ops"), name="solved_case_trigram"),
            # The sweeper: customers' words that are kept no longer.
            models.Index(fields=["solved_at"], name="solved_case_oldest"),
        )

    def __str__(self) -> str:
        return str(self.stay_id)
