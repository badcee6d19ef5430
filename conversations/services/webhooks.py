"""Telling other systems: a row per delivery, which is at the same time its place in the line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
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


@dataclass(frozen=True, slots=True)
class Subject:
    """What a delivery tells of: the message or the conversation, and what must be told as it was at that moment."""

    id: int | UUID
    facts: dict[str, Any] = field(default_factory=dict)


LISTENERS = "SELECT * FROM conversations_webhook WHERE is_active AND %s = ANY(events) FOR KEY SHARE"


def enqueue_deliveries(event: str, subjects: Iterable[Subject]) -> int:
    """One row for each webhook and subject, in one insert. Returns how many. Runs in the writer's transaction, so it
    asks one question where nobody listens. A webhook cannot be deleted under the rows that name it."""
    webhooks = list(Webhook.objects.raw(LISTENERS, [event]))
    if not webhooks:
        return 0
    rows = [
        WebhookDelivery(webhook=webhook, event=event, subject=str(subject.id), facts=subject.facts)
        for subject in subjects
        for webhook in webhooks
    ]
    return len(WebhookDelivery.objects.bulk_create(rows))


def claim_due(limit: int) -> list[WebhookDelivery]:
    """The next ones, now ours alone until the lease ends."""
    now = timezone.now()
    due = WebhookDelivery.objects.filter(state=State.PENDING, next_attempt_at__lte=now, webhook__is_active=True)
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True, of=("self",)).select_related("webhook")
        rows = list(free.order_by("next_attempt_at")[:limit])
        WebhookDelivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            next_attempt_at=now + LEASE, attempts=F("attempts") + 1
        )
    for row in rows:
        row.attempts += 1
    return rows


def keep_bodies(deliveries: Sequence[WebhookDelivery], data: Mapping[str, dict[str, Any]]) -> None:
    """What is told, written down at the first attempt, so that every later one tells the same. `data` is by subject;
    one that is gone is told of by its facts alone."""
    for row in deliveries:
        row.body = {
            "id": str(row.pk),
            "event": row.event,
            "created_at": row.created_at.isoformat(),
            "data": {**data.get(row.subject, {}), **row.facts},
        }
    WebhookDelivery.objects.bulk_update(deliveries, ["body"])


def record_outcome(delivery: WebhookDelivery, outcome: Outcome) -> None:
    if outcome.is_success:
        state = State.DELIVERED
    elif outcome.is_final or delivery.attempts >= MAX_ATTEMPTS:
        state = State.FAILED
    else:
        state = State.PENDING
    # Whoever claimed it since, because this lease had ended, has the say.
    WebhookDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(
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
