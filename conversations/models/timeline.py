"""What happened to a conversation, and private notes. Nothing here can ever reach the customer."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.conversation import Conversation


class TimelineKind(models.TextChoices):
    CREATED = "created", _("Conversation opened")
    QUEUED = "queued", _("Put into the queue")
    ASSIGNED = "assigned", _("Assigned")
    TRANSFERRED = "transferred", _("Transferred")
    WAITING = "waiting", _("Waiting for the customer")
    RESUMED = "resumed", _("Customer wrote again")
    SNOOZED = "snoozed", _("Set aside")
    WOKEN = "woken", _("Came back")
    SLA_WARNING = "sla_warning", _("SLA in danger")
    SLA_BREACHED = "sla_breached", _("SLA missed")
    RETURNED_TO_BOT = "returned_to_bot", _("Given back to the bot")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    PRIORITY = "priority", _("Priority changed")
    LABELS = "labels", _("Labels changed")
    NOTE = "note", _("Note")
    HANDOFF = "handoff", _("Handed over by the bot")
    MERGED = "merged", _("Customers merged")
    CONSENT = "consent", _("Decided about marketing")
    BLOCKED = "blocked", _("Customer blocked")
    UNBLOCKED = "unblocked", _("Customer unblocked")
    LEFT = "left", _("Message not sent again")
    MACRO = "macro", _("Macro run")
    FOLLOWED = "followed", _("Participant added")
    UNFOLLOWED = "unfollowed", _("Participant removed")


class TimelineEntry(models.Model):
    # Messages and timeline entries take their ids from one sequence (migration 0003): one number line per thread.
    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="timeline")
    kind = models.CharField(_("kind"), max_length=20, choices=TimelineKind.choices)
    # Null: the system itself, or the built-in bot.
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), blank=True, default="")
    data = models.JSONField(_("data"), default=dict, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("timeline entry"), _("timeline")
        indexes = (
            # The thread.
            models.Index(fields=["conversation", "id"], name="timeline_thread"),
            # The sweeper: what the bot told the agents that is kept no longer.
            models.Index(
                fields=["created_at"],
                condition=models.Q(kind="handoff", data__has_key="reason"),
                name="timeline_handoff_with_reason",
            ),
            # Which conversations have a note.
            models.Index(fields=["conversation"], condition=models.Q(kind="note"), name="timeline_noted"),
            # Search in notes.
            GinIndex(
                SearchVector("text", config="helpdesk_pt"),
                condition=models.Q(kind="note"),
                name="timeline_note_search",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
