"""What is left behind when a promise is in danger or broken: a line in the thread, and what is told to people."""

from collections.abc import Sequence

from conversations.events import SlaBreached, SlaWarned
from conversations.models import SlaClock, TimelineEntry, TimelineKind


def note_warned(clocks: Sequence[SlaClock]) -> list[object]:
    """Must run in the transaction that marks them. Returns what to publish."""
    _note(clocks, TimelineKind.SLA_WARNING)
    return [SlaWarned(clock_id=clock.pk, conversation_id=clock.conversation_id) for clock in clocks]


def note_breached(clocks: Sequence[SlaClock]) -> list[object]:
    """The same."""
    _note(clocks, TimelineKind.SLA_BREACHED)
    return [SlaBreached(clock_id=clock.pk, conversation_id=clock.conversation_id) for clock in clocks]


def _note(clocks: Sequence[SlaClock], kind: TimelineKind) -> None:
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            conversation_id=clock.conversation_id,
            kind=kind,
            data={"target": clock.kind, "due_at": clock.due_at.isoformat() if clock.due_at else None},
        )
        for clock in clocks
    )
