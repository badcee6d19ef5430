"""The bot's figures of a period: what they count, where each leads, and that many cost as few queries as few."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Team
from chatbot.models import Stay, Turn
from dashboard.bot_figures import figures_of
from dashboard.bot_period import Period, period_of
from dashboard.sheets import as_text
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("America/Sao_Paulo")
STANDING = {"confirmed": "confirmed", "assumed": "answered", "idle": ""}


def stay(state: str = "assumed", *, days: float = 0, turns: int = 1, **fields: Any) -> Stay:
    """A conversation with the bot, with its turns."""
    began, turn = timezone.now() - timedelta(days=days), fields.pop("turn", {})
    made = Stay.objects.create(
        conversation=ConversationFactory(created_at=began),
        state=state,
        standing=STANDING.get(state, "asked"),
        reason=fields.pop("reason", "human" if state == "handed_over" else ""),
        language=fields.pop("language", "pt-br"),
        began_at=began,
        last_at=began,
        confirmed_at=began if state == "confirmed" else None,
        ended_at=None if state == "open" else began,
        **fields,
    )
    for _number in range(turns):
        Turn.objects.create(
            conversation=made.conversation,
            answers=MessageFactory(conversation=made.conversation),
            stay=made,
            state="done",
            created_at=began,
            **{"outcome": "answered", "reason": "known", "intent": "invoice_copy", "latency_ms": 100, **turn},
        )
    return made


def figures(**asked: str) -> Any:
    return figures_of(period_of(asked))


def test_conversations_are_counted_by_how_they_ended() -> None:
    for state in ("confirmed", "assumed", "assumed", "handed_over", "taken", "unresolved", "open", "idle"):
        stay(state)
    outcomes = figures().outcomes
    assert (outcomes.touched, outcomes.judged, outcomes.resolved) == (8, 6, 3)
    assert outcomes.resolution_rate == 0.5
    assert outcomes.of("assumed") == 2


def test_an_empty_period_has_no_rate() -> None:
    assert figures().outcomes.resolution_rate is None
    assert figures().work.median_ms is None


@pytest.mark.parametrize(("asked", "count"), [({"period": "today"}, 1), ({}, 2), ({"period": "30"}, 3)])
def test_a_period_is_of_so_many_days(asked: dict[str, str], count: int) -> None:
    for days in (0, 6, 20, 40):
        stay(days=days)
    assert figures(**asked).outcomes.touched == count


@time_machine.travel(datetime(2026, 11, 28, 1, 0, tzinfo=ZoneInfo("UTC")))
def test_days_begin_at_the_companys_midnight() -> None:
    """At one o'clock UTC it is still the evening before in São Paulo."""
    stay(days=0)
    assert period_of({"period": "today"}).first == date(2026, 11, 27)
    assert figures(**{"from": "2026-11-27", "to": "2026-11-27"}).outcomes.touched == 1
    assert figures(**{"from": "2026-11-28", "to": "2026-11-28"}).outcomes.touched == 0


def test_hand_overs_are_counted_by_reason() -> None:
    for reason in ("human", "human", "unknown"):
        stay("handed_over", reason=reason)
    assert figures().reasons == [("human", 2), ("unknown", 1)]


def test_turns_tell_times_cost_and_what_was_not_answered() -> None:
    stay(turns=3, turn={"latency_ms": 100, "calls": 2, "tokens": 500, "cost": "0.02"})
    stay(turn={"latency_ms": 900, "reason": "unknown"})
    found = figures()
    work = found.work
    assert (work.turns, work.calls, work.tokens, work.unanswered) == (4, 6, 1500, 1)
    assert (work.median_ms, work.calls_per_turn) == (100, 1.5)
    assert found.cost_per_conversation == pytest.approx(0.03)
    assert 700 < (work.p95_ms or 0) < 900


def test_intents_are_told_over_time_without_small_talk() -> None:
    stay(days=2)
    stay(turns=2)
    stay(turn={"intent": "greeting"})
    assert figures().intents == [("invoice_copy", [0, 0, 0, 0, 1, 0, 2])]


@pytest.mark.parametrize(
    ("days", "step", "count"), [(31, "day", 31), (32, "week", 5), (190, "week", 28), (366, "month", 12)]
)
def test_long_periods_are_told_by_weeks_and_months(days: int, step: str, count: int) -> None:
    last = date(2026, 11, 28)
    period = Period(last - timedelta(days=days - 1), last)
    assert period.step == step
    assert len(period.steps) in (count, count + 1)
    stay()
    assert len(figures_of(period).steps) == len(period.steps)


def test_by_team_and_language(support: Team, sales: Team) -> None:
    stay("confirmed", team=support)
    stay("handed_over", team=sales, language="en")
    stay("assumed")
    found = figures()
    assert {team.name if team else "": one.touched for team, one in found.teams} == {
        support.name: 1,
        sales.name: 1,
        "": 1,
    }
    assert figures(team=str(support.pk)).outcomes.counts == {"confirmed": 1}
    assert figures(team="none").outcomes.counts == {"assumed": 1}
    assert figures(language="en").outcomes.counts == {"handed_over": 1}
    assert figures(team=str(sales.pk), language="en").work.turns == 1
    assert figures(team=str(sales.pk), language="pt-br").work.turns == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "x"},
        {"from": "2026-02-30", "to": "\0"},
        {"to": "0001-01-01"},
        {"from": "9999-12-31"},
        {"team": "9" * 30},
        {"period": "1000", "language": "xx"},
        {"from": "2020-01-01", "to": "2026-01-01"},
        {"from": "2026-11-20", "to": "2026-11-10"},
    ],
)
def test_whatever_is_asked_for_there_is_a_period(page, charlie, asked: dict[str, str]) -> None:
    assert 1 <= (period_of(asked).last - period_of(asked).first).days + 1 <= 366
    for url in ("/bot/figures", "/bot/figures.csv", "/bot/conversations", "/bot/turns"):
        assert page(charlie).get(url, asked).status_code == 200


