"""One inbound message, of whatever type."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.models import MessageType
from conversations.services.customers import Sender
from conversations.services.incoming import IncomingMessage
from whatsapp.payloads.values import Malformed, items, mapping, moment, required, text

Body = tuple[MessageType, str, dict[str, Any], dict[str, Any] | None]  # type, text, payload, media
Raw = dict[str, Any]


def parse_message(raw: Raw, contacts: list[Raw], received_at: datetime) -> IncomingMessage:
    """Raises Malformed when it has no id or no sender. An unknown type is kept raw."""
    kind = text(raw, "type", 40)
    read = READERS.get(kind, _unsupported)
    message_type, content, payload, media = read(raw, mapping(raw, kind))
    context = mapping(raw, "context")
    extra = {key: raw[key] for key in ("referral", "errors") if raw.get(key)}
    if context:
        extra["context"] = context
    return IncomingMessage(
        external_id=required(raw, "id", "a message"),
        sender=_sender(raw, contacts),
        written_at=moment(raw, "timestamp", received_at),
        type=message_type,
        content=content,
        payload={**payload, **extra},
        media=media,
        reply_to_external_id=text(context, "id", 200),
    )


def _sender(raw: Raw, contacts: list[Raw]) -> Sender:
    """Contacts are matched by id, never by position; `from` may be missing where there is a user id."""
    phone, user_id = text(raw, "from", 40), text(raw, "from_user_id", 160)
    for contact in contacts:
        wa_id, contact_user_id = text(contact, "wa_id", 40), text(contact, "user_id", 160)
        if (phone and wa_id == phone) or (user_id and contact_user_id == user_id):
            profile = mapping(contact, "profile")
            name = text(profile, "name", 200) or text(profile, "username", 200)
            return _checked(Sender(phone=phone, user_id=user_id or contact_user_id, name=name))
    return _checked(Sender(phone=phone, user_id=user_id))


def _checked(sender: Sender) -> Sender:
    if not sender.keys:
        raise Malformed("a message without a sender")
    return sender


def _text(raw: Raw, value: Raw) -> Body:
    return MessageType.TEXT, text(value, "body"), {}, None


def _media(kind: MessageType) -> Callable[[Raw, Raw], Body]:
    def read(raw: Raw, value: Raw) -> Body:
        fields = {
            key: text(value, key) for key in ("id", "mime_type", "sha256", "filename", "url") if text(value, key)
        }
        flags = {f"is_{key}": True for key in ("voice", "animated") if value.get(key) is True}
        return kind, text(value, "caption"), {}, {**fields, **flags}

    return read


def _location(raw: Raw, value: Raw) -> Body:
    label = ", ".join(part for part in (text(value, "name"), text(value, "address")) if part)
    return MessageType.LOCATION, label, {"location": value}, None


def _contacts(raw: Raw, value: Raw) -> Body:
    cards = items(raw, "contacts")
    names = ", ".join(text(mapping(card, "name"), "formatted_name") for card in cards)
    return MessageType.CONTACTS, names, {"contacts": cards}, None


def _interactive(raw: Raw, value: Raw) -> Body:
    reply = mapping(value, text(value, "type", 40))
    return MessageType.INTERACTIVE, text(reply, "title") or text(reply, "body"), {"interactive": value}, None


def _button(raw: Raw, value: Raw) -> Body:
    return MessageType.BUTTON, text(value, "text"), {"button": value}, None


def _reaction(raw: Raw, value: Raw) -> Body:
    return MessageType.REACTION, text(value, "emoji", 40), {"reaction": value}, None


def _order(raw: Raw, value: Raw) -> Body:
    return MessageType.ORDER, text(value, "text"), {"order": value}, None


def _system(raw: Raw, value: Raw) -> Body:
    return MessageType.SYSTEM, text(value, "body"), {"system": value}, None


def _unsupported(raw: Raw, value: Raw) -> Body:
    return MessageType.UNSUPPORTED, "", {"raw": raw}, None


READERS: dict[str, Callable[[Raw, Raw], Body]] = {
    "text": _text,
    "image": _media(MessageType.IMAGE),
    "video": _media(MessageType.VIDEO),
    "audio": _media(MessageType.AUDIO),
    "document": _media(MessageType.DOCUMENT),
    "sticker": _media(MessageType.STICKER),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "reaction": _reaction,
    "order": _order,
    "system": _system,
}
