"""One inbound message, of whatever type: something to read, something that happened to an earlier message, or news
about the customer."""

from datetime import datetime
from typing import Any

from conversations.models import ChangeKind, Direction
from conversations.services.changes import IncomingChange
from conversations.services.echoes import Echo
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage
from conversations.services.notices import Notice
from conversations.services.receiving import Inbound
from whatsapp.payloads.contents import READERS, read_content
from whatsapp.payloads.people import checked, group_of, identity_change, receiver_of, sender_of
from whatsapp.payloads.values import Malformed, compact, identifier, mapping, moment, required, text

Raw = dict[str, Any]
CHANGES = {kind.value: kind for kind in ChangeKind}
NOTICES = frozenset({"system", "request_welcome"})
LONGEST_EMOJI = 40


def parse_message(raw: Raw, contacts: list[Raw], received_at: datetime) -> Inbound:
    """Raises Malformed when it has no id or no sender. An unknown type is kept raw."""
    kind = text(raw, "type", 40)
    if kind in NOTICES:
        return _notice(raw, contacts, received_at)
    member = sender_of(raw, contacts)
    group = group_of(raw, member)
    sender, extra = (group[0], {"group": group[1]}) if group else (member, {})
    if kind in CHANGES:
        author = member.match_keys[0] if group else ""
        return _change(raw, sender, received_at, direction=Direction.INCOMING, author_key=author)
    message_type, content, payload, media = read_content(raw)
    return IncomingMessage(
        external_id=required(raw, "id", "a message"),
        sender=sender,
        written_at=moment(raw, "timestamp", received_at),
        type=message_type,
        content=content,
        payload={**payload, **_circumstances(raw), **extra},
        media=media,
        reply_to_external_id=identifier(mapping(raw, "context"), "id", 200),
    )


def parse_echo(raw: Raw, contacts: list[Raw], received_at: datetime) -> Inbound:
    """What the business wrote on its own phone."""
    receiver = receiver_of(raw, contacts)
    if text(raw, "type", 40) in CHANGES:
        return _change(raw, receiver, received_at, direction=Direction.OUTGOING)
    message_type, content, payload, media = read_content(raw)
    return Echo(
        external_id=required(raw, "id", "an echo"),
        receiver=receiver,
        written_at=moment(raw, "timestamp", received_at),
        type=message_type,
        content=content,
        payload={**payload, **_circumstances(raw), "is_echo": True},
        media=media,
        reply_to_external_id=identifier(mapping(raw, "context"), "id", 200),
    )


def _circumstances(raw: Raw) -> Raw:
    """What may stand beside any type: a quote or a forward, the advertisement that led here, why it is missing."""
    found = {key: raw[key] for key in ("context", "referral", "errors") if raw.get(key)}
    return compact(found) if found else found


def _change(
    raw: Raw, sender: Sender, received_at: datetime, *, direction: Direction, author_key: str = ""
) -> IncomingChange:
    kind = CHANGES[text(raw, "type", 40)]
    value = mapping(raw, kind.value)
    key = "message_id" if kind == ChangeKind.REACTION else "original_message_id"
    return IncomingChange(
        external_id=required(raw, "id", f"a change ({kind.value})"),
        kind=kind,
        direction=direction,
        sender=sender,
        author_key=author_key,
        target_external_id=required(value, key, f"a change ({kind.value})"),
        data=_change_data(kind, value),
        at=moment(raw, "timestamp", received_at),
    )


def _change_data(kind: ChangeKind, value: Raw) -> Raw:
    if kind == ChangeKind.REACTION:
        return {"emoji": text(value, "emoji", LONGEST_EMOJI)}  # none: it was taken back
    if kind == ChangeKind.REVOKE:
        return {}
    new = mapping(value, "message")
    if text(new, "type", 40) not in READERS:
        raise Malformed("an edit of an unknown kind")
    message_type, content, _payload, media = read_content(new)
    file = {"type": message_type.value, "media": media} if media and media.get("id") else {}
    return {"content": content, **file}


def _notice(raw: Raw, contacts: list[Raw], received_at: datetime) -> Notice:
    """News from WhatsApp itself. It comes without contacts, and for new user ids perhaps without a phone."""
    kind = text(raw, "type", 40)
    value = mapping(raw, kind)
    legacy = {"from": raw.get("from") or value.get("customer"), "from_user_id": raw.get("from_user_id")}
    sender = checked(sender_of(legacy, contacts, "a system message"), "a system message")
    at = moment(raw, "timestamp", received_at)
    identity = mapping(raw, "identity") or mapping(value, "identity")
    kept = {"system": {"type": kind, **value}, **({"identity": identity} if identity else {})}
    return Notice(
        external_id=required(raw, "id", "a system message"),
        sender=sender,
        written_at=at,
        content=text(value, "body", 2000),
        payload=compact(kept),
        change=identity_change(sender, value, at) if kind == "system" else None,
    )
