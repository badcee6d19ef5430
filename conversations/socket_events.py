"""The events of the WebSocket contract, built from rows. `event_id` lets a socket pass each on once."""

from collections.abc import Iterable, Sequence
from typing import Any

from conversations.api.representation import clock_data, conversation_data, message_data
from conversations.events import DraftChanged, ScheduledFailed, SnoozeEnded
from conversations.models import Conversation, Message, SlaClock, TimelineEntry
from conversations.realtime import SUPERVISORS, Broadcast, audience_of, list_group, team_group, user_group


def new_message(message: Message, groups: Sequence[str] | None = None) -> Broadcast:
    """With its conversation and customer loaded."""
    conversation = message.conversation
    event = {
        "type": "new_message",
        "conversation_id": str(conversation.pk),
        "content": message.content,
        "direction": message.direction,
        "message": message_data(message),
        "context": context_of(conversation),
        **({"client_id": message.client_id} if message.client_id else {}),
    }
    return Broadcast(groups or audience_of(conversation), event, f"message-{message.pk}")


def followed_message(message: Message, user_ids: Iterable[int]) -> Broadcast:
    """The customer wrote where these follow: to them, wherever they are, whoever has it."""
    event = {
        "type": "followed_message",
        "conversation_id": str(message.conversation_id),
        "message_id": message.pk,
        "content": message.content,
        "context": context_of(message.conversation),
    }
    return Broadcast([user_group(pk) for pk in user_ids], event)


def context_of(conversation: Conversation) -> dict[str, Any]:
    customer = conversation.customer
    return {
        "customer_name": customer.name,
        "customer_plan": customer.plan,
        "customer_since": customer.since.isoformat() if customer.since else None,
    }


def message_status(message: Message) -> Broadcast:
    data = message_data(message)
    event = {
        "type": "message_status",
        "conversation_id": str(message.conversation_id),
        "message_id": message.pk,
        "status": data["status"],
        "error": data["error"],
    }
    # A bot agent hears what became of its own messages, also where it has handed over.
    return Broadcast(audience_of(message.conversation, message.author_id), event)


def message_updated(message: Message) -> Broadcast:
    event = {
        "type": "message_updated",
        "conversation_id": str(message.conversation_id),
        "message_id": message.pk,
        "message": message_data(message),
    }
    return Broadcast(audience_of(message.conversation, message.author_id), event)


def message_file(message: Message) -> Broadcast:
    """Its file is there now, or will not be."""
    event = {
        "type": "message_file",
        "conversation_id": str(message.conversation_id),
        "message_id": message.pk,
        "media": message_data(message)["media"],
    }
    return Broadcast(audience_of(message.conversation), event)


def conversation_updated(conversation: Conversation, *also: int | None) -> Broadcast:
    event = {
        "type": "conversation_updated",
        "conversation_id": str(conversation.pk),
        "conversation": conversation_data(conversation),
    }
    return Broadcast(audience_of(conversation, *also), event)


def list_changed(conversation_id: object, team_ids: Iterable[int | None], event_id: str) -> Broadcast:
    """For lists that show colleagues' conversations too: this one is to be looked at again."""
    event = {"type": "list_changed", "conversation_id": str(conversation_id)}
    return Broadcast([list_group(team_id) for team_id in team_ids], event, event_id)


def conversation_assigned(conversation: Conversation, agent_id: int) -> Broadcast:
    event = {
        "type": "conversation_assigned",
        "conversation_id": str(conversation.pk),
        "agent_id": agent_id,
        "conversation": conversation_data(conversation),
        "context": context_of(conversation),
    }
    return Broadcast([user_group(agent_id), SUPERVISORS], event)


def queue_update(conversation_id: object, *, team_id: int | None, position: int, size: int) -> Broadcast:
    """Position 0: it has left the queue."""
    event = {
        "type": "queue_update",
        "conversation_id": str(conversation_id),
        "team_id": team_id,
        "position": position,
        "size": size,
    }
    return Broadcast([SUPERVISORS, team_group(team_id)], event)


def note_added(entry: TimelineEntry) -> Broadcast:
    event = {
        "type": "note_added",
        "conversation_id": str(entry.conversation_id),
        "note": _note(entry),
    }
    return Broadcast(audience_of(entry.conversation), event)


def draft_changed(changed: DraftChanged) -> Broadcast:
    event = {
        "type": "draft_changed",
        "conversation_id": str(changed.conversation_id),
        "kind": changed.kind,
        "text": changed.text,
        "version": changed.version,
    }
    return Broadcast([user_group(changed.user_id)], event)


def scheduled_failed(failed: ScheduledFailed) -> Broadcast:
    event = {
        "type": "scheduled_failed",
        "conversation_id": str(failed.conversation_id),
        "detail": failed.detail,
    }
    return Broadcast([user_group(failed.author_id)], event)


def conversation_woken(conversation: Conversation, ended: SnoozeEnded) -> Broadcast:
    event = {
        "type": "conversation_woken",
        "conversation_id": str(conversation.pk),
        "cause": ended.cause,
        "is_unanswered": ended.is_unanswered,
        "conversation": conversation_data(conversation),
        "context": context_of(conversation),
    }
    return Broadcast([user_group(ended.agent_id)] if ended.agent_id else [], event)


def sla_warning(clock: SlaClock) -> Broadcast:
    """To whoever has it; while nobody has, to those who could take it."""
    return Broadcast(_answerable(clock.conversation), _sla("sla_warning", clock))


def sla_breached(clock: SlaClock) -> Broadcast:
    return Broadcast([*_answerable(clock.conversation), SUPERVISORS], _sla("sla_breached", clock))


def _answerable(conversation: Conversation) -> list[str]:
    agent_id = conversation.assigned_to_id
    return [user_group(agent_id) if agent_id else team_group(conversation.team_id)]


def _sla(kind: str, clock: SlaClock) -> dict[str, Any]:
    return {
        "type": kind,
        "conversation_id": str(clock.conversation_id),
        "target": clock_data(clock),
        "context": context_of(clock.conversation),
    }


def mention(entry: TimelineEntry, user_ids: Iterable[int]) -> Broadcast:
    """To those who were named, wherever they are."""
    event = {
        "type": "mention",
        "conversation_id": str(entry.conversation_id),
        "note": _note(entry),
        "context": context_of(entry.conversation),
    }
    return Broadcast([user_group(pk) for pk in user_ids], event)


def _note(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "text": entry.text,
        "author": {"id": entry.actor_id, "name": entry.actor.name} if entry.actor else None,
        "mentions": entry.data.get("mentions", []),
        "created_at": entry.created_at.isoformat(),
    }
