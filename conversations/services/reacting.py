"""Our reactions to a customer's message. Each is a message in the outbox, and shown on the one that it belongs to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.events import MessageChanged, MessageQueued, publish
from conversations.exceptions import Invalid
from conversations.models import AuthorKind, Conversation, Direction, Message, MessageStatus, MessageType

NO_TARGETS = (MessageType.REACTION, MessageType.SYSTEM, MessageType.UNSUPPORTED)


def queue_reaction(
    conversation: Conversation, reaction: dict[str, Any], *, by: User, client_id: str | None = None
) -> Message:
    """Also replaces the one before, and without an emoji takes it back. The conversation is locked; it is not moved
    by this: a reaction is no answer."""
    target = _target(conversation, reaction.get("message_id"))
    emoji = str(reaction.get("emoji") or "")
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUTGOING,
        type=MessageType.REACTION,
        content=emoji,
        payload={"reaction": {"message_id": target.external_id, "emoji": emoji}},
        author_kind=AuthorKind.BOT if by.is_bot else AuthorKind.AGENT,
        author=by,
        status=MessageStatus.QUEUED,
        reply_to=target,
        client_id=client_id or None,
    )
    _show(target, emoji, at=message.created_at)
    publish(MessageQueued(message_id=message.pk, conversation_id=conversation.pk))
    return message


def withdraw_reactions(failed: Iterable[Message]) -> None:
    """Reactions that did not get there are shown no longer, unless a newer one took their place."""
    for message in failed:
        if message.type != MessageType.REACTION or message.reply_to_id is None:
            continue
        target = Message.objects.select_for_update().get(pk=message.reply_to_id)
        ours = [one for one in target.reactions or [] if one["by"] == Direction.OUTGOING]
        if any(one["at"] == message.created_at.isoformat() for one in ours):
            _show(target, "", at=timezone.now())


def show_again(message: Message) -> None:
    """One that failed is sent again."""
    if message.type == MessageType.REACTION and message.reply_to is not None:
        _show(message.reply_to, message.content, at=message.created_at)


def _target(conversation: Conversation, message_id: Any) -> Message:
    """By our id, or by WhatsApp's."""
    text = str(message_id)
    found = Q(pk=int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else Q(external_id=text)  # noqa: PLR2004
    target = conversation.messages.select_for_update(of=("self",)).filter(found).exclude(type__in=NO_TARGETS).first()
    if target is None or not target.external_id or target.deleted_at:
        raise Invalid(_("No such message in this conversation."), code="does_not_exist", attr="content.message_id")
    return target


def _show(target: Message, emoji: str, *, at: datetime) -> None:
    """One of ours per message, whoever of us it was: WhatsApp knows only the business."""
    others = [one for one in target.reactions or [] if one["by"] != Direction.OUTGOING]
    ours = {"by": Direction.OUTGOING.value, "author": "", "emoji": emoji, "at": at.isoformat()}
    target.reactions = [*others, ours]
    target.save(update_fields=["reactions"])
    publish(MessageChanged(message_id=target.pk, conversation_id=target.conversation_id))
