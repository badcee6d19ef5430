"""One change to many conversations: a constant number of statements, and an answer for each.

What may be done to one is checked under the lock of all; those that may not stop none of the others.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.events import ConversationChanged, ConversationClosed, MessagesRead, publish
from conversations.exceptions import (
    AssignedToOther,
    CannotAnswer,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
)
from conversations.models import (
    ASSIGNED_STATUSES,
    Conversation,
    Label,
    Priority,
    Resolution,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services import lifecycle
from conversations.services.assignment import enqueue_all, hand_all_to, is_held_by_other, leave_seat
from conversations.services.sending import release_held
from conversations.states import check_transition

MOST = 200
LABELLED = Conversation.labels.through


@dataclass(frozen=True, slots=True)
class Outcome:
    done: list[UUID] = field(default_factory=list)
    failed: dict[UUID, DomainError] = field(default_factory=dict)


class Change(ABC):
    def check(self, row: Conversation, by: User) -> None:  # noqa: B027  most may be done by whoever sees it
        """Raises what one call for this one would raise."""

    @abstractmethod
    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        """Write it to all; returns what to publish."""


def change_many(ids: Sequence[UUID], change: Change, *, by: User) -> Outcome:
    if len(ids) > MOST:
        raise Invalid(_("At most %(max)d conversations at once.") % {"max": MOST}, attr="id")
    outcome = Outcome(failed={pk: NotFound() for pk in ids})
    with transaction.atomic():
        rows = list(Conversation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("id"))
        # Visibility is asked for after the lock: a transfer may have been under way.
        visible = set(Conversation.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
        fitting = [row for row in rows if row.pk in visible and _may(row, change, by, outcome)]
        if fitting:
            publish(*change.apply(fitting, by))
    outcome.done.extend(row.pk for row in fitting)
    return outcome


def reopen_many(ids: Sequence[UUID], *, by: User) -> Outcome:
    """What a closing is undone by. Each by itself: its customer is locked before it."""
    outcome = Outcome()
    for pk in ids[:MOST]:
        try:
            lifecycle.reopen_conversation(pk, by=by)
            outcome.done.append(pk)
        except DomainError as error:
            outcome.failed[pk] = error
    return outcome


def _may(row: Conversation, change: Change, by: User, outcome: Outcome) -> bool:
    try:
        change.check(row, by)
    except DomainError as error:
        outcome.failed[row.pk] = error
        return False
    del outcome.failed[row.pk]
    return True


@dataclass(frozen=True, slots=True)
class Assign(Change):
    agent: User

    def check(self, row: Conversation, by: User) -> None:
        if not self.agent.can_answer:
            raise CannotAnswer(attr="agent_id")
        if self.agent.pk != by.pk and not by.is_steering:
            raise Forbidden
        if is_held_by_other(row, self.agent) and not by.is_steering:
            raise AssignedToOther
        check_transition(row, Status.IN_PROGRESS)

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        new = [row for row in rows if row.assigned_to_id != self.agent.pk or row.status not in ASSIGNED_STATUSES]
        return hand_all_to(new, agent=self.agent, by=by) if new else []


@dataclass(frozen=True, slots=True)
class ToTeam(Change):
    team: Team

    def check(self, row: Conversation, by: User) -> None:
        if is_held_by_other(row, by) and not by.is_steering:
            raise AssignedToOther
        check_transition(row, Status.QUEUE)

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        return enqueue_all(rows, team=self.team, by=by, kind=TimelineKind.TRANSFERRED, data={"reason": ""})


@dataclass(frozen=True, slots=True)
class Close(Change):
    resolution: Resolution

    def check(self, row: Conversation, by: User) -> None:
        if row.status == Status.CLOSED:
            raise Conflict(_("The conversation is closed already."), code="already_closed")
        if is_held_by_other(row, by) and not by.is_steering:
            raise AssignedToOther
        check_transition(row, Status.CLOSED)

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        release_held(*rows)  # what was sent before the closing goes out before it
        left = [event for row in rows for event in leave_seat(row)]
        now = timezone.now()
        Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=Status.CLOSED, closed_at=now, updated_at=now, resolution=self.resolution, notes="", unread=0,
            customer_waiting_since=None, snoozed_at=None, snoozed_until=None,
        )  # fmt: skip
        _note(rows, TimelineKind.CLOSED, by, resolution=self.resolution)
        return [*left, *[ConversationClosed(row.pk) for row in rows], *_changed(rows)]


@dataclass(frozen=True, slots=True)
class Prioritise(Change):
    priority: Priority

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        other = [row for row in rows if row.priority != self.priority]
        _touch(other, priority=self.priority)
        _note(other, TimelineKind.PRIORITY, by, priority=self.priority.name.lower())
        return _changed(other)


@dataclass(frozen=True, slots=True)
class AddLabel(Change):
    label: Label

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        having = _having(self.label, rows)
        new = [row for row in rows if row.pk not in having]
        LABELLED.objects.bulk_create(
            [LABELLED(conversation=row, label=self.label) for row in new], ignore_conflicts=True
        )
        _touch(new)
        _note(new, TimelineKind.LABELS, by, added=[self.label.name], removed=[])
        return _changed(new)


@dataclass(frozen=True, slots=True)
class RemoveLabel(Change):
    label: Label

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        having = _having(self.label, rows)
        old = [row for row in rows if row.pk in having]
        LABELLED.objects.filter(label=self.label, conversation__in=having).delete()
        _touch(old)
        _note(old, TimelineKind.LABELS, by, added=[], removed=[self.label.name])
        return _changed(old)


@dataclass(frozen=True, slots=True)
class MarkRead(Change):
    def check(self, row: Conversation, by: User) -> None:
        if row.unread and row.assigned_to_id not in (None, by.pk):
            raise AssignedToOther

    def apply(self, rows: Sequence[Conversation], by: User) -> Sequence[object]:
        unread = [row for row in rows if row.unread]
        Conversation.objects.filter(pk__in=[row.pk for row in unread]).update(unread=0)
        return [*[MessagesRead(row.pk) for row in unread], *_changed(unread)]


def _having(label: Label, rows: Sequence[Conversation]) -> set[UUID]:
    linked = LABELLED.objects.filter(label=label, conversation__in=rows)
    return set(linked.values_list("conversation_id", flat=True))


def _touch(rows: Sequence[Conversation], **fields: object) -> None:
    Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(updated_at=timezone.now(), **fields)


def _note(rows: Sequence[Conversation], kind: TimelineKind, by: User, **data: object) -> None:
    TimelineEntry.objects.bulk_create(TimelineEntry(conversation=row, kind=kind, actor=by, data=data) for row in rows)


def _changed(rows: Sequence[Conversation]) -> list[object]:
    return [ConversationChanged(conversation_id=row.pk) for row in rows]
