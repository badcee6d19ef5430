"""Puts webhooks in line for the courier."""

from datetime import datetime, timedelta

from django.utils import timezone

from whatsapp.simulator import faults
from whatsapp.simulator.models import MetaTemplate, Person, PhoneMessage, WebhookEvent
from whatsapp.simulator.webhooks import message_value, status_value, template_value

DELIVERY = timedelta(seconds=0.5)
REVIEW = timedelta(seconds=2)


def put_in_line(events: list[WebhookEvent], person: Person | None = None) -> None:
    WebhookEvent.objects.bulk_create(faults.bend(events, person))


def tell_message(message: PhoneMessage, person: Person) -> None:
    event = WebhookEvent(lane=person.pk, value=message_value(message, person), message=message)
    put_in_line([event], person)


def tell_sent_and_delivered(message: PhoneMessage, person: Person) -> None:
    sent_at = message.created_at
    put_in_line(
        [
            status_event(message, person, "sent", sent_at),
            status_event(message, person, "delivered", sent_at + DELIVERY),
        ],
        person,
    )


def tell_failed(message: PhoneMessage, person: Person, code: int) -> None:
    event = status_event(message, person, "failed", message.created_at, error=code)
    put_in_line([event], person)


def tell_read(messages: list[PhoneMessage], person: Person) -> None:
    """Read comes no earlier than delivered, however fast the customer looks."""
    now = timezone.now()
    put_in_line(
        [status_event(message, person, "read", max(now, message.created_at + DELIVERY)) for message in messages],
        person,
    )


def tell_template(template: MetaTemplate, event: str, due_at: datetime) -> None:
    put_in_line(
        [WebhookEvent(field="message_template_status_update", value=template_value(template, event), due_at=due_at)]
    )


def status_event(message: PhoneMessage, person: Person, status: str, at: datetime, *, error: int = 0) -> WebhookEvent:
    value = status_value(message, person, status, at, error=error)
    return WebhookEvent(lane=person.pk, value=value, due_at=at)
