from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Payload(models.Model):
    """A webhook's body exactly as it came, stored before it was acknowledged.

    The row is written by `whatsapp.webhook` in plain SQL, many in one statement.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Failed")

    id = models.BigAutoField(primary_key=True)
    # The business number it speaks of, found without parsing; its payloads are applied in order.
    lane = models.CharField(_("number id"), max_length=32, db_default="")
    body = models.BinaryField(_("body"))
    received_at = models.DateTimeField(_("received"), db_default=Now())
    state = models.CharField(_("state"), max_length=8, choices=State.choices, db_default="pending")
    error = models.TextField(_("error"), blank=True, db_default="")
    # The fields in it that are not known here: kept, and not applied.
    note = models.CharField(_("not applied"), max_length=300, blank=True, db_default="")
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("payload"), _("payloads")
        indexes = (
            # The drain: the oldest pending ones of a lane.
            models.Index(fields=["lane", "id"], condition=Q(state="pending"), name="payload_pending"),
            # Supervisors: what failed.
            models.Index(fields=["-id"], condition=Q(state="failed"), name="payload_failed"),
            # The purge, by age: rows come in the order of time, so block ranges do, and inserts do not feel them.
            BrinIndex(fields=["received_at"], name="payload_received_blocks", autosummarize=True),
        )

    def __str__(self) -> str:
        return f"payload {self.pk}"
