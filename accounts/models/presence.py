"""Who is there: the sockets that are open, the reasons of pauses, and who was what when."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Presence(models.TextChoices):
    ONLINE = "online", _("Online")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


class Connection(models.Model):
    """An open WebSocket. Its web process renews `seen_at`; a row that is not renewed belongs to a socket that was
    closed or to a process that died."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="connections")
    connected_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    # The row outlives its socket for the grace period: a reload is not an absence.
    closed_at = models.DateTimeField(null=True, blank=True)

    # Three missed heartbeats: its web process is gone.
    FRESH = timedelta(seconds=15)

    class Meta:
        verbose_name, verbose_name_plural = _("connection"), _("connections")

    def __str__(self) -> str:
        return str(self.id)
