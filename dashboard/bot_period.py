"""The days, team and language that the bot's figures are asked for, as an address says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from dashboard.days import Days, day_in, midnight
from dashboard.http import ids_of

LENGTHS = {"today": 1, "7": 7, "30": 30}
DEFAULT = "7"
LONGEST = 366
# So many bars stand side by side; what is longer is told by weeks, then by months.
MOST_DAYS, MOST_WEEKS = 31, 190
NO_TEAM = "none"
LANGUAGES = ("pt-br", "en")


@dataclass(frozen=True, slots=True)
class Period(Days):
    """`name` is one of the usual lengths, or "own"."""

    name: str = "own"
    # A team's number, "none" for what belongs to no team, or empty for all.
    team: str = ""
    language: str = ""

    @property
    def step(self) -> str:
        days = (self.last - self.first).days + 1
        return "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"

    @property
    def steps(self) -> list[date]:
        """The first day of each; the first one's may lie before the period."""
        days = (self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1))
        return list(dict.fromkeys(self._start(day) for day in days))

    def within(self, start: date) -> "Period":
        """One of its steps, as far as it lies within."""
        if self.step == "day":
            end = start
        elif self.step == "week":
            end = start + timedelta(days=6)
        else:
            end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Period(max(start, self.first), min(end, self.last), "own", self.team, self.language)

    @property
    def values(self) -> dict[str, Any]:
        """For a statement."""
        team = int(self.team) if self.team.isdigit() else None
        starts = [midnight(step) for step in self.steps]
        return {
            "since": self.since,
            "until": self.until,
            "team": team,
            "language": self.language,
            "starts": starts,
        }

    def query(self, **more: str) -> str:
        """The same days, always named: a link that is kept stays what it was."""
        kept = {"from": self.first.isoformat(), "to": self.last.isoformat(), "team": self.team}
        return urlencode({name: value for name, value in {**kept, "language": self.language, **more}.items() if value})

    def _start(self, day: date) -> date:
        if self.step == "week":
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.step == "month" else day


def period_of(asked: Mapping[str, str], default: str = DEFAULT) -> Period:
    """What makes no sense is left out; too long a time ends where it would, and begins later."""
    today = timezone.localdate()
    name = asked.get("period", "")
    first, last = day_in(asked.get("from", "")), day_in(asked.get("to", ""))
    if name not in LENGTHS and (first or last):
        last = last or today
        first = first or last
        first, last = max(min(first, last), max(first, last) - timedelta(days=LONGEST - 1)), max(first, last)
        return Period(first, last, "own", *_whose(asked))
    name = name if name in LENGTHS else default
    return Period(today - timedelta(days=LENGTHS[name] - 1), today, name, *_whose(asked))


def _whose(asked: Mapping[str, str]) -> tuple[str, str]:
    team, language = asked.get("team", ""), asked.get("language", "")
    numbers = ids_of([team], 1)
    known = str(numbers[0]) if numbers else NO_TEAM if team == NO_TEAM else ""
    return known, language if language in LANGUAGES else ""
