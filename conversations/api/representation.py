"""Conversations and messages as the API and the WebSocket show them: plain dictionaries, cheap to make."""

from datetime import datetime
from typing import Any

from conversations.models import Conversation, Customer, Label, Message, MessageStatus, Priority

# The contract knows one word for everything that still stands in the outbox.
SHOWN_STATUS = {MessageStatus.SENDING: "queued", MessageStatus.UNCONFIRMED: "queued"}


def message_data(message: Message) -> dict[str, Any]:
    """With `author` and `reply_to` loaded."""
    return {
        "id": message.pk,
        "conversation_id": str(message.conversation_id),
        "direction": message.direction,
        "type": message.type,
        "content": message.content,
        "media": message.media,
        "payload": message.payload,
        "author": {
            "kind": message.author_kind,
            "id": message.author_id,
            "name": message.author.name if message.author else None,
        },
        "status": SHOWN_STATUS.get(MessageStatus(message.status), message.status),
        "error": message.error,
        "reply_to": message.reply_to_id,
        "client_id": message.client_id,
        "created_at": iso(message.created_at),
    }


def conversation_data(conversation: Conversation) -> dict[str, Any]:
    """A row of `Conversation.objects.with_card()`."""
    last = conversation.last_message
    return {
        "id": str(conversation.pk),
        "protocol": conversation.protocol,
        "status": conversation.status,
        "priority": Priority(conversation.priority).name.lower(),
        "channel": conversation.channel.kind,
        "customer": customer_data(conversation.customer),
        "assigned_to": named(conversation.assigned_to),
        "team": named(conversation.team),
        "labels": [label_data(label) for label in conversation.labels.all()],
        "unread": conversation.unread,
        "last_message": message_data(last) if last else None,
        "window_expires_at": iso(conversation.window_expires_at),
        "last_activity_at": iso(conversation.last_activity_at),
        "queued_at": iso(conversation.queued_at),
        "created_at": iso(conversation.created_at),
        "updated_at": iso(conversation.updated_at),
        "closed_at": iso(conversation.closed_at),
        "resolution": conversation.resolution or None,
        "notes": conversation.notes,
    }


def customer_data(customer: Customer) -> dict[str, Any]:
    return {
        "id": str(customer.pk),
        "name": customer.name,
        "phone": customer.phone,
        "plan": customer.plan,
        "since": customer.since.isoformat() if customer.since else None,
    }


def label_data(label: Label) -> dict[str, Any]:
    return {"id": label.pk, "name": label.name, "color": label.color}


def named(row: Any) -> dict[str, Any] | None:
    return {"id": row.pk, "name": row.name} if row else None


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
