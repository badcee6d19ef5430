"""When a team is there."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Holiday, OpeningHours, Team
from accounts.services.hours import is_open, next_opening

pytestmark = pytest.mark.django_db
THURSDAY = (2026, 11, 26)


def at(hour: int, minute: int = 0, day: tuple[int, int, int] = THURSDAY) -> datetime:
    return datetime(*day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def weekdays(support: Team) -> Team:
    for weekday in range(5):
        OpeningHours.objects.create(team=support, weekday=weekday, opens_at=time(8), closes_at=time(18))
    return support


def test_without_hours_a_team_is_always_there(support: Team) -> None:
    assert is_open(support, at(3))


def test_a_team_is_there_from_opening_until_closing(weekdays: Team) -> None:
    assert [is_open(weekdays, at(*moment)) for moment in [(7, 59), (8, 0), (17, 59), (18, 0)]] == [
        False,
        True,
        True,
        False,
    ]


def test_the_next_opening_is_later_today_or_on_another_day(weekdays: Team) -> None:
    assert next_opening(weekdays, at(6)) == at(8)
    assert next_opening(weekdays, at(20)) == at(8, day=(2026, 11, 27))
    assert next_opening(weekdays, at(20, day=(2026, 11, 27))) == at(8, day=(2026, 11, 30))


def test_on_a_holiday_nobody_is_there(weekdays: Team) -> None:
    Holiday.objects.create(day=date(*THURSDAY), name="Feriado")
    assert not is_open(weekdays, at(10))
    assert next_opening(weekdays, at(10)) == at(8, day=(2026, 11, 27))


def test_a_team_that_never_opens_says_nothing(support: Team) -> None:
    assert next_opening(support, at(10)) is None


def test_closing_before_opening_is_forbidden(support: Team) -> None:
    with pytest.raises(IntegrityError):
        OpeningHours.objects.create(team=support, weekday=0, opens_at=time(18), closes_at=time(8))