def test_figures_cost_as_many_queries_for_many(django_assert_num_queries: Any, support: Team) -> None:
    for number in range(12):
        stay("handed_over", days=number % 7, team=support, reason=("human", "unknown", "legal")[number % 3])
    with django_assert_num_queries(4):
        figures()


def test_a_list_costs_as_many_queries_for_many(page, charlie, django_assert_max_num_queries: Any) -> None:
    for _number in range(10):
        stay()
    client = page(charlie)
    with django_assert_max_num_queries(6):
        assert len(client.get("/bot/conversations").context["stays"]) == 10


def test_only_for_supervisors(page, alice, api) -> None:
    urls = ("/bot/figures", "/bot/figures.csv", "/bot/conversations")
    assert [page(alice).get(url).status_code for url in urls] == [404] * 3
    assert api(alice).get("/api/v1/chatbot/figures").status_code == 403


def test_every_figure_leads_to_its_rows(page, charlie, support: Team) -> None:
    stay("confirmed", team=support)
    stay("handed_over", reason="human", turn={"reason": "unknown"})
    stay("handed_over", reason="legal", days=3, turn={"reason": "provider"})
    client = page(charlie)
    shown = client.get("/bot/figures").context
    for _state, _label, count, _share, url in shown["outcomes"]:
        assert len(client.get(url).context["stays"]) == count
    for _name, count, url in shown["reasons"]:
        assert len(client.get(url).context["stays"]) == count
    for _team, url, one in (*shown["teams"], *shown["languages"], *shown["steps"]):
        assert len(client.get(url).context["stays"]) == one.touched
    for line in shown["lines"]:
        assert len(client.get(line.url).context["turns"]) == line.total
        columns = [len(client.get(column.url).context["turns"]) for column in line.columns]
        assert columns == [count for _name, count in line.counts]
    assert len(client.get(shown["urls"]["unanswered"]).context["turns"]) == 2
    assert len(client.get(shown["urls"]["turns"]).context["turns"]) == 3


def test_the_lists_go_on_where_they_ended(page, charlie, monkeypatch) -> None:
    monkeypatch.setattr("dashboard.bot_rows.PAGE", 1)
    stay("confirmed", days=1)
    newest = stay("assumed")
    client = page(charlie)
    first = client.get("/bot/conversations?period=7").context
    assert [row.pk for row in first["stays"]] == [newest.pk]
    second = client.get(f"/bot/conversations?{first['query']}", {"after": first["next"]})
    assert second.status_code == 200
    turns = client.get("/bot/turns?from=2020-01-01&reason=known").context
    assert "reason=known" in turns["query"]
    assert "from=2020-01-01" in turns["query"]


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_csv_says_what_the_page_says(page, charlie, support: Team) -> None:
    stay("confirmed", team=support)
    stay("handed_over", reason="legal", days=1)
    response = page(charlie).get("/bot/figures.csv")
    assert response["Content-Type"].startswith("text/csv")
    rows = {(row["section"], row["name"], row["from"]): row["value"] for row in rows_of(response)}
    first, today = period_of({}).first.isoformat(), timezone.localdate().isoformat()
    assert rows["conversations", "all", first] == "2"
    assert rows["hand-overs", "legal", first] == "1"
    assert rows["over time", "confirmed", today] == "1"
    assert rows["intent", "invoice_copy", today] == "1"


def test_no_cell_of_the_csv_is_a_formula(page, charlie, support: Team) -> None:
    Team.objects.filter(pk=support.pk).update(name="=HYPERLINK(1)")
    stay(team=support, turn={"intent": "@SUM(A1)"})
    rows = rows_of(page(charlie).get("/bot/figures.csv"))
    assert any(row["name"].startswith("'=HYPERLINK(1)") for row in rows)
    assert any(row["name"] == "'@SUM(A1)" for row in rows)
    assert [as_text(cell) for cell in ("=1", "+1", "-1", "@a", "\t=1", "a=1")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "'\t=1",
        "a=1",
    ]


def test_over_the_api(api, charlie, support: Team) -> None:
    stay("confirmed", team=support)
    stay("handed_over", reason="legal", turn={"reason": "unknown", "calls": 1})
    today = timezone.localdate().isoformat()
    data = api(charlie).get(f"/api/v1/chatbot/figures?from={today}&to={today}").json()
    assert (data["from"], data["to"], data["step"]) == (today, today, "day")
    assert (data["conversations"]["all"], data["conversations"]["resolution_rate"]) == (2, 0.5)
    assert data["hand_overs"] == [{"reason": "legal", "count": 1}]
    assert (data["turns"]["count"], data["turns"]["unanswered"]) == (2, 1)
    assert {team["name"] for team in data["teams"]} == {support.name, ""}
    assert data["intents"][0]["over_time"] == [{"date": today, "count": 2}]


@pytest.mark.parametrize(
    ("query", "attr"),
    [("from=x", "from"), ("to=9999-12-31", "to"), ("team=x", "team"), ("from=2026-02-02&to=2026-01-01", "to")],
)
def test_the_api_names_what_makes_no_sense(api, charlie, query: str, attr: str) -> None:
    response = api(charlie).get(f"/api/v1/chatbot/figures?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == attr
