from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Attachment
from whatsapp.models.number import BusinessNumber


class UploadedMedia(models.Model):
    """A file of ours that lies at Meta, for one of our numbers, for 30 days."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="uploads")
    number = models.ForeignKey(BusinessNumber, on_delete=models.CASCADE, related_name="+")
    media_id = models.CharField(_("media id"), max_length=200)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("uploaded file"), _("uploaded files")
        constraints = (models.UniqueConstraint(fields=["attachment", "number"], name="uploaded_once_per_number"),)

    def __str__(self) -> str:
        return self.media_id
