"""Arithmetic over opening hours: what is the moment so many hours of work away, and how much work lies between two.

Days are the company's, spans between are real time: over a change of the clocks an hour stays an hour.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Holiday, OpeningHours
from accounts.services.hours import closing_of

# A team that is not there for so long is never there.
HORIZON = timedelta(days=400)
NOTHING, DAY = timedelta(), timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a team is there. Without `hours` it always is."""

    hours: dict[int, list[tuple[time, time]]] = field(default_factory=dict)  # by weekday
    closed: frozenset[date] = frozenset()

    def add(self, start: datetime, length: timedelta) -> datetime | None:
        """The moment when so much of the opening hours has gone by since `start`; null when it never comes."""
        if not self.hours or length <= NOTHING:
            return start + max(length, NOTHING)
        left = length
        for opens, closes in self._spans(start, start + HORIZON):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the opening hours lies between; nothing when the end comes first."""
        if not self.hours:
            return max(end - start, NOTHING)
        return sum((closes - opens for opens, closes in self._spans(start, end)), NOTHING)

    def _spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Of the time from `start` to `end` what is open, in order. Rows that overlap count once."""
        day, last, reached = timezone.localdate(start), timezone.localdate(end), start.astimezone(UTC)
        while day <= last:
            for opens_at, closes_at in () if day in self.closed else self.hours.get(day.weekday(), ()):
                opens, closes = max(_moment(day, opens_at), reached), min(closing_of(day, closes_at), end)
                if opens < closes:
                    yield opens, closes
                    reached = closes
            day += DAY


def calendars_of(team_ids: Collection[int]) -> dict[int, Calendar]:
    """Of each team, in two queries."""
    hours: dict[int, dict[int, list[tuple[time, time]]]] = {pk: {} for pk in team_ids}
    for row in OpeningHours.objects.filter(team__in=team_ids).order_by("weekday", "opens_at"):
        hours[row.team_id].setdefault(row.weekday, []).append((row.opens_at, row.closes_at))
    closed = frozenset(Holiday.objects.values_list("day", flat=True)) if any(hours.values()) else frozenset()
    return {pk: Calendar(rows, closed) for pk, rows in hours.items()}


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)
