"""A history: who, when, and step by step what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from helpdesk.demo.steps import Step

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Began:
    """On an earlier working day, at this hour of the office's clock."""

    working_days_ago: int
    hour: str

    def start(self, now: datetime, length: timedelta) -> datetime:
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
        day, left = local.date(), self.working_days_ago
        while left:
            day -= timedelta(days=1)
            left -= day.weekday() < SATURDAY
        return datetime.combine(day, time.fromisoformat(self.hour), local.tzinfo)


@dataclass(frozen=True, slots=True)
class Ended:
    """Its last step was so many minutes ago."""

    minutes_ago: float

    def start(self, now: datetime, length: timedelta) -> datetime:
        return now - timedelta(minutes=self.minutes_ago) - length


@dataclass(frozen=True, slots=True)
class Story:
    customer: str
    when: Began | Ended
    steps: Sequence[Step]
    id: UUID | None = None


def timed(story: Story, now: datetime, random: Random) -> list[tuple[datetime, Step]]:
    """Each step with its moment."""
    offset, offsets = timedelta(), list[timedelta]()
    for step in story.steps:
        usual = step.usual_minutes * random.uniform(0.75, 1.35)
        offset += timedelta(minutes=usual if step.after is None else step.after) if offsets else timedelta()
        offsets.append(offset)
    start = story.when.start(now, offset)
    return [(start + offset, step) for offset, step in zip(offsets, story.steps, strict=True)]
