from django.db import models
from django.db.models import Q
from django.utils import timezone


class LooseFile(models.Model):
    """Bytes in the storage of which no attachment speaks: not yet, or no longer. Noted before they are written, and
    gone in the transaction that makes an attachment speak of them; so that what a crash leaves is known without
    looking through the storage."""

    name = models.CharField(max_length=200, unique=True, editable=False)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    # From then on it is being deleted, and nobody may speak of it any more.
    condemned_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = (
            # The sweeper: what was left behind, and what it began to delete.
            models.Index(fields=["noted_at"], condition=Q(condemned_at=None), name="loose_file_age"),
            models.Index(
                fields=["condemned_at"], condition=Q(condemned_at__isnull=False), name="loose_file_condemned"
            ),
        )

    def __str__(self) -> str:
        return self.name
