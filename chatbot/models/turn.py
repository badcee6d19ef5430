import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chatbot.models.stay import Stay
from conversations.models import Conversation, Message


class Turn(models.Model):
    """One answer of the bot to what the customer wrote in one go, and how it came about."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        HANDED_OVER = "handed_over", _("Handed over")
        SILENT = "silent", _("Nothing to say")
        OVERTAKEN = "overtaken", _("Overtaken")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="turns"
    )
    # The last incoming message that this turn answers; those before it are answered with it.
    answers = models.ForeignKey(
        Message, verbose_name=_("answers"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # Null: nothing came of it, or it is older than the stays are counted.
    stay = models.ForeignKey(
        Stay,
        verbose_name=_("stay"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True, default="")
    # How often a worker claimed it; a claim that is older than its time may be taken by another.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    claimed_at = models.DateTimeField(_("claimed"), default=timezone.now)
    question = models.TextField(_("question"), blank=True, default="")
    provider = models.CharField(_("provider"), max_length=20, blank=True, default="")
    intent = models.CharField(_("intent"), max_length=40, blank=True, default="")
    confidence = models.FloatField(_("confidence"), default=0.0)
    should_transfer = models.BooleanField(_("should transfer"), default=False)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    # [{"id", "title", "score"}], best first.
    sources = models.JSONField(_("sources"), default=list, blank=True)
    # All that was found for the question, in the same form.
    retrieved = models.JSONField(_("found"), default=list, blank=True)
    latency_ms = models.PositiveIntegerField(_("milliseconds"), default=0)
    tokens = models.PositiveIntegerField(_("tokens"), default=0)
    # How often a model was asked, and what that cost in the settings' currency.
    calls = models.PositiveSmallIntegerField(_("model calls"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=6, default=0)
    error = models.CharField(_("error"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("turn"), _("turns")
        constraints = (
            # Two workers that wake up for the same message: one takes the turn.
            models.UniqueConstraint(fields=["conversation", "answers"], name="turn_once_per_message"),
            # A message that comes while the bot thinks waits for the end of that turn.
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(state="running"), name="turn_one_running_per_conversation"
            ),
        )
        indexes = (
            # The list of turns by what came of them, or why, newest first.
            models.Index(fields=["outcome", "-created_at"], name="turn_by_outcome"),
            models.Index(fields=["reason", "-created_at"], name="turn_by_reason"),
            models.Index(fields=["intent", "-created_at"], name="turn_by_intent"),
            # The list of turns, newest first.
            models.Index(fields=["-created_at"], name="turn_newest"),
            # The sweeper: customers' words that are kept no longer.
            models.Index(
                fields=["created_at"],
                condition=models.Q(state="done") & ~models.Q(question=""),
                name="turn_with_words",
            ),
            # The sweeper: what a worker that died left behind.
            models.Index(fields=["claimed_at"], condition=models.Q(state="running"), name="turn_running"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.outcome or self.state}"
