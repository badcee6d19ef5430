"""What the business wrote on its own phone, beside this system: kept as sent, and never sent by us."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from conversations.events import ConversationChanged, MessageEchoed, publish
from conversations.models import (
    AuthorKind,
    Channel,
    Conversation,
    Customer,
    Direction,
    Message,
    MessageStatus,
    MessageType,
)
from conversations.services.changes import apply_waiting
from conversations.services.identities import Sender, locked_customers, note_profiles
from conversations.services.opening import created_events, latest_conversations, open_conversations
from conversations.services.storing import fresh, store


@dataclass(frozen=True, slots=True)
class Echo:
    external_id: str
    receiver: Sender
    written_at: datetime
    type: MessageType = MessageType.TEXT
    content: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    media: dict[str, Any] | None = None
    reply_to_external_id: str = ""


def record_echoes(channel: Channel, echoes: Sequence[Echo]) -> int:
    """Each once, in the customer's open conversation, else the last one, else a new one. Returns how many were new.
    A closed conversation stays closed: whoever writes from the phone asks nobody here to do anything."""
    with transaction.atomic():
        echoes = fresh(echoes)
        if not echoes:
            return 0
        found = locked_customers(list({echo.receiver: None for echo in echoes}))
        note_profiles(found)
        echoes = fresh(echoes)
        current = latest_conversations(channel, found.values())
        opened = _open_missing(channel, found, current)
        messages = store(
            [(current[found[echo.receiver].pk], echo) for echo in echoes],
            direction=Direction.OUTGOING,
            author_kind=AuthorKind.AGENT,
            status=MessageStatus.SENT,
        )
        apply_waiting(messages)
        _touch(messages)
        publish(
            *created_events(opened),
            *[MessageEchoed(message_id=row.pk, conversation_id=row.conversation_id) for row in messages],
            *[ConversationChanged(conversation_id=pk) for pk in {row.conversation_id for row in messages}],
        )
        return len(messages)


def _open_missing(
    channel: Channel, found: dict[Sender, Customer], current: dict[object, Conversation]
) -> list[Conversation]:
    missing = {customer.pk: customer for customer in found.values() if customer.pk not in current}
    opened = open_conversations(channel, list(missing.values()), at=timezone.now())
    current.update({row.customer_id: row for row in opened})
    return opened


# Whoever was answered from the phone waits for nobody here any more.
TOUCH = """
UPDATE conversations_conversation AS c
SET last_message_id = COALESCE((
        SELECT old.id FROM conversations_message AS old
        WHERE old.id = c.last_message_id AND old.created_at > v.at), v.last_message_id),
    last_activity_at = GREATEST(c.last_activity_at, v.at), updated_at = now(),
    answered_at = GREATEST(c.answered_at, v.at),
    unread = CASE WHEN c.customer_waiting_since <= v.at THEN 0 ELSE c.unread END,
    customer_waiting_since = CASE WHEN c.customer_waiting_since <= v.at THEN NULL ELSE c.customer_waiting_since END
FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) AS v(id, last_message_id, at)
WHERE c.id = v.id
"""


def _touch(messages: Sequence[Message]) -> None:
    last = {message.conversation_id: message for message in messages}  # they are in the order of their time
    with connection.cursor() as cursor:
        rows = last.values()
        cursor.execute(TOUCH, [list(last), [row.pk for row in rows], [row.created_at for row in rows]])
