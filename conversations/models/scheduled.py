"""A message that is to be written later. When it is due it becomes a message, and this row says which.

One that is held was sent just now, by somebody who wants to be able to undo it for some seconds."""

from math import ceil

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.attachment import Attachment
from conversations.models.conversation import Conversation
from conversations.models.message import Message, MessageType


class ScheduledState(models.TextChoices):
    PENDING = "pending", _("Scheduled")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ScheduledMessage(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="scheduled")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(_("type"), max_length=16, choices=MessageType.choices, default=MessageType.TEXT)
    content = models.TextField(_("content"), blank=True)
    due_at = models.DateTimeField(_("when"))
    # The customer wrote first: what was to be said has perhaps been overtaken.
    is_kept_on_reply = models.BooleanField(_("send even if the customer writes first"), default=False)
    state = models.CharField(max_length=9, choices=ScheduledState.choices, default=ScheduledState.PENDING)
    error = models.JSONField(null=True, blank=True)  # {"code", "detail"}
    message = models.OneToOneField(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The sender's own id: the same one twice is one.
    client_id = models.CharField(max_length=100, null=True, blank=True, editable=False)  # noqa: DJ001
    # Sent, and held for its author's undoing. What was sent by one press is undone by one; `said` is the text as it
    # was written, without a signature. An undoing that came before its message stands here as cancelled.
    is_held = models.BooleanField(default=False, editable=False)
    batch = models.CharField(max_length=100, blank=True, default="", editable=False)
    said = models.TextField(blank=True, default="", editable=False)
    media = models.JSONField(null=True, blank=True, editable=False)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    reply_to = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("scheduled message"), _("scheduled messages")
        constraints = (
            models.UniqueConstraint(fields=["author", "client_id"], name="scheduled_client_id_once"),
            models.CheckConstraint(
                condition=Q(message=None) | Q(state="sent"), name="scheduled_message_only_when_sent"
            ),
            # It is undone by the id that its sender gave it.
            models.CheckConstraint(
                condition=~Q(is_held=True) | Q(client_id__isnull=False), name="scheduled_held_has_client_id"
            ),
        )
        indexes = (
            # The sweeper's: what is due.
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="scheduled_due"),
            # The thread's, and the cancelling when the customer writes.
            models.Index(
                fields=["conversation", "due_at"],
                condition=Q(state__in=["pending", "failed"]),
                name="scheduled_of_conversation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def is_undoable(self) -> bool:
        return self.is_held and self.state == ScheduledState.PENDING

    @property
    def seconds_left(self) -> int:
        """By our clock; the browser's may be another."""
        return max(0, ceil((self.due_at - timezone.now()).total_seconds()))
