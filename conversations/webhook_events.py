"""What other systems are told, and when. Each handler gets all events of one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from conversations import tasks
from conversations.api.representation import conversation_data, message_data
from conversations.events import (
    ConversationChanged,
    ConversationClosed,
    ConversationCreated,
    MessageChanged,
    MessageReceived,
    MessageStatusChanged,
)
from conversations.knock import knock
from conversations.models import Conversation, Message, Webhook
from conversations.services.webhooks import enqueue_deliveries, is_anybody_told

Event = Webhook.Event


def tell_received(events: Sequence[MessageReceived]) -> None:
    _tell_of_messages(Event.MESSAGE_RECEIVED, [event.message_id for event in events])


def tell_statuses(events: Sequence[MessageStatusChanged]) -> None:
    _tell_of_messages(Event.MESSAGE_STATUS, [event.message_id for event in events])


def tell_updated(events: Sequence[MessageChanged]) -> None:
    _tell_of_messages(Event.MESSAGE_UPDATED, [event.message_id for event in events])


def tell_created(events: Sequence[ConversationCreated]) -> None:
    _tell_of_conversations(Event.CONVERSATION_CREATED, {event.conversation_id for event in events})


def tell_changed(events: Sequence[ConversationChanged]) -> None:
    _tell_of_conversations(Event.CONVERSATION_UPDATED, {event.conversation_id for event in events})


def tell_closed(events: Sequence[ConversationClosed]) -> None:
    _tell_of_conversations(Event.CONVERSATION_CLOSED, {event.conversation_id for event in events})


def _tell_of_messages(event: str, ids: Sequence[int]) -> None:
    if is_anybody_told(event):
        rows = Message.objects.select_related("conversation__customer", "author").filter(pk__in=ids).order_by("pk")
        _enqueue(event, (message_data(row) for row in rows))


def _tell_of_conversations(event: str, ids: set[UUID]) -> None:
    if is_anybody_told(event):
        rows = Conversation.objects.with_card().filter(pk__in=ids)
        _enqueue(event, (conversation_data(row) for row in rows))


def _enqueue(event: str, items: Iterable[dict[str, Any]]) -> None:
    if enqueue_deliveries(event, items):
        knock(tasks.send_webhooks)
