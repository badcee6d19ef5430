"""Ranges of whole days, where the company is: read as addresses and forms write them, told as moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.exceptions import Invalid

MAX_DAYS = 92
# Midnights beyond could not be told in every zone.
YEARS = range(2000, 3000)


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last, both whole."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        return midnight(self.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    """On which it begins."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def day_in(text: str) -> date | None:
    """As year-month-day; null for what is none, and for what nobody asks for in earnest."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def days_of(first: str, last: str) -> Days:
    """As a form writes them; today where nothing is said. Raises `Invalid`, naming the field."""
    today, begins = timezone.localdate(), _read(first, "from")
    days = Days(begins or today, _read(last, "until") or max(begins or today, today))
    if days.last < days.first:
        raise Invalid(_("It is before the beginning."), attr="until")
    if days.last - days.first >= timedelta(days=MAX_DAYS):
        raise Invalid(_("At most %(count)d days at once.") % {"count": MAX_DAYS}, attr="until")
    return days


def _read(written: str, attr: str) -> date | None:
    day = day_in(written)
    if written and day is None:
        raise Invalid(_("Write the day as year-month-day."), attr=attr)
    return day
