"""What is promised to the customers, measured: clocks that start, pause and stop as conversations change.

Every change of a conversation brings its clocks into line with it, in the same transaction and under the lock of
whoever changed it: what should run is derived from the row as it is now, and only the difference is written. So it
may be done any number of times. The due times stand on the conversation, too, where lists sort by them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.utils import timezone

from conversations.events import publish
from conversations.models import ASSIGNED_STATUSES, Conversation, SlaClock, SlaKind, Status
from conversations.services.promises import Promise, promises_of
from conversations.services.sla_notes import note_breached

State: TypeAlias = SlaClock.State
WITH_PEOPLE = (Status.QUEUE, *ASSIGNED_STATUSES)
RESPONSES = (SlaKind.FIRST_RESPONSE, SlaKind.NEXT_RESPONSE)
DUE = {kind: f"{kind.value}_due_at" for kind in SlaKind}
COLUMNS = [*DUE.values(), "sla_due_at", "sla_warn_at", "sla_paused_at"]
# Every change of a conversation asks this, and mostly it is none: written out, it costs a tenth of a query that Django
# composes.
READ = [
    *("id", "status", "team_id", "priority", "assigned_to_id", "customer_waiting_since", "answered_at"),
    *("first_response_at", "queued_at", "assigned_at", *COLUMNS),
]
CONCERNED = f"""
SELECT {", ".join(READ)} FROM conversations_conversation AS conversation
WHERE id = ANY(%(ids)s) AND (sla_due_at IS NOT NULL OR sla_paused_at IS NOT NULL OR (
    status = ANY(%(with_people)s)
    AND EXISTS (SELECT 1 FROM conversations_slapolicy AS policy WHERE policy.team_id = conversation.team_id)
))
ORDER BY id FOR NO KEY UPDATE OF conversation SKIP LOCKED
"""
WRITTEN = [
    *("team", "priority", "minutes", "state", "counts_from", "spent", "warn_at", "due_at"),
    *("warned_at", "breached_at", "stopped_at", "decided_at"),
]


def keep_clocks(conversation_ids: Collection[UUID]) -> None:
    """Bring the clocks of these conversations into line with what they are now. Where no team promises anything and
    nothing runs, it costs one query."""
    rows = _concerned(conversation_ids)
    if not rows:
        return
    now = timezone.now()
    running: dict[UUID, dict[str, SlaClock]] = {row.pk: {} for row in rows}
    for clock in SlaClock.objects.filter(conversation__in=running, stopped_at=None):
        running[clock.conversation_id][clock.kind] = clock
    promises = promises_of({row.team_id for row in rows if row.team_id and row.status in WITH_PEOPLE})
    works = [_Work(row, running[row.pk], promises.get(row.team_id or 0), now) for row in rows]
    for work in works:
        work.settle()
    _write(works)


def _concerned(conversation_ids: Collection[UUID]) -> list[Conversation]:
    """Those that are promised something, or have something running. What somebody else is changing at this moment is
    theirs to settle: whoever changed it here holds its row."""
    values = {"ids": list(conversation_ids), "with_people": [str(one) for one in WITH_PEOPLE]}
    return list(Conversation.objects.raw(CONCERNED, values))


def _write(works: Sequence["_Work"]) -> None:
    # What is over ends before the next of its kind begins: of each only one runs.
    changed = [clock for work in works for clock in work.changed.values() if clock.pk]
    if changed:
        SlaClock.objects.bulk_update(changed, WRITTEN)
    SlaClock.objects.bulk_create([clock for work in works for clock in work.fresh])
    moved = [work.row for work in works if work.show_times()]
    if moved:
        Conversation.objects.bulk_update(moved, COLUMNS)
    publish(*note_breached([clock for work in works for clock in work.late]))


@dataclass(slots=True)
class _Work:
    """One conversation and its running clocks, by kind. `fresh`, `changed` and `late` are what came of it."""

    row: Conversation
    clocks: dict[str, SlaClock]
    promise: Promise | None
    now: datetime
    fresh: list[SlaClock] = field(default_factory=list)
    changed: dict[str, SlaClock] = field(default_factory=dict)
    late: list[SlaClock] = field(default_factory=list)

    def settle(self) -> None:
        for clock in list(self.clocks.values()):
            if outcome := self._outcome(clock):
                self._stop(clock, outcome)
            elif clock.breached_at is None:  # what is missed stays so, whoever has it by now
                self._retarget(clock)
                self._pause_or_resume(clock)
        for kind, since in self._wanted():
            if kind not in self.clocks:
                self._start(kind, since)

    def show_times(self) -> bool:
        """Put the times on the conversation. Whether any of them is another one now."""
        before = [getattr(self.row, name) for name in COLUMNS]
        counting = {kind: clock for kind, clock in self.clocks.items() if clock.state == State.RUNNING}
        for kind, name in DUE.items():
            setattr(self.row, name, counting[kind].due_at if kind in counting else None)
        self.row.sla_due_at = min((clock.due_at for clock in counting.values() if clock.due_at), default=None)
        self.row.sla_warn_at = min((clock.warn_at for clock in counting.values() if clock.warn_at), default=None)
        is_paused = len(counting) < len(self.clocks)
        self.row.sla_paused_at = (self.row.sla_paused_at or self.now) if is_paused else None
        return before != [getattr(self.row, name) for name in COLUMNS]

    def _outcome(self, clock: SlaClock) -> State | None:
        """What ends it; null while it goes on."""
        answered = self.row.answered_at
        if clock.kind in RESPONSES and answered is not None and answered >= clock.started_at:
            return State.MET
        if self.row.status == Status.CLOSED:
            return State.MET if clock.kind == SlaKind.RESOLUTION else State.DROPPED
        is_promised = self.row.status in WITH_PEOPLE and self._minutes(clock.kind) is not None
        return None if is_promised else State.DROPPED

    def _wanted(self) -> list[tuple[SlaKind, datetime]]:
        if self.row.status not in WITH_PEOPLE or self.promise is None:
            return []
        wanted = [(SlaKind.RESOLUTION, self.now)]
        since = self._waits_since()
        if since is not None and not any(kind in self.clocks for kind in RESPONSES):
            wanted.append((self._response(), since))
        return wanted

    def _waits_since(self) -> datetime | None:
        """Since when the customer waits for a person: from the queue on, or from their message, whichever is later.
        Null while it is their turn."""
        row = self.row
        is_queued = row.status == Status.QUEUE
        moments = [row.customer_waiting_since, row.queued_at if is_queued else row.assigned_at]
        if row.customer_waiting_since is None and not is_queued:
            return None
        since = max((at for at in moments if at is not None), default=self.now)
        return since if row.answered_at is None or row.answered_at < since else None

    def _response(self) -> SlaKind:
        is_first = self.row.answered_at is None and self.row.first_response_at is None
        return SlaKind.FIRST_RESPONSE if is_first else SlaKind.NEXT_RESPONSE

    def _minutes(self, kind: str) -> int | None:
        return self.promise.minutes(kind, self.row.priority) if self.promise else None

    def _start(self, kind: SlaKind, since: datetime) -> None:
        minutes = self._minutes(kind)
        if minutes is None:
            return
        clock = SlaClock(
            conversation=self.row,
            kind=kind,
            team_id=self.row.team_id,
            priority=self.row.priority,
            minutes=minutes,
            started_at=since,
            counts_from=since,
            spent=timedelta(),
        )
        if self._count(clock):
            self._pause_or_resume(clock)
            self.clocks[kind] = clock
            self.fresh.append(clock)

    def _stop(self, clock: SlaClock, outcome: State) -> None:
        is_answer = clock.kind in RESPONSES and outcome == State.MET
        clock.stopped_at = (self.row.answered_at if is_answer else None) or self.now
        if clock.breached_at is None and clock.due_at is not None and clock.due_at < clock.stopped_at:
            self._breach(clock)  # nobody has marked it yet
        clock.state = State.MISSED if clock.breached_at else outcome
        if clock.state == State.MET:
            clock.decided_at = clock.stopped_at
        self.changed[clock.kind] = clock
        del self.clocks[clock.kind]

    def _breach(self, clock: SlaClock) -> None:
        clock.breached_at = clock.decided_at = clock.due_at
        clock.warned_at = clock.warned_at or self.now
        self.late.append(clock)

    def _retarget(self, clock: SlaClock) -> None:
        """Another team's promise, or another priority's: counted from the same beginning."""
        minutes = self._minutes(clock.kind)
        if minutes is None or (clock.team_id, clock.priority) == (self.row.team_id, self.row.priority):
            return
        before = clock.minutes, clock.due_at
        clock.team_id, clock.priority, clock.minutes = self.row.team_id, self.row.priority, minutes
        if clock.state == State.RUNNING and not self._count(clock):
            clock.minutes, clock.due_at = before
        self.changed[clock.kind] = clock

    def _pause_or_resume(self, clock: SlaClock) -> None:
        """Only the way to the solution pauses: a response is owed as long as the customer waits."""
        if self.promise is None or clock.kind != SlaKind.RESOLUTION:
            return
        is_waiting = self.promise.policy.pauses_while_waiting and self.row.status == Status.WAITING
        if is_waiting and clock.state == State.RUNNING:
            if clock.due_at is not None and clock.due_at < self.now:
                return  # it is late: the sweeper is about to say so
            clock.spent += self.promise.calendar.between(clock.counts_from, self.now)
            clock.state, clock.due_at, clock.warn_at = State.PAUSED, None, None
        elif not is_waiting and clock.state == State.PAUSED:
            clock.counts_from = self.now
            if not self._count(clock):
                return
            clock.state = State.RUNNING
        else:
            return
        if clock.pk:
            self.changed[clock.kind] = clock

    def _count(self, clock: SlaClock) -> bool:
        """Its times, once. False when the team is never there: then they stay as they were."""
        assert self.promise is not None
        due = self.promise.due(clock.counts_from, clock.minutes, clock.spent)
        warn = self.promise.warn(clock.counts_from, clock.minutes, clock.spent)
        if due is None or warn is None:
            return False
        clock.due_at, clock.warn_at = due, warn
        if warn > self.now:
            clock.warned_at = None  # another time has a warning of its own
        return True
