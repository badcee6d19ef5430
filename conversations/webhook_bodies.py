"""What a delivery says of its message or conversation, in the API's own shape."""

from collections.abc import Iterable
from typing import Any

from conversations.api.representation import conversation_data, message_data
from conversations.models import Conversation, Message, Webhook, WebhookDelivery

ABOUT_MESSAGES = {Webhook.Event.MESSAGE_RECEIVED, Webhook.Event.MESSAGE_STATUS, Webhook.Event.MESSAGE_UPDATED}


def data_of(deliveries: Iterable[WebhookDelivery]) -> dict[str, dict[str, Any]]:
    """By subject; at most two questions, however many there are."""
    messages = {row.subject for row in deliveries if row.event in ABOUT_MESSAGES}
    conversations = {row.subject for row in deliveries} - messages
    return {**_messages(messages), **_conversations(conversations)}


def _messages(ids: set[str]) -> dict[str, dict[str, Any]]:
    rows = Message.objects.select_related("conversation__customer", "author").filter(pk__in=ids) if ids else ()
    return {str(row.pk): message_data(row) for row in rows}


def _conversations(ids: set[str]) -> dict[str, dict[str, Any]]:
    rows = Conversation.objects.with_card().filter(pk__in=ids) if ids else ()
    return {str(row.pk): conversation_data(row) for row in rows}
