"""Telling other systems: a row per delivery, which is at the same time its place in the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from conversations.models import Webhook, WebhookDelivery

MAX_ATTEMPTS = 8
# A claim that is older belongs to a worker that died: the delivery is due again.
LEASE = timedelta(seconds=60)
FIRST_DELAY, MAX_DELAY = 10, 6 * 3600
KEPT = timedelta(days=30)
State = WebhookDelivery.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call. `is_final`: trying again would change nothing."""

    status: int | None = None
    error: str = ""
    is_final: bool = False

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004


def is_anybody_told(event: str) -> bool:
    return Webhook.objects.filter(is_active=True, events__contains=[event]).exists()


def enqueue_deliveries(event: str, items: Iterable[dict[str, Any]]) -> int:
    """One row for each webhook and item, in one insert. Returns how many."""
    webhooks = list(Webhook.objects.filter(is_active=True, events__contains=[event]))
    rows = [_delivery(webhook, event, item) for item in items for webhook in webhooks] if webhooks else []
    WebhookDelivery.objects.bulk_create(rows)
    return len(rows)


def claim_due(limit: int) -> list[WebhookDelivery]:
    """The next ones, now ours alone until the lease ends."""
    now = timezone.now()
    due = WebhookDelivery.objects.filter(state=State.PENDING, next_attempt_at__lte=now, webhook__is_active=True)
    claimed = []
    for row in due.select_related("webhook").order_by("next_attempt_at")[:limit]:
        # The condition is checked again on the row itself: of two workers who both saw it, one changes it.
        ours = WebhookDelivery.objects.filter(pk=row.pk, state=State.PENDING, next_attempt_at=row.next_attempt_at)
        if ours.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
            row.attempts += 1
            claimed.append(row)
    return claimed


def record_outcome(delivery: WebhookDelivery, outcome: Outcome) -> None:
    if outcome.is_success:
        state = State.DELIVERED
    elif outcome.is_final or delivery.attempts >= MAX_ATTEMPTS:
        state = State.FAILED
    else:
        state = State.PENDING
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=state,
        response_status=outcome.status,
        error=outcome.error[:200],
        next_attempt_at=timezone.now() + timedelta(seconds=delay_after(delivery.attempts)),
    )


def delay_after(attempts: int) -> int:
    """10 s, 40 s, 160 s and so on, at most six hours."""
    return min(MAX_DELAY, FIRST_DELAY * int(4 ** max(0, attempts - 1)))


def purge_deliveries() -> int:
    old = timezone.now() - KEPT
    # By webhook, because that is how the log is indexed.
    return sum(int(webhook.deliveries.filter(created_at__lt=old).delete()[0]) for webhook in Webhook.objects.all())


def _delivery(webhook: Webhook, event: str, item: dict[str, Any]) -> WebhookDelivery:
    pk, now = uuid4(), timezone.now()
    body = {"id": str(pk), "event": event, "created_at": now.isoformat(), "data": item}
    return WebhookDelivery(id=pk, webhook=webhook, event=event, body=body, created_at=now, next_attempt_at=now)
