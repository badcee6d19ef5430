"""The supervisors' page of who was there."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import PauseReason, PresencePeriod, User
from dashboard.days import Days, days_of
from dashboard.presences import presences
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
DAY = "2026-03-02"


def at(clock: str, day: str = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def period(user: User, presence: str, began: datetime, ended: datetime | None, reason: str = "") -> PresencePeriod:
    row = PauseReason.objects.get_or_create(name=reason)[0] if reason else None
    return PresencePeriod.objects.create(user=user, presence=presence, reason=row, began_at=began, ended_at=ended)


@pytest.fixture
def workday(alice: User) -> User:
    period(alice, "online", at("08:00"), at("12:00"))
    period(alice, "away", at("12:00"), at("13:00"), "Almoço")
    period(alice, "online", at("13:00"), at("17:00"))
    period(alice, "away", at("17:00"), at("17:10"))
    return alice


def of(user: User, days: Days):
    return next(row for row in presences(days) if row.agent == user)


def test_a_day_is_summed_by_presence_and_reason(workday: User) -> None:
    row = of(workday, days_of(DAY, DAY))
    assert (row.online, row.away) == (8 * 3600, 70 * 60)
    assert [(pause.name, pause.seconds) for pause in row.pauses] == [("Almoço", 3600), ("", 600)]
    assert (row.came_at, row.left_at, row.is_there) == (at("08:00"), at("17:10"), False)


def test_a_night_shift_is_cut_at_midnight(alice: User) -> None:
    period(alice, "online", at("22:00"), at("06:00", "2026-03-03"))
    assert of(alice, days_of(DAY, DAY)).online == 2 * 3600
    assert of(alice, days_of("2026-03-03", "2026-03-03")).online == 6 * 3600
    assert of(alice, days_of(DAY, "2026-03-03")).online == 8 * 3600


def test_what_goes_on_counts_until_now(alice: User) -> None:
    now = timezone.now()
    period(alice, "online", now - timedelta(minutes=30), None)
    day = timezone.localdate(now - timedelta(minutes=30)).isoformat()
    row = of(alice, days_of(day, timezone.localdate().isoformat()))
    assert row.is_there
    assert 1800 <= row.online <= 1860  # noqa: PLR2004


def test_nobody_was_there_in_days_to_come(alice: User) -> None:
    period(alice, "online", timezone.now() - timedelta(minutes=30), None)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    row = of(alice, days_of(tomorrow, tomorrow))
    assert (row.online, row.is_there) == (0, False)


def test_whoever_was_not_there_is_shown_without_times(alice: User, robo: User) -> None:
    rows = {row.agent: row for row in presences(days_of(DAY, DAY))}
    assert rows[alice].came_at is None
    assert robo not in rows


def test_a_closed_account_stays_where_it_worked(workday: User) -> None:
    User.objects.filter(pk=workday.pk).update(is_active=False)
    assert workday in [row.agent for row in presences(days_of(DAY, DAY))]
    assert workday not in [row.agent for row in presences(days_of("2026-03-03", "2026-03-03"))]


def test_the_page_asks_as_often_for_many_as_for_one(page: Page, charlie: User, workday: User) -> None:

    client = page(charlie)
    client.get(f"/overview/presence?from={DAY}&until={DAY}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/overview/presence?from={DAY}&until={DAY}")
    for n in range(30):
        user = UserFactory()
        period(user, "online", at("08:00"), at("09:00"))
        period(user, "away", at("09:00"), at("10:00"), f"Motivo {n}")
    with CaptureQueriesContext(connection) as many:
        answer = client.get(f"/overview/presence?from={DAY}&until={DAY}")
    assert b"Motivo 29" in answer.content
    # The menu's reasons are one query, however many there are.
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("from=2026-03-05&until=2026-03-02", "before the beginning"),
        ("from=2020-01-01&until=2026-03-02", "92 days"),
        ("from=yesterday", "year-month-day"),
        ("from=9999-12-31", "year-month-day"),
        ("from=2026-03-02&until=0001-01-01", "year-month-day"),
    ],
)
@pytest.mark.parametrize("path", ["presence", "sla", "sla/rows"])
def test_a_range_that_cannot_be_is_told_at_its_field(
    page: Page, charlie: User, path: str, asked: str, text: str
) -> None:
    answer = page(charlie).get(f"/overview/{path}?{asked}", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert text in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_agents_see_neither_page_nor_file(page: Page, alice: User) -> None:
    assert page(alice).get("/overview/presence").status_code == 404
    assert page(alice).get("/overview/presence.csv").status_code == 404


def test_the_file_has_every_period_and_no_formula(page: Page, charlie: User, workday: User) -> None:
    User.objects.filter(pk=workday.pk).update(name='=HYPERLINK("http://x")')
    answer = page(charlie).get(f"/overview/presence.csv?from={DAY}&until={DAY}", headers={"Accept-Language": "pt-BR"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]
    head, *rows = csv.reader(StringIO(text), delimiter=";")
    assert head[0] == "Atendente"
    assert len(rows) == 4  # noqa: PLR2004
    assert rows[1] == [
        '\'=HYPERLINK("http://x")',
        "alice@empresa.com",
        "Ausente",
        "Almoço",
        "2026-03-02 12:00:00-03:00",
        "2026-03-02 13:00:00-03:00",
        "3600",
    ]


def test_a_pause_is_chosen_in_the_menu_of_every_page(page: Page, alice: User, charlie: User) -> None:
    reason = PauseReason.objects.create(name="Café")
    assert page(alice).post("/presence", {"presence": "away", "reason": reason.pk}).json()["presence"] == "away"
    assert page(alice).post("/presence", {"presence": "away", "reason": "x"}).json()["attr"] == "reason"
    browser = Client()
    browser.force_login(charlie)
    for path in ("/", "/overview", "/overview/presence", "/templates", "/bot/knowledge"):
        assert f'data-reason="{reason.pk}"' in browser.get(path).content.decode(), path


def test_the_overview_says_why_somebody_is_away_and_marks_what_is_too_long(
    page: Page, alice: User, charlie: User
) -> None:
    reason = PauseReason.objects.create(name="Café", minutes=15)
    User.objects.filter(pk=alice.pk).update(
        presence="away",
        chosen_presence="away",
        chosen_reason=reason,
        presence_changed_at=timezone.now() - timedelta(minutes=10),
    )
    html = page(charlie).get("/overview").content.decode()
    assert "Café" in html
    assert "overdue" not in html
    User.objects.filter(pk=alice.pk).update(presence_changed_at=timezone.now() - timedelta(minutes=16))
    assert "overdue" in page(charlie).get("/overview").content.decode()
