"""What a customer does on the phone."""

from typing import Any

from django.db import transaction

from whatsapp.simulator import scheduling
from whatsapp.simulator.ids import INCOMING, new_wamid
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.models.changes import CurrentTransaction
from whatsapp.simulator.previews import preview_of

Status = PhoneMessage.Status


@transaction.atomic
def write_as_customer(person: Person, *, type: str, content: Any, quoted_wamid: str = "") -> PhoneMessage:
    """A message from the customer: on the phone with one tick, and in line for the business."""
    message = PhoneMessage.objects.create(
        person=person,
        wamid=new_wamid(person.address, kind=INCOMING),
        direction=PhoneMessage.Direction.CUSTOMER,
        type=type,
        content=content,
        quoted_wamid=quoted_wamid,
    )
    note_on_person(person, message)
    if not person.is_blocked:
        scheduling.tell_message(message, person)
    return message


def note_on_person(person: Person, message: PhoneMessage) -> None:
    """The window opens anew; a reaction opens it too but is no line in the list of chats."""
    person.last_inbound_at = message.created_at
    seen: dict[str, Any] = {"last_inbound_at": message.created_at, "changed_in": CurrentTransaction()}
    if message.type != "reaction":
        seen |= {
            "last_message_at": message.created_at,
            "last_type": message.type,
            "last_preview": preview_of(message.type, message.content),
        }
    Person.objects.filter(pk=person.pk).update(**seen)


@transaction.atomic
def react_as_customer(person: Person, *, target: PhoneMessage, emoji: str) -> PhoneMessage:
    """An emoji under a message; an empty one takes it back."""
    PhoneMessage.objects.filter(pk=target.pk).update(customer_reaction=emoji, changed_in=CurrentTransaction())
    return write_as_customer(person, type="reaction", content={"message_id": target.wamid, "emoji": emoji})


@transaction.atomic
def open_chat(person: Person) -> int:
    """The customer looks at the chat: what the business wrote is read now. How many that were."""
    unread = PhoneMessage.objects.from_business().filter(person=person, status=Status.SENT)
    messages = list(unread.select_for_update().order_by("id"))
    Person.objects.filter(pk=person.pk, unread__gt=0).update(unread=0, changed_in=CurrentTransaction())
    if messages:
        PhoneMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
            status=Status.READ, changed_in=CurrentTransaction()
        )
        scheduling.tell_read([message for message in messages if message.type != "reaction"], person)
    return len(messages)
