from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FaultQuerySet(models.QuerySet["Fault"]):
    def waiting(self) -> Self:
        return self.filter(remaining__gt=0).order_by("id")


class Fault(models.Model):
    """An ordered misfortune: what happens to the next `remaining` sends or webhooks."""

    class Kind(models.TextChoices):
        SEND_ERROR = "send_error", _("The send is refused with a code")
        SEND_FAILED = "send_failed", _("The send is accepted and fails later with a code")
        SEND_DELAY = "send_delay", _("The answer to the send is slow")
        SEND_TIMEOUT_BEFORE = "send_timeout_before", _("The send hangs and is not accepted")
        SEND_TIMEOUT_AFTER = "send_timeout_after", _("The send is accepted, but its answer hangs")
        STATUS_NONE = "status_none", _("The send is accepted, but no status ever comes")
        WEBHOOK_DUPLICATE = "webhook_duplicate", _("The webhook comes twice")
        WEBHOOK_LATE = "webhook_late", _("The webhook comes late, out of its order")
        WEBHOOK_BATCH = "webhook_batch", _("The webhooks come together in one body")

    kind = models.CharField(max_length=24, choices=Kind.choices)
    remaining = models.PositiveIntegerField(default=1)
    code = models.PositiveIntegerField(default=131000)
    seconds = models.FloatField(default=0)
    # Only what concerns this address (a wa_id or user id); empty: everyone.
    address = models.CharField(max_length=131, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = FaultQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("ordered fault"), _("ordered faults")

    def __str__(self) -> str:
        return f"{self.kind} × {self.remaining}"
