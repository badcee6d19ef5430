from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Attachment
from whatsapp.models.number import BusinessNumber


class UploadedMedia(models.Model):
    """A file of ours that lies at Meta, for one of our numbers, for 30 days; or that a worker is to put there."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="uploads")
    number = models.ForeignKey(BusinessNumber, on_delete=models.CASCADE, related_name="+")
    # Empty while Meta does not have it, or no longer has it.
    media_id = models.CharField(_("media id"), max_length=200, blank=True, default="")
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    # How often a worker took it, which tells a late one from its successor; and when it is due (again), null while
    # nobody wants it. As with attachments that time lies ahead, and is put off, while somebody works on it.
    attempts = models.PositiveIntegerField(default=0, editable=False)
    next_attempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Why the last try failed, and how many in a row did with that code.
    error = models.JSONField(null=True, blank=True, editable=False)  # {"code", "tries"}

    class Meta:
        verbose_name, verbose_name_plural = _("uploaded file"), _("uploaded files")
        constraints = (models.UniqueConstraint(fields=["attachment", "number"], name="uploaded_once_per_number"),)
        indexes = (
            # The sweeper: what is due.
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="uploaded_media_due"
            ),
            # The purge: what Meta no longer has and nobody wants.
            models.Index(fields=["uploaded_at"], condition=Q(next_attempt_at=None), name="uploaded_media_age"),
        )

    def __str__(self) -> str:
        return self.media_id
