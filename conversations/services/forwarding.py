"""Forwarding: what stands in one conversation is sent in another, as a message of its own, by whoever may read the one
and answer the other. A file is not copied: both rows speak of the same bytes."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from conversations.exceptions import Invalid, NotFound
from conversations.media import LIMITS
from conversations.models import Attachment, AttachmentState, Conversation, Direction, Message, MessageType
from conversations.models.message import MEDIA_TYPES
from conversations.services.lookup import locked_conversation
from conversations.services.sending import Draft, send_message

# As WhatsApp tells it of what customers forward.
MARK = {"context": {"forwarded": True}}
OBJECTS = (MessageType.LOCATION, MessageType.CONTACTS)
HOLD = "SELECT * FROM conversations_message WHERE id = %s FOR SHARE"
NEVER = (MessageType.REACTION, MessageType.SYSTEM, MessageType.UNSUPPORTED)
# What is told of a file, and goes with it; not the provider's id and address, which are the other message's.
FACTS = ("mime_type", "filename", "size", "sha256", "width", "height", "duration", "has_thumbnail", "is_voice")


class CannotForward(Invalid):
    code = "cannot_forward"
    detail = gettext_lazy("This message cannot be forwarded.")


def forward_message(message_id: int, *, to: UUID, by: User, client_id: str | None = None) -> Message:
    """With a `client_id` that was used before, the message of that time. Raises what sending would raise, and
    CannotForward."""
    with transaction.atomic():
        target = locked_conversation(to, by)
        source = _readable(message_id, by)
        if source.type not in MEDIA_TYPES:
            return _send(source, _words(source, client_id), to, by)
        file = _file(source)
        if file is None:
            return _send(source, _link(source, target, client_id), to, by)
        copy = _copy(file, target, by)
        message = _send(source, _carrying(copy, source, client_id), to, by)
        if (message.media or {}).get("attachment_id") == str(copy.pk):  # else it is the one of that time
            copy.message = message
            copy.save(force_insert=True)
        return message


def _send(source: Message, draft: Draft, to: UUID, by: User) -> Message:
    return send_message(to, draft=replace(draft, forwarded_of_id=source.forwarded_of_id or source.pk), by=by)


def _readable(message_id: int, by: User) -> Message:
    """Held until the end: whoever erases the customer just now comes before, and leaves nothing to be sent, or after,
    and finds what was."""
    message = next(iter(Message.objects.raw(HOLD, [message_id])), None)
    if message is None or not Conversation.objects.visible_to(by).filter(pk=message.conversation_id).exists():
        raise NotFound
    if not can_forward(message):
        raise CannotForward
    return message


def can_forward(message: Message) -> bool:
    """Whether there is anything in it to be sent on."""
    if message.deleted_at or message.type in NEVER:
        return False
    return message.type in MEDIA_TYPES or message.type in OBJECTS or bool(message.content.strip())


def _words(source: Message, client_id: str | None) -> Draft:
    """Templates, buttons and answers to them go on as the words that they are read as."""
    if source.type not in OBJECTS:
        return Draft(content=source.content, payload={**MARK}, client_id=client_id)
    kind = MessageType(source.type)
    content = (source.payload or {}).get(kind.value)
    payload = {**MARK, kind.value: _cards(content) if kind == MessageType.CONTACTS else content}
    return Draft(type=kind, payload=payload, client_id=client_id)


def _cards(cards: Any) -> Any:
    """WhatsApp wants one part of the name beside the whole, which it does not always give."""
    if not isinstance(cards, list):
        return cards
    return [{**card, "name": _name(card.get("name"))} if isinstance(card, dict) else card for card in cards]


def _name(name: Any) -> Any:
    if not isinstance(name, dict) or len(name) > 1:
        return name
    return {**name, "first_name": name.get("formatted_name", "")}


def _file(source: Message) -> Attachment | None:
    attachment_id = (source.media or {}).get("attachment_id")
    if not attachment_id:
        return None
    found = Attachment.objects.filter(pk=attachment_id, state=AttachmentState.READY).first()
    if found is None:
        raise CannotForward(_("Its file is not here yet."), code="file_not_ready")
    limit = LIMITS[MessageType(source.type)]
    if found.mime_type not in limit.mime_types or found.size > limit.max_size:
        raise CannotForward(_("WhatsApp does not take this file as it is. Download it and attach it."))
    return found


def _copy(file: Attachment, target: Conversation, by: User) -> Attachment:
    return Attachment(
        conversation=target,
        copy_of_id=file.copy_of_id or file.pk,
        file=file.file.name,
        thumbnail=file.thumbnail.name,
        filename=file.filename,
        mime_type=file.mime_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
    )


def _carrying(copy: Attachment, source: Message, client_id: str | None) -> Draft:
    known = source.media or {}
    media = {
        **{name: known[name] for name in FACTS if name in known},
        "attachment_id": str(copy.pk),
        "state": copy.state,
    }
    return Draft(
        type=MessageType(source.type), content=source.content, media=media, payload={**MARK}, client_id=client_id
    )


def _link(source: Message, target: Conversation, client_id: str | None) -> Draft:
    """A file that is not ours: by its address, or by WhatsApp's id, which only the number that has it can send."""
    known = source.media or {}
    is_ours = source.direction == Direction.OUTGOING and source.conversation.channel_id == target.channel_id
    media = {name: known[name] for name in ("url", "filename", "is_voice") if known.get(name)}
    if is_ours and known.get("id"):
        media["id"] = known["id"]
    if source.direction != Direction.OUTGOING or not (media.get("url") or media.get("id")):
        raise CannotForward(_("Its file is not here yet."), code="file_not_ready")
    return Draft(
        type=MessageType(source.type), content=source.content, media=media, payload={**MARK}, client_id=client_id
    )
