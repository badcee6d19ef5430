"""A file of a message: fetched from the provider, or uploaded here and made into what the provider takes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.conversation import Conversation
from conversations.models.message import Message


class AttachmentState(models.TextChoices):
    PENDING = "pending", _("Being fetched")
    PREPARING = "preparing", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


# A worker has something to do.
OPEN_STATES = (AttachmentState.PENDING, AttachmentState.PREPARING)


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """By month and id: the uploaded name never becomes a path. Each attempt writes a file of its own."""
    attempt = f"-{attachment.attempts}" if attachment.attempts else ""
    return f"attachments/{attachment.created_at:%Y/%m}/{attachment.pk}{attempt}"


def thumbnail_path(attachment: "Attachment", filename: str) -> str:
    return f"{attachment_path(attachment, filename)}-thumbnail"


class Attachment(models.Model):
    """A file in our own storage, seen only by those who may see its conversation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments")
    # Of a forwarded file the first row, always: both speak of the same bytes. Whoever deletes bytes asks for copies.
    copy_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    state = models.CharField(_("state"), max_length=10, choices=AttachmentState.choices, default=AttachmentState.READY)
    # Why it failed: a code.
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200, blank=True)
    thumbnail = models.FileField(_("thumbnail"), upload_to=thumbnail_path, max_length=200, blank=True, default="")
    filename = models.CharField(_("name"), max_length=255)
    mime_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    uploaded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # How often a worker took it, which tells a late one from its successor; and when it is due (again). While one
    # works on it that time lies ahead, and is put off as long as it lives: what a dead one left becomes due by itself.
    attempts = models.PositiveIntegerField(default=0, editable=False)
    next_attempt_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("attachment"), _("attachments")
        constraints = (
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(file=""), name="attachment_ready_has_its_file"),
        )
        indexes = (
            # The sweeper: what is due.
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["pending", "preparing"]),
                name="attachment_due",
            ),
        )

    def __str__(self) -> str:
        return self.filename
