from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FaultQuerySet(models.QuerySet["Fault"]):
    def waiting(self) -> Self:
        """What may still strike: not used up and not over."""
        is_left = Q(remaining__gt=0) | Q(remaining__isnull=True)
        return self.filter(is_left, Q(ends_at__gt=timezone.now()) | Q(ends_at__isnull=True)).order_by("id")


class Fault(models.Model):
    """An ordered misfortune: what happens to the next `remaining` calls or webhooks, or until it is called off."""

    class Kind(models.TextChoices):
        SEND_ERROR = "send_error", _("The send is refused with a code")
        SEND_FAILED = "send_failed", _("The send is accepted and fails later with a code")
        SEND_DELAY = "send_delay", _("The answer to the send is slow")
        SEND_TIMEOUT_BEFORE = "send_timeout_before", _("The send hangs and is not accepted")
        SEND_TIMEOUT_AFTER = "send_timeout_after", _("The send is accepted, but its answer hangs")
        SEND_RESET_BEFORE = "send_reset_before", _("The connection breaks, and the send is not accepted")
        SEND_RESET_AFTER = "send_reset_after", _("The send is accepted, and the connection breaks without an answer")
        SEND_TRUNCATED = (
            "send_truncated",
            _("The send is accepted, and the connection breaks within the 200"),
        )
        SEND_GARBAGE = "send_garbage", _("The send is accepted, and the 200 is no JSON")
        SEND_PROXY_BEFORE = "send_proxy_before", _("A proxy answers 502 with a page, and the send is not accepted")
        SEND_PROXY_AFTER = "send_proxy_after", _("The send is accepted, and a proxy answers 502 with a page")
        STATUS_NONE = "status_none", _("The send is accepted, but no status ever comes")
        CALL_ERROR = "call_error", _("Another call is refused with a code")
        CALL_DELAY = "call_delay", _("The answer to another call is slow")
        CALL_RESET = "call_reset", _("The connection breaks in another call")
        CALL_PROXY = "call_proxy", _("A proxy answers another call with a page")
        WEBHOOK_DUPLICATE = "webhook_duplicate", _("The webhook comes twice")
        WEBHOOK_LATE = "webhook_late", _("The webhook comes late, out of its order")
        WEBHOOK_BATCH = "webhook_batch", _("The webhooks come together in one body")
        WEBHOOK_REORDER = "webhook_reorder", _("The webhooks come in any order")
        WEBHOOK_LOST = "webhook_lost", _("The webhook never comes")
        TEMPLATE_REJECTED = "template_rejected", _("The template is rejected in its review")
        TEMPLATE_PENDING = "template_pending", _("The template waits in its review until you decide")
        GRAPH_DOWN = "graph_down", _("The whole Graph API is down")
        TOKEN_EXPIRED = "token_expired", _("The token has expired, until another one is used")
        LIMIT_NUMBER = "limit_number", _("The number may send so many messages a second")
        LIMIT_PAIR = "limit_pair", _("One customer gets one message in six seconds, 45 at once")

    kind = models.CharField(max_length=24, choices=Kind.choices)
    # Empty: until it is called off.
    remaining = models.PositiveIntegerField(default=1, null=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    code = models.PositiveIntegerField(default=131000)
    seconds = models.FloatField(default=0)
    # Messages a second, for the number's limit.
    rate = models.FloatField(default=80)
    # Only what concerns this address (a wa_id or user id); empty: everyone.
    address = models.CharField(max_length=131, blank=True, default="")
    # A part of the path of the calls that it concerns; a batch's shape; a rejection's reason; a dead token's digest.
    detail = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    # Of a batch, while it is being gathered.
    departs_at: datetime | None = None

    objects = FaultQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("ordered fault"), _("ordered faults")

    def __str__(self) -> str:
        return f"{self.kind} × {self.remaining}"
