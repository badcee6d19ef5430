"""A team's promise, with all that is needed to say when it is due: read once for many conversations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.services.calendars import Calendar, calendars_of
from conversations.models import SlaPolicy, SlaTarget

ALWAYS = Calendar()


@dataclass(frozen=True, slots=True)
class Promise:
    policy: SlaPolicy
    targets: dict[int | None, SlaTarget]
    calendar: Calendar

    def minutes(self, kind: str, priority: int) -> int | None:
        """What a priority's own row leaves empty is as for all; null where nothing is promised."""
        rows = [self.targets[key] for key in (priority, None) if key in self.targets]
        found = (getattr(row, kind) for row in rows)
        return next((minutes for minutes in found if minutes is not None), None)

    def due(self, counts_from: datetime, minutes: int, spent: timedelta) -> datetime | None:
        """Null when the team is never there."""
        return self.calendar.add(counts_from, timedelta(minutes=minutes) - spent)

    def warn(self, counts_from: datetime, minutes: int, spent: timedelta) -> datetime | None:
        return self.calendar.add(counts_from, self._warned_after(minutes) - spent)

    def _warned_after(self, minutes: int) -> timedelta:
        if self.policy.warn_minutes is not None:
            return timedelta(minutes=max(0, minutes - self.policy.warn_minutes))
        return timedelta(minutes=minutes) * self.policy.warn_percent / 100


def promises_of(team_ids: Collection[int]) -> dict[int, Promise]:
    """Of the teams that promise something: at most four queries."""
    policies = {row.team_id: row for row in SlaPolicy.objects.filter(team__in=team_ids).prefetch_related("targets")}
    by_hours = [pk for pk, row in policies.items() if row.counting == SlaPolicy.Counting.OPENING_HOURS]
    calendars = calendars_of(by_hours) if by_hours else {}
    return {
        pk: Promise(row, {target.priority: target for target in row.targets.all()}, calendars.get(pk, ALWAYS))
        for pk, row in policies.items()
    }
