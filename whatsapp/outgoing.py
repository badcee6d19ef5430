"""Pure: the Graph API's body for a message of ours."""

from collections.abc import Callable
from typing import Any

from conversations.models import Message, MessageType
from conversations.models.message import MEDIA_TYPES

Body = dict[str, Any]


def body_for(message: Message, *, address: Body, media_id: str = "") -> Body:
    """`address` is {"to": …} or {"recipient": …}, for a group with its recipient_type. Our id travels along and comes
    back with every status."""
    body: Body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **address,
        "type": message.type,
        message.type: _content(message, media_id),
        "biz_opaque_callback_data": str(message.pk),
    }
    # A reaction names its message in itself.
    if message.type != MessageType.REACTION and message.reply_to and message.reply_to.external_id:
        body["context"] = {"message_id": message.reply_to.external_id}
    return body


def _content(message: Message, media_id: str) -> Any:
    if message.type in MEDIA_TYPES:
        return _media(message, media_id)
    return WRITERS[MessageType(message.type)](message)


def _media(message: Message, media_id: str) -> Body:
    media = message.media or {}
    content: Body = {"id": media_id} if media_id else {"link": media.get("url", "")}
    if message.content and message.type not in (MessageType.AUDIO, MessageType.STICKER):
        content["caption"] = message.content
    if message.type == MessageType.AUDIO and media.get("is_voice"):
        content["voice"] = True
    if message.type == MessageType.DOCUMENT and media.get("filename"):
        content["filename"] = media["filename"]
    return content


def _text(message: Message) -> Body:
    return {"body": message.content, "preview_url": "http" in message.content}


def _payload(key: str) -> Callable[[Message], Any]:
    return lambda message: message.payload[key]


WRITERS: dict[MessageType, Callable[[Message], Any]] = {
    MessageType.TEXT: _text,
    MessageType.TEMPLATE: _payload("template"),
    MessageType.INTERACTIVE: _payload("interactive"),
    MessageType.LOCATION: _payload("location"),
    MessageType.CONTACTS: _payload("contacts"),
    MessageType.REACTION: _payload("reaction"),
}
SENDABLE = frozenset({*WRITERS, *MEDIA_TYPES})
