"""Who has a conversation: take, assign, transfer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.services.teams import hold_default_team, hold_team
from conversations.events import (
    ConversationAssigned,
    ConversationChanged,
    ConversationQueued,
    QueueLeft,
    RoomAppeared,
    publish,
)
from conversations.exceptions import AssignedToOther, CannotAnswer, Forbidden, Invalid
from conversations.models import (
    ASSIGNED_STATUSES,
    Conversation,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.lookup import locked_conversation
from conversations.states import check_transition

# Whoever sits down or gets up ends a snooze by that.
SEAT_FIELDS = [
    "status",
    "assigned_to",
    "assigned_at",
    "queued_at",
    "team",
    "updated_at",
    "snoozed_at",
    "snoozed_until",
]


def assign_conversation(conversation_id: UUID, *, agent: User, by: User) -> Conversation:
    """Give it to `agent`. An agent may take for themselves what nobody has; supervisors may give to anybody.
    Of two who take at once, the second gets AssignedToOther."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if not agent.can_answer:
            raise CannotAnswer(attr="agent_id")
        if agent.pk != by.pk and not by.is_steering:
            raise Forbidden
        if is_held_by_other(conversation, agent) and not by.is_steering:
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
        if is_held_by_other(conversation, by) and not by.is_steering:
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
    now = timezone.now()
    _sit_down(agent, now)
    left = _left(conversation)
    previous = conversation.assigned_to_id
    conversation.status, conversation.assigned_to, conversation.assigned_at = Status.IN_PROGRESS, agent, now
    conversation.updated_at = now
    conversation.snoozed_at = conversation.snoozed_until = None
    conversation.save(update_fields=SEAT_FIELDS)
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


def hand_all_to(conversations: Sequence[Conversation], *, agent: User, by: User) -> Sequence[object]:
    """The same for many, at the cost of one."""
    now = timezone.now()
    _sit_down(agent, now)
    left = [event for conversation in conversations for event in _left(conversation)]
    before = [conversation.assigned_to_id for conversation in conversations]
    for row in conversations:
        row.status, row.assigned_to, row.assigned_at, row.updated_at = Status.IN_PROGRESS, agent, now, now
        row.snoozed_at = row.snoozed_until = None
    Conversation.objects.bulk_update(conversations, SEAT_FIELDS)
    data = {"agent": agent.name, "agent_id": agent.pk}
    TimelineEntry.objects.bulk_create(
        TimelineEntry(conversation=row, kind=TimelineKind.ASSIGNED, actor=by, data=data) for row in conversations
    )
    pairs = list(zip(conversations, before, strict=True))
    return [
        *left,
        *[ConversationAssigned(row.pk, agent_id=agent.pk, previous_agent_id=previous) for row, previous in pairs],
        *[ConversationChanged(row.pk, previous_agent_id=previous) for row, previous in pairs],
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
    return enqueue_all([conversation], team=team, by=by, kind=kind, data=data)


def enqueue_all(
    conversations: Sequence[Conversation],
    *,
    team: Team | None = None,
    by: User | None,
    kind: TimelineKind = TimelineKind.QUEUED,
    data: dict[str, Any] | None = None,
) -> Sequence[object]:
    """The same for many, at the cost of one."""
    for conversation in conversations:
        check_transition(conversation, Status.QUEUE)
    left = [event for conversation in conversations for event in _left(conversation)]
    before = [(conversation.assigned_to_id, conversation.team_id) for conversation in conversations]
    now = timezone.now()
    _place_in_queue(conversations, _held(team, by), now)
    _write_seats(conversations)
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(
                conversation=row,
                kind=kind,
                actor=by,
                data={**(data or {}), "team": row.team.name if row.team else ""},
            )
            for row in conversations
        ]
    )
    return [
        *left,
        *[ConversationQueued(conversation_id=row.pk, team_id=row.team_id) for row in conversations],
        *[
            ConversationChanged(conversation_id=row.pk, previous_agent_id=agent_id, previous_team_id=team_id)
            for row, (agent_id, team_id) in zip(conversations, before, strict=True)
        ],
    ]


def _held(team: Team | None, by: User | None) -> Team | None:
    """Nobody deletes it before this is done. Who chose one that is gone by now is told; what the bot hands over must
    not be lost by it."""
    held = hold_team(team.pk) if team else None
    if team and held is None and by is not None and not by.is_bot:
        raise Invalid(
            _("This team does not exist any more. Choose another."), code="does_not_exist", attr="to_team_id"
        )
    return held


def _place_in_queue(conversations: Sequence[Conversation], team: Team | None, now: datetime) -> None:
    is_default_needed = team is None and any(row.team_id is None for row in conversations)
    default = hold_default_team() if is_default_needed else None
    for row in conversations:
        row.team = team or row.team or default
        row.status, row.assigned_to, row.assigned_at = Status.QUEUE, None, None
        row.queued_at = row.updated_at = now
        row.snoozed_at = row.snoozed_until = None


def _write_seats(conversations: Sequence[Conversation]) -> None:
    """One goes by a plain update: for many Django composes a case for each row and column."""
    if len(conversations) == 1:
        conversations[0].save(update_fields=SEAT_FIELDS)
    else:
        Conversation.objects.bulk_update(conversations, SEAT_FIELDS)


def leave_seat(conversation: Conversation) -> Sequence[object]:
    """What others should know when a locked conversation leaves its place (closing, going back to the bot)."""
    return _left(conversation)


def _sit_down(agent: User, now: datetime) -> None:
    """Whoever closes the account holds its row: we come before that, and what we give is found there, or after, and
    give nothing."""
    if not User.objects.agents().filter(pk=agent.pk).update(last_assigned_at=now):
        raise CannotAnswer


def _left(conversation: Conversation) -> list[object]:
    if conversation.status == Status.QUEUE:
        return [QueueLeft(conversation_id=conversation.pk, team_id=conversation.team_id)]
    if conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id:
        return [RoomAppeared(agent_id=conversation.assigned_to_id)]
    return []


def is_held_by_other(conversation: Conversation, agent: User) -> bool:
    return conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id != agent.pk


def _check_receiver(agent: User) -> None:
    if not agent.can_answer:
        raise CannotAnswer(attr="to_agent_id")
