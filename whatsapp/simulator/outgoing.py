"""What the business sends: from acceptance to the phone."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from whatsapp.simulator import scheduling
from whatsapp.simulator.business import FIRST, own_number
from whatsapp.simulator.faults.sends import SendFaults
from whatsapp.simulator.ids import OUTGOING, new_wamid
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.models.changes import CurrentTransaction
from whatsapp.simulator.models.person import TYPING, WINDOW
from whatsapp.simulator.previews import preview_of

Status = PhoneMessage.Status
WINDOW_CLOSED, BLOCKED, NO_MARKETING = 131047, 130403, 131050


@dataclass(frozen=True)
class Order:
    """A valid request to send. `category` is what Meta would bill."""

    type: str
    content: Any
    quoted_wamid: str = ""
    callback_data: str = ""
    category: str = "service"
    number_id: str = ""
    group_id: str = ""


def send(person: Person, order: Order, misfortune: SendFaults) -> PhoneMessage:
    """Accept and put on the phone, with whatever misfortune was ordered for it."""
    misfortune.before_acceptance()
    message = accept(person, order, misfortune)
    misfortune.after_acceptance()
    return message


@transaction.atomic
def accept(person: Person, order: Order, misfortune: SendFaults) -> PhoneMessage:
    code = misfortune.failure_code or reason_against(person, order)
    message = PhoneMessage.objects.create(
        person=person,
        wamid=new_wamid(person.address, kind=OUTGOING),
        direction=PhoneMessage.Direction.BUSINESS,
        number_id=order.number_id,
        extra={"group_id": order.group_id} if order.group_id else {},
        type=order.type,
        content=order.content,
        quoted_wamid=order.quoted_wamid,
        callback_data=order.callback_data,
        category=order.category,
        status=first_status(person, code),
    )
    if code:
        scheduling.tell_failed(message, person, code)
        return message
    arrive(person, message)
    if not misfortune.is_silent:
        scheduling.tell_accepted(message, person)
    return message


def first_status(person: Person, code: int) -> Status:
    if code:
        return Status.FAILED
    return Status.READ if person.is_looking and not person.is_offline else Status.SENT


def reason_against(person: Person, order: Order) -> int:
    """Meta accepts these and says no afterwards, by webhook."""
    if person.is_blocked:
        return BLOCKED
    if order.category == "marketing" and person.has_stopped_marketing:
        return NO_MARKETING
    if order.type != "template" and not is_window_open(person, order.number_id):
        return WINDOW_CLOSED
    return 0


def is_window_open(person: Person, number_id: str) -> bool:
    """Each number of the business has its own: that of the first is kept with the person."""
    if own_number(number_id) == FIRST:
        return person.is_window_open
    since = timezone.now() - WINDOW
    theirs = PhoneMessage.objects.from_customer().filter(person=person, number_id=number_id)
    return theirs.filter(created_at__gt=since).exists()


def arrive(person: Person, message: PhoneMessage) -> None:
    if message.type == "reaction":
        PhoneMessage.objects.filter(wamid=message.content["message_id"], person=person).update(
            business_reaction=message.content.get("emoji", ""), changed_in=CurrentTransaction()
        )
        return
    Person.objects.filter(pk=person.pk).update(
        unread=F("unread") + int(message.status == Status.SENT),
        typing_until=None,
        last_message_at=message.created_at,
        last_type=message.type,
        last_preview=preview_of(message.type, message.content),
        changed_in=CurrentTransaction(),
    )


@transaction.atomic
def mark_read(message: PhoneMessage, *, typing: bool) -> None:
    """The business has read this message and all before it; blue ticks, and perhaps the three dots."""
    PhoneMessage.objects.from_customer().filter(person=message.person_id, pk__lte=message.pk).exclude(
        status=Status.READ
    ).update(status=Status.READ, changed_in=CurrentTransaction())
    if typing:
        Person.objects.filter(pk=message.person_id).update(
            typing_until=timezone.now() + TYPING, changed_in=CurrentTransaction()
        )
