"""What befalls webhooks on their way: doubled, late, in any order, in one body, or lost."""

import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from whatsapp.simulator.faults.orders import Kind, Orders
from whatsapp.simulator.models import Fault, Person, WebhookEvent

LATE_SECONDS, REORDER_SECONDS, BATCH_SECONDS = 5.0, 2.0, 0.3
# Below every lane that a late event draws, so that batches have lanes of their own.
BATCH_LANES = -(2**62)


def bend(events: list[WebhookEvent], person: Person | None) -> list[WebhookEvent]:
    """The events as they will really go out."""
    orders = Orders.load()
    if not orders:
        return events
    address = person.address if person else ""
    for kind, how in BENDERS.items():
        events = [bent for event in events for bent in bend_one(orders, kind, how, event, address)]
    return events


Bender = Callable[[WebhookEvent, Fault], list[WebhookEvent]]


def bend_one(orders: Orders, kind: Kind, how: Bender, event: WebhookEvent, address: str) -> list[WebhookEvent]:
    faults = orders.claim_for([kind], address)
    return how(event, faults[kind]) if faults else [event]


def lose(event: WebhookEvent, fault: Fault) -> list[WebhookEvent]:
    return []


def double(event: WebhookEvent, fault: Fault) -> list[WebhookEvent]:
    twin = WebhookEvent(
        lane=event.lane,
        field=event.field,
        value=event.value,
        due_at=event.due_at,
        created_at=event.created_at,
    )
    return [event, twin]


def delay(event: WebhookEvent, fault: Fault) -> list[WebhookEvent]:
    return leave_line(event, fault.seconds or LATE_SECONDS)


def shuffle(event: WebhookEvent, fault: Fault) -> list[WebhookEvent]:
    return leave_line(event, random.uniform(0, fault.seconds or REORDER_SECONDS))


def leave_line(event: WebhookEvent, seconds: float) -> list[WebhookEvent]:
    """A lane of its own: what comes after must not wait for it."""
    event.due_at += timedelta(seconds=seconds)
    event.lane = -1 - secrets.randbelow(2**61)
    return [event]


def gather(event: WebhookEvent, fault: Fault) -> list[WebhookEvent]:
    """Into the body that is being gathered, whoever else is in it."""
    event.batch, event.shape, event.lane = fault.pk, fault.detail, BATCH_LANES + fault.pk
    fault.departs_at = event.due_at = fault.departs_at or departure(fault)
    return [event]


def departure(fault: Fault) -> datetime:
    now = timezone.now()
    gathering = WebhookEvent.objects.filter(batch=fault.pk, due_at__gt=now, attempts=0).order_by("due_at").first()
    return gathering.due_at if gathering else now + timedelta(seconds=fault.seconds or BATCH_SECONDS)


BENDERS: dict[Kind, Bender] = {
    Kind.WEBHOOK_LOST: lose,
    Kind.WEBHOOK_DUPLICATE: double,
    Kind.WEBHOOK_LATE: delay,
    Kind.WEBHOOK_REORDER: shuffle,
    Kind.WEBHOOK_BATCH: gather,
}
