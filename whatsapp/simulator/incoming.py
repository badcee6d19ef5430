"""What a customer does on the phone."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatsapp.simulator import scheduling
from whatsapp.simulator.ids import INCOMING, new_wamid
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.models.changes import CurrentTransaction
from whatsapp.simulator.previews import preview_of

Status = PhoneMessage.Status
# Who answers an advertisement costs nothing for so long.
FREE_ENTRY = timedelta(hours=72)
UNSEEN = ("reaction", "edit", "revoke")


@transaction.atomic
def write_as_customer(
    person: Person,
    *,
    type: str,
    content: Any,
    quoted_wamid: str = "",
    extra: dict[str, Any] | None = None,
    number_id: str = "",
) -> PhoneMessage:
    """A message from the customer: on the phone with one tick, and in line for the business.

    `extra` is what stands beside the content on the wire: context, referral, group_id, errors. What answers a message
    of a group goes to that group.
    """
    message = PhoneMessage.objects.create(
        person=person,
        wamid=new_wamid(person.address, kind=INCOMING),
        direction=PhoneMessage.Direction.CUSTOMER,
        number_id=number_id,
        type=type,
        content=content,
        quoted_wamid=quoted_wamid,
        extra=group_of(quoted_wamid) | (extra or {}),
    )
    note_on_person(person, message)
    if not person.is_blocked:
        scheduling.tell_message(message, person)
    return message


def group_of(wamid: str) -> dict[str, Any]:
    """The group in which it was written; none for most."""
    there = PhoneMessage.objects.filter(wamid=wamid).first() if wamid else None
    return _group(there) if there else {}


def _group(message: PhoneMessage) -> dict[str, Any]:
    return {key: value for key, value in message.extra.items() if key == "group_id"}


def note_on_person(person: Person, message: PhoneMessage) -> None:
    """The window opens anew; a reaction opens it too but is no line in the list of chats."""
    person.last_inbound_at = message.created_at
    seen: dict[str, Any] = {"last_inbound_at": message.created_at, "changed_in": CurrentTransaction()}
    if "referral" in message.extra:
        person.free_entry_until = seen["free_entry_until"] = message.created_at + FREE_ENTRY
    if message.type not in UNSEEN:
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
    return write_as_customer(
        person,
        type="reaction",
        content={"message_id": target.wamid, "emoji": emoji},
        extra=_group(target),
        number_id=target.number_id,
    )


@transaction.atomic
def edit_as_customer(person: Person, *, target: PhoneMessage, text: str) -> PhoneMessage:
    """The text, or the caption, of what the customer wrote is another one now."""
    key = "body" if target.type == "text" else "caption"
    content = target.body | {key: text}
    PhoneMessage.objects.filter(pk=target.pk).update(content=content, is_edited=True, changed_in=CurrentTransaction())
    told = {"original_message_id": target.wamid, "message": {"type": target.type, target.type: content}}
    return write_as_customer(person, type="edit", content=told, extra=_group(target), number_id=target.number_id)


@transaction.atomic
def revoke_as_customer(person: Person, *, target: PhoneMessage) -> PhoneMessage:
    """Deleted for everyone."""
    PhoneMessage.objects.filter(pk=target.pk).update(is_revoked=True, changed_in=CurrentTransaction())
    # Nor may the list of chats go on showing it.
    Person.objects.filter(pk=person.pk, last_preview=preview_of(target.type, target.content)).update(last_preview="")
    return write_as_customer(
        person,
        type="revoke",
        content={"original_message_id": target.wamid},
        extra=_group(target),
        number_id=target.number_id,
    )


@transaction.atomic
def open_chat(person: Person, *, keeps_looking: timedelta = timedelta(0)) -> int:
    """The customer looks at the chat: what the business wrote is read now. How many that were.

    Who keeps looking reads what arrives meanwhile, too, and no `delivered` is told of it.
    """
    if person.is_offline:
        return 0
    unread = PhoneMessage.objects.from_business().filter(person=person, status=Status.SENT)
    messages = list(unread.select_for_update().order_by("id"))
    Person.objects.filter(pk=person.pk, unread__gt=0).update(unread=0, changed_in=CurrentTransaction())
    if keeps_looking:
        Person.objects.filter(pk=person.pk).update(looking_until=timezone.now() + keeps_looking)
    if messages:
        PhoneMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
            status=Status.READ, changed_in=CurrentTransaction()
        )
        scheduling.tell_read([message for message in messages if message.type != "reaction"], person)
    return len(messages)


@transaction.atomic
def play(message: PhoneMessage) -> bool:
    """The customer listens to a voice message, which is told the first time only."""
    rows = PhoneMessage.objects.from_business().filter(pk=message.pk, type="audio").exclude(status=Status.PLAYED)
    is_first = rows.update(status=Status.PLAYED, changed_in=CurrentTransaction()) == 1
    if is_first:
        scheduling.tell_played(message, message.person)
    return is_first
