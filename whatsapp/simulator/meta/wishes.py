"""What customers change about themselves: number, id, name, wishes, the phone's switch."""

from django.db import transaction
from django.utils import timezone

from whatsapp.simulator import scheduling
from whatsapp.simulator.ids import new_user_id
from whatsapp.simulator.incoming import write_as_customer
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.models.changes import CurrentTransaction
from whatsapp.simulator.models.person import WINDOW
from whatsapp.simulator.numbers import key_of
from whatsapp.simulator.webhooks import Value, contact_of, envelope


class NumberTaken(ValueError):
    """Somebody else has this number."""


@transaction.atomic
def change_number(person: Person, digits: str) -> PhoneMessage | None:
    """A new number, and with it a new id; the old number says so. Nothing is told of who hid the number."""
    key = key_of(digits)
    if Person.objects.filter(phone_key=key).exclude(pk=person.pk).exists():
        raise NumberTaken(digits)
    old, new_id = person.wa_id, new_user_id()
    told = None
    if old:
        content = {
            "type": "user_changed_number",
            "body": f"User {person.name} changed from {old} to {digits}",
            "wa_id": digits,
            "user_id": new_id,
        }
        told = write_as_customer(person, type="system", content=content)
    update(person, wa_id=digits, phone_key=key, user_id=new_id)
    return told


@transaction.atomic
def change_user_id(person: Person) -> None:
    """Meta gave out a new id for the same account. Who hides the number is known by nothing else."""
    old, new = person.user_id, new_user_id()
    write_as_customer(
        person,
        type="system",
        content={"type": "user_changed_user_id", "body": f"User {old} is now {new}", "user_id": new},
    )
    update(person, user_id=new)
    one: Value = {
        "detail": "user_id_changed",
        "user_id": {"previous": old, "current": new},
        "timestamp": int(timezone.now().timestamp()),
    }
    if person.wa_id:
        one["wa_id"] = person.wa_id
    scheduling.tell("user_id_update", envelope_with(person, "user_id_update", one), person=person)


@transaction.atomic
def hide_number(person: Person, username: str) -> None:
    """From now on only the id and the username are shown to the business."""
    update(person, wa_id=None, phone_key=None, username=username)


@transaction.atomic
def want_marketing(person: Person, wants: bool) -> None:
    update(person, has_stopped_marketing=not wants)
    one: Value = {
        "category": "marketing_messages",
        "value": "resume" if wants else "stop",
        "detail": f"User requested to {'resume' if wants else 'stop'} marketing messages",
        "timestamp": int(timezone.now().timestamp()),
        "user_id": person.user_id,
    }
    if person.wa_id:
        one["wa_id"] = person.wa_id
    scheduling.tell("user_preferences", envelope_with(person, "user_preferences", one), person=person)


@transaction.atomic
def switch_phone(person: Person, *, is_on: bool) -> None:
    """What came while the phone was off is delivered when it goes on."""
    update(person, is_offline=not is_on, looking_until=None)
    if is_on:
        sent = PhoneMessage.objects.from_business().filter(person=person, status="sent").order_by("id")
        scheduling.tell_delivered(list(sent), person)


def close_window(person: Person) -> None:
    """As if the customer had last written more than a day ago."""
    update(person, last_inbound_at=timezone.now() - WINDOW)


def envelope_with(person: Person, key: str, one: Value) -> Value:
    return envelope() | {"contacts": [contact_of(person)], key: [one]}


def update(person: Person, **changes: object) -> None:
    for name, value in changes.items():
        setattr(person, name, value)
    Person.objects.filter(pk=person.pk).update(**changes, changed_in=CurrentTransaction())
