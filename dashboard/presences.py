"""Who was there in a range of days: hours online, pauses by reason. Summed by the database, one statement a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.fields import DateTimeField, DurationField
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from accounts.models import Presence, PresencePeriod, User
from dashboard.days import Days

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Pause:
    name: str
    seconds: int
    count: int


@dataclass(slots=True)
class Presences:
    agent: User
    online: int = 0
    away: int = 0
    pauses: list[Pause] = field(default_factory=list)
    came_at: datetime | None = None
    left_at: datetime | None = None
    is_there: bool = False


def presences(days: Days) -> list[Presences]:
    """Of everybody who may answer customers, and of others who were there in these days; by name."""
    until = min(days.until, timezone.now())
    ends = Least(Coalesce("ended_at", Value(until, DateTimeField())), Value(until, DateTimeField()))
    begins = Greatest("began_at", Value(days.since, DateTimeField()))
    sums = (
        within(days)
        .order_by()
        .values("user", "presence", "reason__name")
        .annotate(
            length=Sum(ExpressionWrapper(ends - begins, DurationField())),
            count=Count("pk"),
            came=Min(begins),
            left=Max(ends),
            open=Count("pk", filter=Q(ended_at=None)),
        )
        .order_by(F("length").desc(), "reason__name")
    )
    rows = {agent.pk: Presences(agent) for agent in User.objects.agents()}
    found = list(sums)
    rows |= {user.pk: Presences(user) for user in User.objects.filter(pk__in={s["user"] for s in found} - set(rows))}
    for row in found:
        _add(rows[row["user"]], row)
    return sorted(rows.values(), key=lambda row: (row.agent.name.lower(), row.agent.pk))


def within(days: Days) -> QuerySet[PresencePeriod]:
    """Whatever of it lies in these days; nothing of what goes on lies in days to come."""
    until = min(days.until, timezone.now())
    if until <= days.since:
        return PresencePeriod.objects.none()
    return PresencePeriod.objects.filter(Q(ended_at=None) | Q(ended_at__gt=days.since), began_at__lt=until)


def period_rows(days: Days) -> Iterator[tuple[str, str, str, str, datetime, datetime | None, int]]:
    """One by one, in the order of their beginning."""
    now = timezone.now()
    periods = within(days).select_related("user", "reason").order_by("began_at", "pk")
    for period in periods.iterator(chunk_size=CHUNK):
        yield (
            period.user.name,
            period.user.email,
            period.get_presence_display(),
            period.reason.name if period.reason else "",
            _local(period.began_at),
            _local(period.ended_at) if period.ended_at else None,
            round(((period.ended_at or now) - period.began_at).total_seconds()),
        )


def _add(row: Presences, found: Mapping[str, Any]) -> None:
    seconds = round(found["length"].total_seconds())
    if found["presence"] == Presence.ONLINE:
        row.online += seconds
    else:
        row.away += seconds
        row.pauses.append(Pause(found["reason__name"] or "", seconds, found["count"]))
    row.came_at = min(row.came_at or found["came"], found["came"])
    row.left_at = max(row.left_at or found["left"], found["left"])
    row.is_there |= bool(found["open"])


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(microsecond=0)
