"""How a range of days kept what was promised: by team and target, with the rows behind every number. What counts is
when a target was met or missed; a conversation that was opened again has been measured each time by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from conversations.models import SlaClock, SlaKind
from dashboard.days import Days, days_of

USUAL = timedelta(days=6)
CHUNK, MAX_DIGITS = 2000, 18
NO_TEAM = "none"
MET, MISSED = "met", "missed"


@dataclass(frozen=True, slots=True)
class Kept:
    """One target of one team."""

    kind: str
    met: int = 0
    missed: int = 0

    @property
    def count(self) -> int:
        return self.met + self.missed

    @property
    def percent(self) -> float | None:
        """Rounded down: all is only what is all."""
        return self.met * 1000 // self.count / 10 if self.count else None


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: str
    name: str
    kept: list[Kept] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the measurements; empty is all."""

    team: str = ""
    kind: str = ""
    state: str = ""

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "Choice":
        team, kind, state = (data.get(name, "") for name in ("team", "kind", "state"))
        is_team = team == NO_TEAM or (team.isascii() and team.isdigit() and len(team) <= MAX_DIGITS)
        return cls(
            team if is_team else "",
            kind if kind in SlaKind.values else "",
            state if state in (MET, MISSED) else "",
        )

    @property
    def values(self) -> dict[str, str]:
        """As an address says them."""
        return {name: value for name, value in asdict(self).items() if value}


def sla_days(first: str, last: str) -> Days:
    """The last seven where nothing is said."""
    return days_of(first if first or last else (timezone.localdate() - USUAL).isoformat(), last)


def compliance(days: Days) -> list[TeamRow]:
    """One statement, whatever the range; teams by name."""
    found = (
        decided(days)
        .order_by()
        .values("kind", pk=F("team"), name=F("team__name"))
        .annotate(met=Count("id", filter=Q(breached_at=None)), missed=Count("id", filter=Q(breached_at__isnull=False)))
    )
    rows: dict[int | None, TeamRow] = {}
    numbers: dict[tuple[int | None, str], Kept] = {}
    for row in found:
        rows.setdefault(row["pk"], TeamRow(str(row["pk"] or NO_TEAM), row["name"] or ""))
        numbers[row["pk"], row["kind"]] = Kept(row["kind"], row["met"], row["missed"])
    for pk, team in rows.items():
        team.kept.extend(numbers.get((pk, kind), Kept(kind)) for kind in SlaKind.values)
    return sorted(rows.values(), key=lambda row: (not row.name, row.name.lower()))


def decided(days: Days, choice: Choice | None = None) -> "QuerySet[SlaClock]":
    """What was met or missed in these days, the latest first."""
    rows = SlaClock.objects.filter(decided_at__gte=days.since, decided_at__lt=days.until)
    chosen = choice or Choice()
    if chosen.team:
        rows = rows.filter(team=None if chosen.team == NO_TEAM else int(chosen.team))
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.state:
        rows = rows.filter(breached_at__isnull=chosen.state == MET)
    return rows.select_related("conversation__customer", "conversation__assigned_to", "team").order_by(
        "-decided_at", "-id"
    )


def sheet_rows(days: Days, choice: Choice) -> Iterator[tuple[object, ...]]:
    for clock in decided(days, choice).iterator(chunk_size=CHUNK):
        agent = clock.conversation.assigned_to
        yield (
            clock.conversation.protocol,
            str(clock.conversation.customer),
            clock.team.name if clock.team else "",
            agent.name if agent else "",
            clock.get_kind_display(),
            clock.get_priority_display(),
            clock.minutes,
            _local(clock.started_at),
            _local(clock.due_at),
            _local(clock.stopped_at),
            MISSED if clock.breached_at else MET,
        )


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(microsecond=0, tzinfo=None) if moment else None
