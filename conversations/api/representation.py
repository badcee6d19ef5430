"""What a conversation and a message look like outside: in the API's answers and in WebSocket events alike.

Plain functions, because they run for every event and every row of a list. They read only loaded rows if these come
from `Conversation.objects.with_card()` and `Message.objects.select_related("author", "conversation__customer")`.
"""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.models import (
    OUTBOX_STATUSES,
    AttachmentState,
    AuthorKind,
    Conversation,
    Customer,
    Direction,
    Message,
    MessageStatus,
    Priority,
    SlaClock,
    TimelineEntry,
)
from conversations.reasons import reason_for

Data = dict[str, Any]
ATTACHMENTS = "/api/v1/attachments/"


def conversation_data(conversation: Conversation) -> Data:
    last = conversation.last_message
    return {
        "id": str(conversation.pk),
        "protocol": conversation.protocol,
        "status": conversation.status,
        "priority": priority_word(conversation.priority),
        "channel": conversation.channel.kind,
        "customer": customer_card(conversation.customer),
        "assigned_to": person(conversation.assigned_to),
        "team": person(conversation.team),
        "labels": [{"id": label.pk, "name": label.name, "color": label.color} for label in conversation.labels.all()],
        "unread": conversation.unread,
        "last_message": _message(last, conversation.customer) if last else None,
        "window_expires_at": iso(conversation.window_expires_at),
        "created_at": iso(conversation.created_at),
        "updated_at": iso(conversation.updated_at),
        "last_activity_at": iso(conversation.last_activity_at),
        "queued_at": iso(conversation.queued_at),
        "assigned_at": iso(conversation.assigned_at),
        "closed_at": iso(conversation.closed_at),
        "snooze": _snooze(conversation),
        "sla": sla_data(conversation),
        "resolution": conversation.resolution or None,
        "notes": conversation.notes,
        "referral": conversation.referral,
    }


def _snooze(conversation: Conversation) -> Data | None:
    if not conversation.is_snoozed:
        return None
    until = conversation.snoozed_until
    return {"since": iso(conversation.snoozed_at), "until": iso(until), "until_reply": until is None}


def sla_data(conversation: Conversation) -> Data | None:
    """What is promised and not yet kept; from the conversation's own columns."""
    due = conversation.sla_due_at
    if due is None and conversation.sla_paused_at is None:
        return None
    return {
        "state": sla_state(conversation),
        "due_at": iso(due),
        "warn_at": iso(conversation.sla_warn_at),
        "first_response_due_at": iso(conversation.first_response_due_at),
        "next_response_due_at": iso(conversation.next_response_due_at),
        "resolution_due_at": iso(conversation.resolution_due_at),
        "paused_at": iso(conversation.sla_paused_at),
    }


def sla_state(conversation: Conversation) -> str:
    now = timezone.now()
    if conversation.sla_due_at is None:
        return "paused"
    if conversation.sla_due_at <= now:
        return "breached"
    return "warning" if conversation.sla_warn_at and conversation.sla_warn_at <= now else "running"


def clock_data(clock: SlaClock) -> Data:
    """One target that was warned of or missed."""
    return {
        "kind": clock.kind,
        "minutes": clock.minutes,
        "started_at": iso(clock.started_at),
        "due_at": iso(clock.due_at),
        "breached_at": iso(clock.breached_at),
    }


def message_data(message: Message) -> Data:
    return _message(message, message.conversation.customer)


def note_data(entry: TimelineEntry) -> Data:
    """A private note in the shape of a message; it is none and reaches nobody outside."""
    return {
        "id": entry.pk,
        "conversation_id": str(entry.conversation_id),
        "direction": "internal",
        "type": "note",
        "content": entry.text,
        "payload": {},
        "media": None,
        "author": actor(entry.actor),
        "status": None,
        "error": None,
        "reply_to": None,
        "client_id": None,
        "created_at": iso(entry.created_at),
        "sent_at": None,
        "delivered_at": None,
        "read_at": None,
        "played_at": None,
        "edited_at": None,
        "deleted_at": None,
        "reactions": [],
        "forwarded": False,
        "frequently_forwarded": False,
        "referral": None,
        "product": None,
        "group": None,
    }


