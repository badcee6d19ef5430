"""Misfortune on demand: the one place that decides what goes wrong.

A fault is ordered with `POST /simulator/api/faults` and waits in its table. The send endpoint asks for what concerns
sends before and after it accepts; the scheduling of webhooks asks for what concerns webhooks. Each use counts the
order down by a conditional update, so that N means N whatever runs at once.
"""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import F

from whatsapp.simulator.graph.errors import GraphError
from whatsapp.simulator.models import Fault, Person, WebhookEvent

Kind = Fault.Kind
SEND_KINDS = frozenset(
    {
        Kind.SEND_ERROR,
        Kind.SEND_FAILED,
        Kind.SEND_DELAY,
        Kind.SEND_TIMEOUT_BEFORE,
        Kind.SEND_TIMEOUT_AFTER,
        Kind.STATUS_NONE,
    }
)
# How long a hanging answer hangs, longer than a client waits.
HANG_SECONDS = 30.0
LATE_SECONDS = 5.0
BATCH_SECONDS = 0.3


@dataclass
class SendFaults:
    """What befalls one send."""

    faults: dict[str, Fault] = field(default_factory=dict)

    def before_acceptance(self) -> None:
        if delay := self.faults.get(Kind.SEND_DELAY):
            hold(delay.seconds)
        if hang := self.faults.get(Kind.SEND_TIMEOUT_BEFORE):
            hold(hang.seconds or HANG_SECONDS)
            raise GraphError(2, "The request timed out.")
        if error := self.faults.get(Kind.SEND_ERROR):
            raise GraphError(error.code, "Ordered by the simulator.")

    def after_acceptance(self) -> None:
        if hang := self.faults.get(Kind.SEND_TIMEOUT_AFTER):
            hold(hang.seconds or HANG_SECONDS)
            raise GraphError(2, "The request timed out.")

    @property
    def failure_code(self) -> int:
        fault = self.faults.get(Kind.SEND_FAILED)
        return fault.code if fault else 0

    @property
    def is_silent(self) -> bool:
        return Kind.STATUS_NONE in self.faults


def claim_for_send(person: Person) -> SendFaults:
    """The faults that hit a send to this person; each is counted down."""
    if not person.has_faults:
        return SendFaults()
    return SendFaults({fault.kind: fault for fault in claim(SEND_KINDS, person.address)})


def claim(kinds: Iterable[str], address: str) -> list[Fault]:
    """At most one fault of each kind, the oldest first. One query when nothing is ordered."""
    taken: dict[str, Fault] = {}
    for fault in Fault.objects.waiting().filter(kind__in=list(kinds), address__in=["", address]):
        if fault.kind not in taken and count_down(fault):
            taken[fault.kind] = fault
    return list(taken.values())


def count_down(fault: Fault) -> bool:
    return Fault.objects.waiting().filter(pk=fault.pk).update(remaining=F("remaining") - 1) == 1


def bend(events: list[WebhookEvent], person: Person | None) -> list[WebhookEvent]:
    """The events as they will really go out."""
    if person is not None and not person.has_faults:
        return events
    kinds = [Kind.WEBHOOK_DUPLICATE, Kind.WEBHOOK_LATE, Kind.WEBHOOK_BATCH]
    if not Fault.objects.waiting().filter(kind__in=kinds).exists():
        return events
    return [bent for event in events for bent in bend_one(event, person.address if person else "")]


def bend_one(event: WebhookEvent, address: str) -> list[WebhookEvent]:
    faults = {fault.kind: fault for fault in claim([Kind.WEBHOOK_DUPLICATE, Kind.WEBHOOK_LATE], address)}
    if late := faults.get(Kind.WEBHOOK_LATE):
        event.due_at += timedelta(seconds=late.seconds or LATE_SECONDS)
        # A lane of its own: what comes after must not wait for it.
        event.lane = -1 - secrets.randbelow(2**62)
    bent = [event, copy_of(event)] if Kind.WEBHOOK_DUPLICATE in faults else [event]
    for batched in claim([Kind.WEBHOOK_BATCH], address):
        for one in bent:
            one.batch, one.due_at = batched.pk, one.due_at + timedelta(seconds=batched.seconds or BATCH_SECONDS)
    return bent


def copy_of(event: WebhookEvent) -> WebhookEvent:
    return WebhookEvent(
        lane=event.lane,
        field=event.field,
        value=event.value,
        due_at=event.due_at,
        created_at=event.created_at,
    )


def hold(seconds: float) -> None:
    """Wait without keeping a database connection from the others."""
    if not connection.in_atomic_block:
        connection.close()
    time.sleep(seconds)
