"""From the bot to people, to the closing and back."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.events import ConversationAssigned, ConversationChanged, ConversationClosed, publish
from conversations.exceptions import (
    AssignedToOther,
    Conflict,
    ConversationIsClosed,
    CustomerIsErased,
    Forbidden,
    TransitionNotAllowed,
)
from conversations.models import (
    ASSIGNED_STATUSES,
    Conversation,
    Priority,
    Resolution,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.assignment import SEAT_FIELDS, enqueue, hand_to, leave_seat
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.opening import lock_customers
from conversations.services.sending import release_held
from conversations.states import check_transition


def escalate_conversation(
    conversation_id: UUID, *, by: User, reason: str = "", team: Team | None = None
) -> Conversation:
    """From the bot's seat to the queue. What is in the queue already stays there, at its place."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if conversation.status in ASSIGNED_STATUSES:
            raise Conflict(_("A person already has this conversation."), code="already_assigned")
        if conversation.status == Status.CLOSED:
            raise ConversationIsClosed
        if by.is_bot and conversation.assigned_to_id not in (None, by.pk):
            raise Forbidden
        if conversation.status == Status.BOT:
            publish(*hand_over(conversation, by=by, reason=reason, team=team))
        return conversation


def hand_over(
    conversation: Conversation,
    *,
    by: User | None,
    reason: str,
    team: Team | None = None,
    data: dict[str, Any] | None = None,
    is_urgent: bool = False,
) -> list[object]:
    """Put a locked conversation of the bot into the queue, with the bot's note for the agent. Returns what to
    publish."""
    if is_urgent and conversation.priority != Priority.URGENT:
        conversation.priority = Priority.URGENT
        conversation.save(update_fields=["priority"])
        TimelineEntry.objects.create(
            conversation=conversation, kind=TimelineKind.PRIORITY, actor=by, data={"priority": "urgent"}
        )
    return list(
        enqueue(
            conversation, team=team, by=by, kind=TimelineKind.HANDOFF, data={**(data or {}), "reason": reason[:500]}
        )
    )


def close_conversation(
    conversation_id: UUID, *, by: User, resolution: str = Resolution.RESOLVED, notes: str = ""
) -> Conversation:
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        if conversation.status == Status.CLOSED:
            raise Conflict(_("The conversation is closed already."), code="already_closed")
        # A bot agent, too, may write into what a person has, but not end it.
        is_others = conversation.status in ASSIGNED_STATUSES and conversation.assigned_to_id != by.pk
        if is_others and not by.is_steering:
            raise AssignedToOther
        close_locked(conversation, by=by, resolution=resolution, notes=notes)
        return conversation


def close_locked(conversation: Conversation, *, by: User | None, resolution: str, notes: str = "") -> None:
    check_transition(conversation, Status.CLOSED)
    release_held(conversation)  # what was sent before the closing goes out before it
    left = leave_seat(conversation)
    now = timezone.now()
    conversation.status, conversation.closed_at, conversation.updated_at = Status.CLOSED, now, now
    conversation.resolution, conversation.notes = resolution, notes
    conversation.unread, conversation.customer_waiting_since = 0, None
    conversation.snoozed_at = conversation.snoozed_until = None
    conversation.save(
        update_fields=[
            "snoozed_at",
            "snoozed_until",
            "status",
            "closed_at",
            "updated_at",
            "resolution",
            "notes",
            "unread",
            "customer_waiting_since",
        ]
    )
    TimelineEntry.objects.create(
        conversation=conversation, kind=TimelineKind.CLOSED, actor=by, text=notes, data={"resolution": resolution}
    )
    publish(
        *left,
        ConversationClosed(conversation_id=conversation.pk),
        ConversationChanged(conversation_id=conversation.pk),
    )


def reopen_conversation(conversation_id: UUID, *, by: User) -> Conversation:
    """Back to the person who reopens it; a bot agent's goes back to the bot's seat."""
    with transaction.atomic():
        customer = Conversation.objects.select_related("customer").filter(pk=conversation_id).first()
        if customer is not None:
            lock_customers([customer.customer])  # before the conversation, as everybody who opens one does
        conversation = locked_conversation(conversation_id, by)
        check_may_write(conversation, by)
        if conversation.status != Status.CLOSED:
            raise TransitionNotAllowed(_("Only a closed conversation can be reopened."), code="not_closed")
        if conversation.customer.erased_at:
            raise CustomerIsErased
        others = Conversation.objects.open().filter(
            customer_id=conversation.customer_id, channel_id=conversation.channel_id
        )
        if others.exists():
            raise Conflict(_("The customer already has an open conversation."), code="customer_has_open_conversation")
        publish(*_reopen(conversation, by))
        return conversation


def _reopen(conversation: Conversation, by: User) -> list[object]:
    TimelineEntry.objects.create(conversation=conversation, kind=TimelineKind.REOPENED, actor=by)
    now = timezone.now()
    status = Status.BOT if by.is_bot else Status.IN_PROGRESS
    check_transition(conversation, status, reopening=True)
    conversation.closed_at, conversation.resolution = None, ""
    conversation.status, conversation.assigned_to = status, by
    conversation.assigned_at = conversation.updated_at = conversation.last_activity_at = now
    conversation.save(update_fields=[*SEAT_FIELDS, "closed_at", "resolution", "last_activity_at"])
    return [
        ConversationAssigned(conversation_id=conversation.pk, agent_id=by.pk),
        ConversationChanged(conversation_id=conversation.pk),
    ]


def wait_for_customer(conversation_id: UUID, *, by: User) -> Conversation:
    """The agent has asked something: it leaves their hands until the customer writes again."""
    with transaction.atomic():
        conversation = _own(conversation_id, by)
        check_transition(conversation, Status.WAITING)
        left = leave_seat(conversation)
        conversation.status, conversation.updated_at = Status.WAITING, timezone.now()
        conversation.save(update_fields=["status", "updated_at"])
        TimelineEntry.objects.create(conversation=conversation, kind=TimelineKind.WAITING, actor=by)
        publish(*left, ConversationChanged(conversation_id=conversation.pk))
        return conversation


def resume_conversation(conversation_id: UUID, *, by: User) -> Conversation:
    """From waiting back into the agent's hands."""
    with transaction.atomic():
        conversation = _own(conversation_id, by)
        agent = conversation.assigned_to or by
        publish(*hand_to(conversation, agent=agent, by=by))
        return conversation


def return_to_bot(conversation_id: UUID, *, by: User) -> Conversation:
    """The bot answers from the customer's next message on."""
    with transaction.atomic():
        conversation = _own(conversation_id, by)
        check_transition(conversation, Status.BOT)
        left, previous = leave_seat(conversation), conversation.assigned_to_id
        conversation.status, conversation.assigned_to, conversation.assigned_at = Status.BOT, None, None
        conversation.customer_waiting_since, conversation.updated_at = None, timezone.now()
        conversation.snoozed_at = conversation.snoozed_until = None
        conversation.save(update_fields=[*SEAT_FIELDS, "customer_waiting_since"])
        TimelineEntry.objects.create(conversation=conversation, kind=TimelineKind.RETURNED_TO_BOT, actor=by)
        publish(*left, ConversationChanged(conversation_id=conversation.pk, previous_agent_id=previous))
        return conversation


def _own(conversation_id: UUID, by: User) -> Conversation:
    conversation = locked_conversation(conversation_id, by)
    if conversation.assigned_to_id not in (None, by.pk) and not by.is_steering:
        raise AssignedToOther
    return conversation