def entry_data(entry: TimelineEntry) -> Data:
    """What happened: an event or a note of the timeline."""
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "author": actor(entry.actor),
        "text": entry.text,
        "data": entry.data,
        "created_at": iso(entry.created_at),
    }


def customer_card(customer: Customer) -> Data:
    return {
        "id": str(customer.pk),
        "name": customer.name,
        "phone": customer.phone,
        "plan": customer.plan,
        "since": day(customer.since),
    }


def is_there(media: Data) -> bool:
    """The file can be looked at: it is ours, or what somebody here uploaded and is still being prepared."""
    return media.get("state", AttachmentState.READY) in (AttachmentState.READY, AttachmentState.PREPARING)


def person(row: User | Team | None) -> Data | None:
    return {"id": row.pk, "name": row.name} if row else None


def actor(user: User | None) -> Data:
    if user is None:
        return {"kind": AuthorKind.SYSTEM.value, "id": None, "name": _("System")}
    return {"kind": (AuthorKind.BOT if user.is_bot else AuthorKind.AGENT).value, "id": user.pk, "name": user.name}


def shown_status(status: str) -> str:
    """What is under way or not yet confirmed is still queued: "sent" is never shown before it was."""
    return MessageStatus.QUEUED.value if status in OUTBOX_STATUSES else status


def priority_word(priority: int) -> str:
    return Priority(priority).name.lower()


def iso(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def day(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _message(message: Message, customer: Customer) -> Data:
    return {
        "id": message.pk,
        "conversation_id": str(message.conversation_id),
        "direction": message.direction,
        "type": message.type,
        "content": "" if message.deleted_at else message.content,
        "payload": {} if message.deleted_at else message.payload,
        "media": None if message.deleted_at else _media(message.media),
        "author": _author(message, customer),
        "status": shown_status(message.status),
        "error": _error(message),
        "reply_to": message.reply_to_id,
        "client_id": message.client_id,
        "created_at": iso(message.created_at),
        "sent_at": iso(message.sent_at),
        "delivered_at": iso(message.delivered_at),
        "read_at": iso(message.read_at),
        "played_at": iso(message.played_at),
        "edited_at": iso(message.edited_at),
        "deleted_at": iso(message.deleted_at),
        "reactions": _reactions(message),
        **_circumstances(message.payload or {}),
    }


def _error(message: Message) -> Data | None:
    if message.status != MessageStatus.FAILED:
        return None
    error = message.error or {}
    return {"code": error.get("code"), "detail": error.get("detail"), "reason": reason_for(error)}


def _reactions(message: Message) -> list[Data]:
    sides = {Direction.INCOMING: "customer", Direction.OUTGOING: "business"}
    return [
        {"by": sides[reaction["by"]], "emoji": reaction["emoji"], "at": reaction["at"]}
        for reaction in message.reactions or []
        if reaction["emoji"]
    ]


def _circumstances(payload: Data) -> Data:
    """How the customer came to write it; a payload may hold anything, only what has the known shape is shown."""
    context = payload.get("context")
    context = context if isinstance(context, dict) else {}
    return {
        "forwarded": context.get("forwarded") is True or context.get("frequently_forwarded") is True,
        "frequently_forwarded": context.get("frequently_forwarded") is True,
        "referral": _object(payload.get("referral")),
        "product": _object(context.get("referred_product")),
        "group": _object(payload.get("group")),
    }


def _object(value: Any) -> Data | None:
    return value if isinstance(value, dict) else None


def _media(media: Data | None) -> Data | None:
    if not media or not media.get("attachment_id"):
        return media
    own = f"{ATTACHMENTS}{media['attachment_id']}"
    thumbnail = f"{own}/thumbnail" if media.get("has_thumbnail") else None
    return {**media, "url": own if is_there(media) else None, "thumbnail_url": thumbnail}


def _author(message: Message, customer: Customer) -> Data:
    if message.author_kind == AuthorKind.CUSTOMER:
        return {"kind": message.author_kind, "id": str(customer.pk), "name": customer.name}
    name = message.author.name if message.author else AuthorKind(message.author_kind).label
    return {"kind": message.author_kind, "id": message.author_id, "name": str(name)}
