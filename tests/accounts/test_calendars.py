"""Arithmetic over opening hours: breaks, nights, weekends, holidays, midnight, and clocks that are changed."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Holiday, OpeningHours, Team
from accounts.services.calendars import Calendar, calendars_of
from accounts.services.hours import is_open

SITE = ZoneInfo("America/Sao_Paulo")
MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(18))
OFFICE = Calendar({weekday: [MORNING, AFTERNOON] for weekday in range(5)})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026, where the company is; the 26th is a Thursday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SITE)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (at(26, 9), 2, at(26, 11)),
        (at(26, 11), 2, at(26, 14)),  # over the break at noon
        (at(26, 12, 30), 1, at(26, 14)),  # begun in the break
        (at(26, 17), 2, at(27, 9)),  # over night
        (at(27, 17), 2, at(30, 9)),  # over the weekend
        (at(28, 15), 1, at(30, 9)),  # begun on Saturday
        (at(26, 16), 2, at(26, 18)),  # due at closing, not at the next opening
        (at(26, 8), 9, at(26, 18)),
        (at(26, 8), 45, at(2, 18) + timedelta(days=30)),  # five days of work
        (at(26, 3), 0, at(26, 3)),
    ],
)
def test_time_counts_while_the_team_is_there(start: datetime, length: float, end: datetime) -> None:
    assert OFFICE.add(start, hours(length)) == end
    assert OFFICE.between(start, end) == hours(length)


def test_a_holiday_does_not_count() -> None:
    calendar = Calendar(OFFICE.hours, frozenset({date(2026, 11, 27)}))
    assert calendar.add(at(26, 17), hours(2)) == at(30, 9)
    assert calendar.between(at(27, 8), at(27, 18)) == hours(0)


def test_without_hours_every_hour_counts() -> None:
    assert Calendar().add(at(28, 23), hours(3)) == at(29, 2)
    assert Calendar().between(at(28, 23), at(29, 2)) == hours(3)


def test_a_night_goes_over_midnight_without_a_gap() -> None:
    night = Calendar({weekday: [(time(0), time(6)), (time(22), time(23, 59))] for weekday in range(7)})
    assert night.add(at(26, 23), hours(3)) == at(27, 2)
    assert night.between(at(26, 22), at(27, 6)) == hours(8)


def test_rows_that_overlap_count_once() -> None:
    calendar = Calendar({3: [(time(8), time(12)), (time(10), time(14)), (time(11), time(12))]})
    assert calendar.between(at(26, 0), at(27, 0)) == hours(6)
    assert calendar.add(at(26, 9), hours(4)) == at(26, 13)


def test_a_team_that_is_never_there_is_never_due() -> None:
    assert Calendar({3: [MORNING]}, frozenset(date(2026, 11, 26) + timedelta(weeks=n) for n in range(60))).add(
        at(26, 0), hours(1)
    ) is None  # fmt: skip


@pytest.fixture
def new_york(settings: Any) -> Any:
    settings.TIME_ZONE = "America/New_York"
    timezone.get_default_timezone.cache_clear()
    yield ZoneInfo("America/New_York")
    settings.TIME_ZONE = "America/Sao_Paulo"
    timezone.get_default_timezone.cache_clear()


def test_when_the_clocks_go_forward_the_day_is_an_hour_shorter(new_york: ZoneInfo) -> None:
    nights = Calendar({weekday: [(time(0), time(6))] for weekday in range(7)})
    start = datetime(2026, 3, 8, 0, 0, tzinfo=new_york)  # 2:00 becomes 3:00
    assert nights.between(start, datetime(2026, 3, 8, 12, tzinfo=new_york)) == hours(5)
    assert nights.add(start, hours(3)) == datetime(2026, 3, 8, 4, tzinfo=new_york)


def test_when_the_clocks_go_back_the_day_is_an_hour_longer(new_york: ZoneInfo) -> None:
    nights = Calendar({weekday: [(time(0), time(6))] for weekday in range(7)})
    start = datetime(2026, 11, 1, 0, 0, tzinfo=new_york)  # 1:00 to 2:00 comes twice
    assert nights.between(start, datetime(2026, 11, 1, 12, tzinfo=new_york)) == hours(7)
    assert nights.add(start, hours(3)) == datetime(2026, 11, 1, 2, tzinfo=new_york)


def test_where_midnight_itself_is_left_out() -> None:
    """In São Paulo 2018: the 4th of November began at 1:00."""
    daily = Calendar({weekday: [(time(0), time(23, 59))] for weekday in range(7)})
    first, second = datetime(2018, 11, 3, 12, tzinfo=SITE), datetime(2018, 11, 4, 12, tzinfo=SITE)
    assert daily.between(first, second) == hours(23)
    assert daily.add(first, hours(23)) == second


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_adding_and_measuring_are_each_others_way_back(start_minute: int, length: int) -> None:
    start = at(1, 0) + timedelta(minutes=start_minute)
    end = OFFICE.add(start, timedelta(minutes=length))
    assert end is not None
    assert OFFICE.between(start, end) == timedelta(minutes=length)


@pytest.mark.django_db
def test_teams_are_read_in_two_queries(support: Team, sales: Team, django_assert_num_queries: Any) -> None:
    OpeningHours.objects.create(team=support, weekday=3, opens_at=time(8), closes_at=time(12))
    Holiday.objects.create(day=date(2026, 12, 25), name="Natal")
    with django_assert_num_queries(2):
        found = calendars_of([support.pk, sales.pk])
    assert found[support.pk] == Calendar({3: [MORNING]}, frozenset({date(2026, 12, 25)}))
    assert found[sales.pk].add(at(26, 23), hours(2)) == at(27, 1)


@pytest.mark.django_db
def test_until_the_last_minute_is_until_midnight(support: Team) -> None:
    OpeningHours.objects.create(team=support, weekday=3, opens_at=time(8), closes_at=time(23, 59))
    assert is_open(support, at(26, 23, 59) + timedelta(seconds=30))
    assert not is_open(support, at(27, 0))
