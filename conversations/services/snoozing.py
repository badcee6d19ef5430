"""Setting a conversation aside, until a time or until the customer writes, and its coming back to the same agent.

The customer's writing ends it in the transaction that applies the message; its time, by a sweeper; whatever takes the
conversation out of its agent's hands (closing, transfer, giving back to the bot) ends it too. All of them hold the
row: of two that come at once the second finds nothing left to end.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.events import ConversationChanged, RoomAppeared, SnoozeEnded, publish
from conversations.exceptions import AssignedToOther, Conflict, ConversationIsClosed, Invalid
from conversations.models import (
    ASSIGNED_STATUSES,
    Conversation,
    Direction,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.assignment import is_held_by_other
from conversations.services.lookup import locked_conversation

FURTHEST, TOGETHER = timedelta(days=365), 200
FIELDS = ["snoozed_at", "snoozed_until", "updated_at"]
BY_TIME, BY_CUSTOMER, BY_AGENT = "time", "customer", "agent"


def snooze_conversation(
    conversation_id: UUID, *, by: User, until: datetime | None, seen_id: int | None = None
) -> Conversation:
    """Out of its agent's way until then; without a time until the customer writes, which ends it in any case.

    `seen_id` is the last message that whoever does this has before them: what the customer wrote after it would be
    set aside unseen. Raises Conflict then.
    """
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        _check(conversation, by, until, seen_id)
        now, had = timezone.now(), conversation.is_snoozed
        conversation.snoozed_at, conversation.snoozed_until, conversation.updated_at = now, until, now
        conversation.save(update_fields=FIELDS)
        data = {"until": until.isoformat() if until else None}
        TimelineEntry.objects.create(conversation=conversation, kind=TimelineKind.SNOOZED, actor=by, data=data)
        agent_id = conversation.assigned_to_id
        makes_room = agent_id is not None and not had and conversation.status == Status.IN_PROGRESS
        publish(
            *([RoomAppeared(agent_id=agent_id)] if makes_room and agent_id else []),
            ConversationChanged(conversation_id=conversation.pk),
        )
        return conversation


def wake_conversation(conversation_id: UUID, *, by: User) -> Conversation:
    """By hand; one that is back already stays as it is."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if is_held_by_other(conversation, by) and not by.is_steering:
            raise AssignedToOther
        if conversation.is_snoozed:
            _clear([conversation])
            publish(*_woken([conversation], BY_AGENT, by))
        return conversation


def wake_due() -> int:
    """Those whose time has come: back to their agents, and to the top of their lists. Returns how many.

    Rows that somebody is just changing are passed over; if they are still due, the next round finds them.
    """
    now = timezone.now()
    due = Conversation.objects.filter(snoozed_until__lte=now).order_by("snoozed_until")[:TOGETHER]
    with transaction.atomic():
        rows = list(due.select_for_update(of=("self",), skip_locked=True))
        _clear(rows, last_activity_at=now)
        publish(*_woken(rows, BY_TIME))
    return len(rows)


def wake_answered(conversations: Iterable[Conversation]) -> Sequence[object]:
    """The customers have written: for locked rows, as they were before it. Returns what to publish."""
    rows = [row for row in conversations if row.is_snoozed]
    _clear(rows)
    return _woken(rows, BY_CUSTOMER)


def _clear(rows: Sequence[Conversation], **fields: datetime) -> None:
    if rows:
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(
            snoozed_at=None, snoozed_until=None, updated_at=timezone.now(), **fields
        )
    for row in rows:
        row.snoozed_at = row.snoozed_until = None


def _woken(rows: Sequence[Conversation], cause: str, by: User | None = None) -> list[object]:
    TimelineEntry.objects.bulk_create(
        TimelineEntry(conversation=row, kind=TimelineKind.WOKEN, actor=by, data=_why(row, cause)) for row in rows
    )
    return [
        *[ConversationChanged(conversation_id=row.pk) for row in rows],
        *[SnoozeEnded(row.pk, agent_id=row.assigned_to_id, **_why(row, cause)) for row in rows],
    ]


def _why(row: Conversation, cause: str) -> dict[str, Any]:
    """Of what was set aside after our answer, which the customer would have ended by theirs, the time says that none
    came."""
    is_unanswered = cause == BY_TIME and row.customer_waiting_since is None and row.answered_at is not None
    return {"cause": cause, "is_unanswered": True} if is_unanswered else {"cause": cause}


def _check(conversation: Conversation, by: User, until: datetime | None, seen_id: int | None) -> None:
    if not conversation.is_open:
        raise ConversationIsClosed
    if conversation.status not in ASSIGNED_STATUSES:
        raise Conflict(_("Only what somebody has in hand can be set aside. Take it first."), code="not_assigned")
    if is_held_by_other(conversation, by) and not by.is_steering:
        raise AssignedToOther
    now = timezone.now()
    if until is not None and until <= now:
        raise Invalid(_("Choose a time that is still to come."), code="past", attr="until")
    if until is not None and until > now + FURTHEST:
        raise Invalid(_("At most a year ahead."), code="too_far", attr="until")
    unseen = conversation.messages.filter(direction=Direction.INCOMING, pk__gt=seen_id or 0)
    if seen_id is not None and unseen.exists():
        raise Conflict(_("The customer has just written. Read it first."), code="customer_wrote")
