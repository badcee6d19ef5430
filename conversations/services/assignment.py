"""Who has a conversation: take, assign, transfer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, Team, User
from conversations.events import (
    ConversationAssigned,
    ConversationChanged,
    ConversationQueued,
    QueueLeft,
    RoomAppeared,
    publish,
)
from conversations.exceptions import AssignedToOther, Forbidden, Invalid
from conversations.models import (
    ASSIGNED_STATUSES,
    Conversation,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.lookup import locked_conversation
from conversations.states import check_transition

SEAT_FIELDS = ["status", "assigned_to", "assigned_at", "queued_at", "team", "updated_at"]


def assign_conversation(conversation_id: UUID, *, agent: User, by: User) -> Conversation:
    """Give it to `agent`. An agent may take for themselves what nobody has; supervisors may give to anybody.
    Of two who take at once, the second gets AssignedToOther."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if agent.is_bot or not agent.is_active:
            raise Invalid(_("This account cannot take conversations."), attr="agent_id")
        if agent.pk != by.pk and not by.is_steering:
            raise Forbidden
        if _is_held_by_other(conversation, agent) and not by.is_steering:
            raise AssignedToOther
        if conversation.assigned_to_id != agent.pk or conversation.status not in ASSIGNED_STATUSES:
            publish(*hand_to(conversation, agent=agent, by=by))
        return conversation


def transfer_conversation(
    conversation_id: UUID, *, by: User, to_agent: User | None = None, to_team: Team | None = None, reason: str = ""
) -> Conversation:
    """To an agent at once, or into a team's queue."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if _is_held_by_other(conversation, by) and not by.is_steering:
            raise AssignedToOther
        if (to_agent is None) == (to_team is None):
            raise Invalid(_("Give either to_agent_id or to_team_id."), code="required", attr="to_agent_id")
        if to_agent is not None:
            _check_receiver(to_agent)
            events = hand_to(
                conversation, agent=to_agent, by=by, kind=TimelineKind.TRANSFERRED, data={"reason": reason}
            )
        else:
            events = enqueue(conversation, team=to_team, by=by, kind=TimelineKind.TRANSFERRED, data={"reason": reason})
        publish(*events)
        return conversation


def hand_to(
    conversation: Conversation,
    *,
    agent: User,
    by: User | None,
    kind: TimelineKind = TimelineKind.ASSIGNED,
    data: dict[str, Any] | None = None,
) -> Sequence[object]:
    """Seat the agent in a locked conversation. Returns what to publish."""
    check_transition(conversation, Status.IN_PROGRESS)
    left = _left(conversation)
    previous = conversation.assigned_to_id
    now = timezone.now()
    conversation.status, conversation.assigned_to, conversation.assigned_at = Status.IN_PROGRESS, agent, now
    conversation.updated_at = now
    conversation.save(update_fields=SEAT_FIELDS)
    User.objects.filter(pk=agent.pk).update(last_assigned_at=now)
    TimelineEntry.objects.create(
        conversation=conversation,
        kind=kind,
        actor=by,
        data={**(data or {}), "agent": agent.name, "agent_id": agent.pk},
    )
    return [
        *left,
        ConversationAssigned(conversation_id=conversation.pk, agent_id=agent.pk, previous_agent_id=previous),
        ConversationChanged(conversation_id=conversation.pk, previous_agent_id=previous),
    ]


def enqueue(
    conversation: Conversation,
    *,
    team: Team | None,
    by: User | None,
    kind: TimelineKind = TimelineKind.QUEUED,
    data: dict[str, Any] | None = None,
) -> Sequence[object]:
    """Put a locked conversation into a queue: the given team's, else its own, else the default one's.
    Returns what to publish."""
    check_transition(conversation, Status.QUEUE)
    left = _left(conversation)
    previous = conversation.assigned_to_id
    now = timezone.now()
    conversation.team = team or conversation.team or Team.objects.filter(is_default=True).first()
    conversation.status, conversation.assigned_to, conversation.assigned_at = Status.QUEUE, None, None
    conversation.queued_at = conversation.updated_at = now
    conversation.save(update_fields=SEAT_FIELDS)
    team_name = conversation.team.name if conversation.team else ""
    TimelineEntry.objects.create(
        conversation=conversation, kind=kind, actor=by, data={**(data or {}), "team": team_name}
    )
    return [
        *left,
        ConversationQueued(conversation_id=conversation.pk, team_id=conversation.team_id),
        ConversationChanged(conversation_id=conversation.pk, previous_agent_id=previous),
    ]


def leave_seat(conversation: Conversation) -> Sequence[object]:
    """What others should know when a locked conversation leaves its place (closing, going back to the bot)."""
    return _left(conversation)


def _left(conversation: Conversation) -> list[object]:
    if conversation.status == Status.QUEUE:
        return [QueueLeft(conversation_id=conversation.pk, team_id=conversation.team_id)]
    if conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id:
        return [RoomAppeared(agent_id=conversation.assigned_to_id)]
    return []


def _is_held_by_other(conversation: Conversation, agent: User) -> bool:
    return conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id != agent.pk


def _check_receiver(agent: User) -> None:
    if not agent.is_active or agent.role == Role.BOT:
        raise Invalid(_("This account cannot take conversations."), attr="to_agent_id")
