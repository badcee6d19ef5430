from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models import Conversation, Message, ScheduledMessage


class AgentDraft(models.Model):
    """What the assistant offered to somebody who writes to a customer, and what they made of it."""

    class Kind(models.TextChoices):
        SUGGEST = "suggest", _("Suggested answer")
        SHORTER = "shorter", _("Shorter")
        KINDER = "kinder", _("Kinder")
        TRANSLATE = "translate", _("Translation")
        SUMMARY = "summary", _("Summary")
        NEXT_STEP = "next_step", _("What to do next")

    class State(models.TextChoices):
        OFFERED = "offered", _("Left unused")
        DISCARDED = "discarded", _("Discarded")
        USED = "used", _("Taken over")
        SENT = "sent", _("Sent")

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="+"
    )
    agent = models.ForeignKey(
        User, verbose_name=_("agent"), null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # "model", "knowledge" or "conversation": where the text comes from.
    origin = models.CharField(_("origin"), max_length=12)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OFFERED)
    # What it was sent as, and how much of it had been changed by then: 0 is nothing, 1 is all.
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # What waits to be sent, and where in it the agent's words begin, behind a signature.
    scheduled = models.ForeignKey(
        ScheduledMessage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    said_from = models.PositiveSmallIntegerField(default=0, editable=False)
    changed = models.FloatField(_("changed"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    used_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("draft for an agent"), _("drafts for agents")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["offered", "discarded", "used", "sent"]), name="agent_draft_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["used", "sent"], used_at__isnull=False)
                | Q(state__in=["offered", "discarded"], used_at=None),
                name="agent_draft_used_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, changed__isnull=False, changed__gte=0, changed__lte=1)
                | (~Q(state="sent") & Q(sent_at=None, changed=None, message=None)),
                name="agent_draft_sent_has_time_and_change",
            ),
        )
        indexes = (
            # The figures of a period, and the drafts behind them, newest first.
            models.Index(fields=["-created_at", "-id"], name="agent_draft_newest"),
            # The sweeper: words that are kept no longer.
            models.Index(fields=["created_at"], condition=~Q(text=""), name="agent_draft_with_words"),
            # A message for later is sent.
            models.Index(fields=["scheduled"], condition=Q(scheduled__isnull=False), name="agent_draft_of_scheduled"),
            # A message that goes leaves its draft behind.
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="agent_draft_of_message"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_edited(self) -> bool:
        return bool(self.changed)
