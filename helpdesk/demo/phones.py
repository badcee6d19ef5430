"""The same histories on the simulator's phones: a customer there has them, and an agent can go on with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from conversations.models import Direction, Message, MessageStatus, MessageType
from helpdesk.demo.files import PICTURES
from helpdesk.demo.scene import Scene
from whatsapp.simulator.media import INBOUND_LIFE, store
from whatsapp.simulator.models import Person, PhoneMessage
from whatsapp.simulator.people import know_customer
from whatsapp.simulator.previews import preview_of


def fill_simulator(scenes: Iterable[Scene]) -> None:
    by_customer: dict[Any, list[Scene]] = defaultdict(list)
    for scene in scenes:
        by_customer[scene.conversation.customer_id].append(scene)
    people, messages = [], []
    for histories in by_customer.values():
        person = _person(histories)
        thread = [row for scene in histories for row in _thread(person, scene)]
        _show_last(person, thread)
        people.append(person)
        messages += thread
    Person.objects.bulk_update(people, ["last_message_at", "last_type", "last_preview", "unread"])
    PhoneMessage.objects.bulk_create(sorted(messages, key=lambda message: message.created_at))


def _person(histories: Sequence[Scene]) -> Person:
    customer = histories[0].conversation.customer
    wrote = [m.created_at for scene in histories for m in scene.messages if m.direction == Direction.INCOMING]
    return know_customer(customer.phone or "", name=customer.name, last_wrote_at=max(wrote))


def _thread(person: Person, scene: Scene) -> list[PhoneMessage]:
    seen = len([m for m in scene.messages if m.direction == Direction.INCOMING]) - scene.conversation.unread
    rows = []
    for message in scene.messages:
        is_incoming = message.direction == Direction.INCOMING
        seen -= is_incoming
        rows.append(_phone_message(person, message, is_read=seen >= 0 if is_incoming else bool(message.read_at)))
    return rows


def _phone_message(person: Person, message: Message, *, is_read: bool) -> PhoneMessage:
    status = PhoneMessage.Status.READ if is_read else PhoneMessage.Status.SENT
    if message.status == MessageStatus.FAILED:
        status = PhoneMessage.Status.FAILED
    incoming = message.direction == Direction.INCOMING
    return PhoneMessage(
        person=person,
        wamid=message.external_id or "",
        direction=PhoneMessage.Direction.CUSTOMER if incoming else PhoneMessage.Direction.BUSINESS,
        type=message.type,
        content=_content(message),
        status=status,
        created_at=message.created_at,
    )


def _content(message: Message) -> dict[str, Any]:
    if message.type == MessageType.IMAGE:
        return _image(message)
    if message.type == MessageType.TEMPLATE:
        return {**message.payload["template"], "rendered": {"body": message.content}}
    return {"body": message.content}


def _image(message: Message) -> dict[str, Any]:
    media = message.media or {}
    picture = (PICTURES / media["filename"]).read_bytes()
    kept = store([picture], mime=media["mime_type"], filename=media["filename"], life=INBOUND_LIFE)
    caption = {"caption": message.content} if message.content else {}
    return {"id": kept.external_id, "mime_type": kept.mime_type, "sha256": kept.sha256, **caption}


def _show_last(person: Person, thread: Sequence[PhoneMessage]) -> None:
    """The line in the list of chats."""
    shown = [row for row in thread if row.status != PhoneMessage.Status.FAILED]
    last = max(shown, key=lambda row: row.created_at)
    person.last_message_at, person.last_type = last.created_at, last.type
    person.last_preview = preview_of(last.type, last.content)
    person.unread = len([row for row in shown if row.is_from_business and row.status == PhoneMessage.Status.SENT])
