"""A message that is to be written later. When it is due it becomes a message, and this row says which."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.conversation import Conversation
from conversations.models.message import Message


class ScheduledState(models.TextChoices):
    PENDING = "pending", _("Scheduled")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ScheduledMessage(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="scheduled")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(_("content"))
    due_at = models.DateTimeField(_("when"))
    # The customer wrote first: what was to be said has perhaps been overtaken.
    is_kept_on_reply = models.BooleanField(_("send even if the customer writes first"), default=False)
    state = models.CharField(max_length=9, choices=ScheduledState.choices, default=ScheduledState.PENDING)
    error = models.JSONField(null=True, blank=True)  # {"code", "detail"}
    message = models.OneToOneField(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The sender's own id: the same one twice is one.
    client_id = models.CharField(max_length=100, null=True, blank=True, editable=False)  # noqa: DJ001
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("scheduled message"), _("scheduled messages")
        constraints = (
            models.UniqueConstraint(fields=["author", "client_id"], name="scheduled_client_id_once"),
            models.CheckConstraint(
                condition=Q(message=None) | Q(state="sent"), name="scheduled_message_only_when_sent"
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
