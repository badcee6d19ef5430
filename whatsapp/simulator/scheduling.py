"""Puts webhooks in line for the courier."""

from datetime import datetime, timedelta

from django.utils import timezone

from whatsapp.simulator.faults.webhooks import bend
from whatsapp.simulator.models import Account, Person, PhoneMessage, WebhookEvent
from whatsapp.simulator.webhooks import Value, message_value, status_value

READ_AFTER = timedelta(seconds=0.3)


def put_in_line(events: list[WebhookEvent], person: Person | None = None) -> None:
    WebhookEvent.objects.bulk_create(bend(events, person))


def tell(field: str, value: Value, *, due_at: datetime | None = None, person: Person | None = None) -> None:
    """A change that is no message: of the account, a template, somebody's wishes."""
    event = WebhookEvent(field=field, value=value, due_at=due_at or timezone.now(), lane=person.pk if person else 0)
    put_in_line([event], person)


def tell_message(message: PhoneMessage, person: Person) -> None:
    event = WebhookEvent(lane=person.pk, value=message_value(message, person), message=message)
    put_in_line([event], person)


def delivery_time() -> timedelta:
    return timedelta(seconds=Account.load().delivery_seconds)


def tell_accepted(message: PhoneMessage, person: Person) -> None:
    """Sent at once; delivered after a moment, or read without that when the chat is open."""
    sent = status_event(message, person, "sent", message.created_at)
    if person.is_offline:
        return put_in_line([sent], person)
    there_at = message.created_at + delivery_time()
    if person.is_looking and message.type != "reaction":
        there = status_event(message, person, "read", there_at + READ_AFTER)
    else:
        there = status_event(message, person, "delivered", there_at)
    return put_in_line([sent, there], person)


def tell_failed(message: PhoneMessage, person: Person, code: int) -> None:
    event = status_event(message, person, "failed", message.created_at, error=code)
    put_in_line([event], person)


def tell_delivered(messages: list[PhoneMessage], person: Person) -> None:
    put_in_line([status_event(message, person, "delivered", timezone.now()) for message in messages], person)


def tell_read(messages: list[PhoneMessage], person: Person) -> None:
    """Read comes no earlier than delivered, however fast the customer looks."""
    now, delivery = timezone.now(), delivery_time()
    put_in_line(
        [status_event(message, person, "read", max(now, message.created_at + delivery)) for message in messages],
        person,
    )


def tell_played(message: PhoneMessage, person: Person) -> None:
    at = max(timezone.now(), message.created_at + delivery_time() + READ_AFTER)
    put_in_line([status_event(message, person, "played", at)], person)


def status_event(message: PhoneMessage, person: Person, status: str, at: datetime, *, error: int = 0) -> WebhookEvent:
    value = status_value(message, person, status, at, error=error)
    return WebhookEvent(lane=person.pk, value=value, due_at=at)
