"""When something comes back that was set aside: what is offered, how a time is read and how it is said. All in the
company's time zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conversations.exceptions import Invalid
from conversations.models import Conversation

MORNING, LATER, WEEK = time(9), timedelta(hours=3), 7


@dataclass(frozen=True, slots=True)
class Preset:
    label: str
    at: datetime

    @property
    def words(self) -> str:
        return when(self.at)


def presets(now: datetime) -> list[Preset]:
    """Later today is offered as long as it is still today; Monday is the next one, and no other name for tomorrow."""
    local = timezone.localtime(now)
    later = (local + LATER + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)
    found = [Preset(_("In an hour"), local + timedelta(hours=1))]
    if later.date() == local.date():
        found.append(Preset(_("Later today"), later))
    found.append(Preset(_("Tomorrow morning"), _morning(local, 1)))
    to_monday = WEEK - local.weekday()
    return [*found, Preset(_("Monday"), _morning(local, to_monday))] if to_monday > 1 else found


def parse_until(text: str) -> datetime:
    """With a zone, or as a field for date and time writes it. Raises Invalid."""
    try:
        found = parse_datetime(text)
        if found is None:
            raise ValueError(text)
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        raise Invalid(_("Give a date and a time."), attr="until") from None


def when(at: datetime) -> str:
    """As short as it is clear: the time alone today, else with the day."""
    local, today = timezone.localtime(at), timezone.localdate()
    clock, days = f"{local:%H:%M}", (local.date() - today).days
    if days == 0:
        return clock
    if days == 1:
        return _("tomorrow %(time)s") % {"time": clock}
    if 1 < days < WEEK:
        return f"{date_format(local, 'D').lower()} {clock}"
    day = "n/j" if (get_language() or "").startswith("en") else "d/m"
    return f"{date_format(local, day if local.year == today.year else f'{day}/y')} {clock}"


def snoozed_words(conversation: Conversation) -> str:
    """For what is set aside."""
    if conversation.snoozed_until is None:
        return _("until they write")
    return when(conversation.snoozed_until)


def told(conversation: Conversation) -> str:
    """What has just been done, in a line."""
    if conversation.snoozed_until is None:
        return _("Set aside until the customer writes.")
    return _("Set aside until %(time)s.") % {"time": when(conversation.snoozed_until)}


def _morning(local: datetime, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(local.date() + timedelta(days=days), MORNING))
