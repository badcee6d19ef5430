"""When a team is there, in the company's time zone."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Holiday, OpeningHours, Team

LAST_MINUTE = time(23, 59)
HORIZON = 30  # days; a team that is not there for so long opens nobody knows when


def is_open(team: Team, at: datetime) -> bool:
    """A team without hours is always there; one with hours is not on holidays."""
    hours = list(team.hours.all())
    local = timezone.localtime(at)
    if not hours:
        return True
    if Holiday.objects.filter(day=local.date()).exists():
        return False
    today = (row for row in hours if row.weekday == local.weekday())
    return any(row.opens_at <= local.time() and at < closing_of(local.date(), row.closes_at) for row in today)


def closing_of(day: date, closes_at: time) -> datetime:
    """Until the day's last minute is until midnight: a time of day cannot say 24:00."""
    end, at = (day + timedelta(days=1), time()) if closes_at >= LAST_MINUTE else (day, closes_at)
    return datetime.combine(end, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def next_opening(team: Team, at: datetime) -> datetime | None:
    """When it opens next after `at`; null when nothing says so. Two queries, however far away that is."""
    local = timezone.localtime(at)
    hours = list(team.hours.all())
    last = local.date() + timedelta(days=HORIZON)
    closed = set(Holiday.objects.filter(day__range=(local.date(), last)).values_list("day", flat=True))
    for days in range(HORIZON + 1):
        day = local.date() + timedelta(days=days)
        openings = (_opening(row, day, local) for row in hours if row.weekday == day.weekday() and day not in closed)
        if found := min((opening for opening in openings if opening > local), default=None):
            return found
    return None


def _opening(row: OpeningHours, day: date, local: datetime) -> datetime:
    return datetime.combine(day, row.opens_at, tzinfo=local.tzinfo)
