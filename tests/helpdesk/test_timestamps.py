"""Timestamps as the database gives them, by our loader."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from psycopg.pq import Format

from helpdesk.timestamps import UtcLoader

TIMESTAMPTZ = 1184


def selected(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_connections_read_timestamps_with_our_loader() -> None:
    connection.ensure_connection()
    assert connection.connection.adapters.get_loader(TIMESTAMPTZ, Format.TEXT) is UtcLoader


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24 20:30:50.123456+00", datetime(2026, 11, 24, 20, 30, 50, 123456, UTC)),
        ("2026-11-24 20:30:50.5-03", datetime(2026, 11, 24, 23, 30, 50, 500000, UTC)),
        ("2026-11-24 20:30:50", datetime(2026, 11, 24, 20, 30, 50, 0, UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_timestamp_is_read_to_the_microsecond_and_in_utc(written: str, read: datetime) -> None:
    value = selected(f"SELECT '{written}'::timestamptz")
    assert value == read
    assert value.tzinfo is UTC


@pytest.mark.django_db
def test_another_zone_of_the_session_is_read_as_the_same_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'America/Sao_Paulo'")
        cursor.execute("SELECT to_timestamp(0)")
        assert cursor.fetchone()[0] == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_what_python_cannot_hold_is_refused_and_not_misread() -> None:
    with pytest.raises(DataError):
        selected("SELECT 'infinity'::timestamptz")
