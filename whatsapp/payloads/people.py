"""Who wrote, and who is known by another id from now on."""

from datetime import datetime
from typing import Any

from conversations.services.identities import Sender
from conversations.services.identity_changes import IdentityChange
from whatsapp.payloads.values import Malformed, identifier, mapping, moment, text

Raw = dict[str, Any]
LONGEST_PHONE = 40


def sender_of(raw: Raw, contacts: list[Raw], what: str = "a message") -> Sender:
    """Contacts are matched by id, never by position; `from` may be missing where there is a user id."""
    phone, user_id = identifier(raw, "from", LONGEST_PHONE), identifier(raw, "from_user_id")
    contact = _contact_of(phone, user_id, contacts)
    profile = mapping(contact, "profile")
    sender = Sender(
        phone=phone or identifier(contact, "wa_id", LONGEST_PHONE),
        user_id=user_id or identifier(contact, "user_id"),
        parent_user_id=identifier(raw, "from_parent_user_id") or identifier(contact, "parent_user_id"),
        name=text(profile, "name", 200),
        username=text(profile, "username", 100),
    )
    return checked(sender, what)


def receiver_of(raw: Raw, contacts: list[Raw]) -> Sender:
    """Whom the business wrote to on its own phone."""
    return sender_of({"from": raw.get("to"), "from_user_id": raw.get("to_user_id")}, contacts, "an echo")


def checked(sender: Sender, what: str) -> Sender:
    if not sender.keys:
        raise Malformed(f"{what} without a sender")
    return sender


def group_of(raw: Raw, member: Sender) -> tuple[Sender, Raw] | None:
    """A group stands for the customer; the member who wrote goes into the message."""
    group_id = identifier(raw, "group_id")
    if not group_id:
        return None
    shown = member.name or member.username or member.phone or member.user_id
    return Sender(group_id=group_id), {"id": group_id, "member": member.match_keys[0], "name": shown}


def identity_change(old: Sender, value: Raw, at: datetime) -> IdentityChange | None:
    """What a system message about another number or user id says; null when it says nothing new."""
    new = Sender(
        phone=identifier(value, "wa_id", LONGEST_PHONE) or identifier(value, "new_wa_id", LONGEST_PHONE),
        user_id=identifier(value, "user_id"),
        parent_user_id=identifier(value, "parent_user_id"),
    )
    return IdentityChange(old=old, new=new, at=at) if new.keys and new.keys != old.keys else None


def parse_user_id_update(raw: Raw, received_at: datetime) -> IdentityChange:
    """The field `user_id_update`: one person, a user id before and one now."""
    ids = mapping(raw, "user_id")
    phone = identifier(raw, "wa_id", LONGEST_PHONE)
    old = checked(Sender(phone=phone, user_id=identifier(ids, "previous")), "a user id's change")
    new = checked(Sender(user_id=identifier(ids, "current")), "a user id's change")
    return IdentityChange(old=old, new=new, at=moment(raw, "timestamp", received_at))


def _contact_of(phone: str, user_id: str, contacts: list[Raw]) -> Raw:
    for contact in contacts:
        is_phone = phone and text(contact, "wa_id", LONGEST_PHONE) == phone
        if is_phone or (user_id and text(contact, "user_id", 200) == user_id):
            return contact
    return {}
