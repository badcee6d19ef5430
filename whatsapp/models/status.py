from django.db import models
from django.utils import timezone


class EarlyStatus(models.Model):
    """A status that came before the answer to our own send, and without our id in it: it waits for its message."""

    external_id = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    at = models.DateTimeField()
    is_played = models.BooleanField(default=False)
    pricing = models.JSONField(null=True, blank=True)
    user_id = models.CharField(max_length=200, blank=True, default="")
    error = models.JSONField(null=True, blank=True)
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["external_id", "status", "is_played"], name="early_status_once"),
        )
        indexes = (
            # The purge: what never found its message.
            models.Index(fields=["stored_at"], name="early_status_stored"),
        )

    def __str__(self) -> str:
        return f"{self.external_id} {self.status}"
