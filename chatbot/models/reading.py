from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Message


class Reading(models.Model):
    """What a model heard in a voice note, or saw in a picture or file; empty when it could not. Once for a message."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    text = models.TextField(_("text"), blank=True, default="")
    error = models.CharField(_("error"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("reading"), _("readings")
        indexes = (
            # The sweeper: customers' words that are kept no longer.
            models.Index(fields=["created_at"], condition=~models.Q(text=""), name="reading_with_words"),
        )

    def __str__(self) -> str:
        return str(self.message_id)
