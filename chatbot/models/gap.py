"""What customers asked and the bot did not know, the same question together."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chatbot.models.article import Article
from chatbot.models.turn import Turn


class Gap(models.Model):
    """One thing that the knowledge does not hold. Its words are those of its questions: it goes when they go."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", _("The bot did not know")
        SOLVED = "solved", _("People solved it")

    class State(models.TextChoices):
        OPEN = "open", _("Unanswered")
        ANSWERED = "answered", _("Has an answer")
        IGNORED = "ignored", _("Ignored")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.UNKNOWN)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    language = models.CharField(_("language"), max_length=5, choices=Article.Language.choices)
    intent = models.CharField(_("intent"), max_length=40, blank=True, default="")
    asked = models.PositiveIntegerField(_("asked"), default=0)
    first_at = models.DateTimeField(_("first asked"))
    last_at = models.DateTimeField(_("last asked"))
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="gaps")
    # An article that gives this answer already, as far as the search can tell.
    covered_by = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # An answer to begin with. Where it comes from: "model", "agent", or "none" when nothing was found.
    proposal = models.TextField(_("proposed answer"), max_length=4000, blank=True, default="")
    proposal_from = models.CharField(max_length=5, blank=True, default="")
    # Somebody waits for a proposal since then.
    wanted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        verbose_name, verbose_name_plural = _("gap"), _("gaps")
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=["open", "answered", "ignored"]), name="gap_state"),
            models.CheckConstraint(condition=models.Q(kind__in=["unknown", "solved"]), name="gap_kind"),
        )
        indexes = (
            # The list: what is asked most comes first.
            models.Index(fields=["kind", "state", "-asked", "-id"], name="gap_of_kind_most_asked"),
            # The sweeper: proposals that somebody waits for.
            models.Index(fields=["wanted_at"], condition=models.Q(wanted_at__isnull=False), name="gap_wanted"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class GapQuestion(models.Model):
    """A turn that knew no answer; without a gap when it asked for nothing in particular. It goes with its turn."""

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, primary_key=True, related_name="gap_question")
    gap = models.ForeignKey(Gap, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    # As the customer typed it; what can identify a person is masked.
    text = models.CharField(max_length=300, blank=True, default="")
    # Its telling words' stems, in the order of the alphabet: how other words for the same are recognised.
    stems = models.CharField(max_length=300, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("question without an answer"), _("questions without an answer")
        indexes = (
            GinIndex(OpClass("stems", name="gin_trgm_ops"), name="gap_question_trigram"),
            # How far the turns have been looked through.
            models.Index(fields=["-asked_at"], name="gap_question_newest"),
        )

    def __str__(self) -> str:
        return str(self.turn_id)
