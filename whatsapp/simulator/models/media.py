from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Media(models.Model):
    """A file that either side uploaded; the bytes lie in the data folder under the id."""

    external_id = models.CharField(max_length=32, unique=True)
    mime_type = models.CharField(max_length=100)
    filename = models.CharField(max_length=255, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    # 30 days for what the business uploaded, 7 for what a customer sent.
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("media"), _("media")

    def __str__(self) -> str:
        return f"media {self.external_id}"

    @property
    def path(self) -> Path:
        return Path(settings.DATA_DIR) / "simulator" / self.external_id
