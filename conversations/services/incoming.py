"""What customers write, applied as sets: the same few statements for one message and for five hundred."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from conversations.events import ConversationChanged, MessageReceived, publish
from conversations.models import (
    AuthorKind,
    Channel,
    Conversation,
    Customer,
    Direction,
    Message,
    MessageStatus,
    MessageType,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.blocking import store_quietly
from conversations.services.changes import apply_waiting
from conversations.services.identities import Sender, locked_customers, note_profiles, note_sightings
from conversations.services.opening import created_events, lock_open_conversations, open_conversations
from conversations.services.snoozing import wake_answered
from conversations.services.storing import fresh, store

WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A customer's message, free of any provider's shape."""

    external_id: str
    sender: Sender
    written_at: datetime
    type: MessageType = MessageType.TEXT
    content: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    media: dict[str, Any] | None = None
    reply_to_external_id: str = ""


def record_incoming(channel: Channel, items: Sequence[IncomingMessage]) -> int:
    """Store each message once, in its customer's open conversation or a new one. Returns how many were new.

    Safe to repeat: what is already stored is passed over.
    """
    with transaction.atomic():
        items = fresh(items)
        if not items:
            return 0
        found = locked_customers(list({item.sender: None for item in items}))
        note_profiles(found)
        note_sightings(found, timezone.now())
        items = fresh(items)  # whoever stored them meanwhile had to hold the customers' rows
        quiet = store_quietly(channel, [(found[i.sender], i) for i in items if found[i.sender].is_blocked])
        items = [item for item in items if not found[item.sender].is_blocked]
        customers = {found[item.sender].pk: found[item.sender] for item in items}
        current = lock_open_conversations(channel, customers.values())
        opened = _open_missing(channel, [(found[item.sender], item.written_at) for item in items], current)
        by_conversation = _grouped(items, {item.sender: current[found[item.sender].pk] for item in items})
        messages = _insert(by_conversation)
        apply_waiting([*quiet, *messages])
        _touch(by_conversation, messages)
        woken = wake_answered(by_conversation)
        publish(*created_events(opened), *_events(messages), *woken)
        return len(quiet) + len(messages)


Grouped = dict[Conversation, list[IncomingMessage]]


def _open_missing(
    channel: Channel, written: Sequence[tuple[Customer, datetime]], current: dict[object, Conversation]
) -> list[Conversation]:
    """`written` is in the order of time."""
    missing = {customer.pk: customer for customer, _ in written if customer.pk not in current}
    begun: dict[object, datetime] = {customer.pk: at for customer, at in reversed(written)}
    opened = open_conversations(channel, list(missing.values()), at=timezone.now(), begun=begun)
    current.update({row.customer_id: row for row in opened})
    return opened


def _grouped(items: Iterable[IncomingMessage], where: dict[Sender, Conversation]) -> Grouped:
    groups: Grouped = defaultdict(list)
    for item in items:
        groups[where[item.sender]].append(item)
    return groups


def _insert(groups: Grouped) -> list[Message]:
    pairs = [(conversation, item) for conversation, items in groups.items() for item in items]
    return store(
        pairs,
        direction=Direction.INCOMING,
        author_kind=AuthorKind.CUSTOMER,
        status=MessageStatus.RECEIVED,
    )


TOUCH = """
UPDATE conversations_conversation AS c
SET unread = c.unread + v.count, last_message_id = v.last_message_id, last_activity_at = v.last_activity_at,
    window_expires_at = GREATEST(c.window_expires_at, v.window_expires_at),
    customer_waiting_since = COALESCE(c.customer_waiting_since, v.waiting_since), status = v.status,
    referral = COALESCE(c.referral, v.referral), updated_at = now()
FROM unnest(%s::uuid[], %s::int[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::text[],
            %s::jsonb[])
    AS v(id, count, last_message_id, last_activity_at, window_expires_at, waiting_since, status, referral)
WHERE c.id = v.id
"""


def _touch(groups: Grouped, messages: Sequence[Message]) -> None:
    """Bring every conversation's card up to date in one statement."""
    written: dict[object, list[Message]] = defaultdict(list)
    for message in messages:
        written[message.conversation_id].append(message)
    rows = [_card(conversation, written[conversation.pk]) for conversation in groups]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, [list(column) for column in zip(*rows, strict=True)])
    resumed = [conversation for conversation in groups if conversation.status == Status.WAITING]
    TimelineEntry.objects.bulk_create(
        [TimelineEntry(conversation=conversation, kind=TimelineKind.RESUMED) for conversation in resumed]
    )


def _card(conversation: Conversation, messages: Sequence[Message]) -> tuple[object, ...]:
    last = max([*messages, *_previous(conversation)], key=lambda message: (message.created_at, message.pk))
    newest = max(message.created_at for message in messages)
    status = Status.IN_PROGRESS if conversation.status == Status.WAITING else conversation.status
    return (
        conversation.pk,
        len(messages),
        last.pk,
        max(conversation.last_activity_at, newest),
        newest + WINDOW,
        messages[0].created_at,
        str(status),
        _referral(messages),
    )


def _previous(conversation: Conversation) -> list[Message]:
    return [conversation.last_message] if conversation.last_message else []


def _referral(messages: Sequence[Message]) -> str | None:
    """The advertisement that led here, from the first message that names one."""
    found = (message.payload.get("referral") for message in messages)
    first = next((referral for referral in found if isinstance(referral, dict)), None)
    return orjson.dumps(first).decode() if first else None


def _events(messages: Iterable[Message]) -> list[object]:
    messages = list(messages)
    changed = {message.conversation_id: None for message in messages}
    return [
        *[MessageReceived(message_id=m.pk, conversation_id=m.conversation_id) for m in messages],
        *[ConversationChanged(conversation_id=pk) for pk in changed],
    ]
