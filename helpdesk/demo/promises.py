"""What TechISP's teams promise, and how they kept it in the histories, as it would have been measured."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from accounts.models import Team
from conversations.models import Conversation, SlaClock, SlaKind, SlaPolicy, SlaTarget
from conversations.services.clocks import keep_clocks

# First response, next response, resolution; in minutes.
TARGETS = {"Suporte": (15, 30, 480), "Financeiro": (30, 60, 1440), "Comercial": (20, 60, 1440)}


def create_promises(teams: dict[str, Team], conversations: Iterable[Conversation]) -> None:
    for name, (first, following, resolution) in TARGETS.items():
        policy = SlaPolicy.objects.create(team=teams[name], counting=SlaPolicy.Counting.CLOCK)
        SlaTarget.objects.create(policy=policy, first_response=first, next_response=following, resolution=resolution)
    rows = list(conversations)
    SlaClock.objects.bulk_create(clock for row in rows if not row.is_open for clock in _measured(row))
    keep_clocks([row.pk for row in rows if row.is_open])


def _measured(row: Conversation) -> Iterator[SlaClock]:
    since = row.queued_at or row.assigned_at
    if row.team is None or since is None:
        return
    first, _following, resolution = TARGETS[row.team.name]
    if row.first_response_at and row.first_response_at > since:
        yield _clock(row, SlaKind.FIRST_RESPONSE, first, since, row.first_response_at)
    if row.closed_at:
        yield _clock(row, SlaKind.RESOLUTION, resolution, since, row.closed_at)


def _clock(row: Conversation, kind: SlaKind, minutes: int, since: datetime, stopped: datetime) -> SlaClock:
    due = since + timedelta(minutes=minutes)
    is_missed = stopped > due
    return SlaClock(
        conversation=row,
        kind=kind,
        team=row.team,
        priority=row.priority,
        minutes=minutes,
        state=SlaClock.State.MISSED if is_missed else SlaClock.State.MET,
        started_at=since,
        counts_from=since,
        spent=timedelta(),
        warn_at=since + timedelta(minutes=minutes) * 0.8,
        due_at=due,
        warned_at=due if is_missed else None,
        breached_at=due if is_missed else None,
        stopped_at=stopped,
        decided_at=due if is_missed else stopped,
    )
