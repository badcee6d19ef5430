"""The bot's figures agree: with the rows that each leads to, with their files, and with the API."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import Team, User
from chatbot.models import Article, Turn
from conversations.models import Conversation
from tests.dashboard.test_agent_drafts import offer
from tests.dashboard.test_bot_figures import stay

pytestmark = pytest.mark.django_db
MONTH = {"period": "30"}
OUTCOMES = ("answered", "handed_over", "silent", "overtaken", "failed")


@pytest.fixture
def week(monkeypatch: pytest.MonkeyPatch, taken: Conversation, alice: User) -> None:
    """Conversations that ended in every way, of two teams, with turns of every outcome; lists of short pages."""
    monkeypatch.setattr("dashboard.bot_rows.PAGE", 20)
    team = Team.objects.create(name="Financeiro")
    for days, state in enumerate(
        ("confirmed", "assumed", "handed_over", "handed_over", "taken", "unresolved", "idle")
    ):
        for outcome in OUTCOMES:
            turn = {"outcome": outcome, "intent": "prices" if days % 2 else "invoice_copy", "latency_ms": 50}
            turn["reason"] = "unknown" if outcome == "handed_over" else "known"
            reason = ("human", "legal")[days % 2] if state == "handed_over" else ""
            stay(state, days=days, turn=turn, team=team if days % 3 else None, reason=reason)
    stay("open", language="en", turn={"intent": "greeting"})
    # Nothing came of it, so that it belongs to no stay.
    lonely = stay("idle", days=40, turns=1)
    Turn.objects.filter(stay=lonely).update(stay=None)
    for kind in ("suggest", "suggest", "summary"):
        offer(taken, alice, kind)


@pytest.fixture
def carla(week: None, page: Callable[[User], Client], charlie: User) -> Client:
    return page(charlie)


def rows_at(client: Client, url: str) -> int:
    """On all its pages."""
    count, after, more = 0, "", "&" if "?" in url else "?"
    while True:
        shown = client.get(f"{url}{more}after={quote(after)}").context
        count += len(next(shown[name] for name in ("turns", "stays", "drafts", "gaps") if name in shown))
        after = shown["next"]
        if not after:
            return count


def lines_of(client: Client, url: str) -> list[list[str]]:
    text = b"".join(client.get(url).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def told(context: Any) -> Iterator[tuple[str, int]]:
    """Every figure with the address that it leads to."""
    found, urls = context["figures"], context["urls"]
    yield urls["stays"], found.outcomes.touched
    yield urls["turns"], found.work.turns
    yield urls["unanswered"], found.work.unanswered
    yield urls["failed"], found.work.failed
    yield from ((url, count) for _state, _label, count, _share, url in context["outcomes"])
    yield from ((url, count) for _name, count, url in context["reasons"])
    for name in ("steps", "teams", "languages"):
        yield from ((url, one.touched) for _name, url, one in context[name])
    for line in context["lines"]:
        yield line.url, line.total
        yield from ((column.url, count) for column, (_name, count) in zip(line.columns, line.counts, strict=True))
    yield from (cell for _title, rows in context["draft_tables"] for _name, row in rows for cell in _cells(row))


def _cells(row: dict[str, Any]) -> list[tuple[str, int]]:
    return [(url, count) for count, url in row["cells"]]


@pytest.mark.parametrize("asked", [MONTH, {"period": "7", "team": "none"}, {**MONTH, "language": "en"}])
def test_each_figure_leads_to_so_many_rows(carla: Client, asked: dict[str, str]) -> None:
    figures = list(told(carla.get("/bot/figures", asked).context))
    assert len(figures) > 10
    assert [(url, rows_at(carla, url)) for url, _count in figures] == figures


def test_the_files_have_the_rows_of_the_lists(carla: Client) -> None:
    for name in ("turns", "conversations", "drafts"):
        for query in ("from=2000-01-01&to=2100-01-01", "period=30&team=none", "period=7"):
            rows = rows_at(carla, f"/bot/{name}?{query}")
            assert (name, query, len(lines_of(carla, f"/bot/{name}.csv?{query}"))) == (name, query, rows)


def test_the_api_and_the_file_tell_the_pages_figures(carla: Client, api: Any, charlie: User) -> None:
    shown = carla.get("/bot/figures", MONTH).context
    found = shown["figures"]
    days = {"from": found.period.first.isoformat(), "to": found.period.last.isoformat()}
    told = api(charlie).get("/api/v1/chatbot/figures", days).json()
    assert told["conversations"]["all"] == found.outcomes.touched == sum(row[2] for row in shown["outcomes"])
    assert told["turns"]["count"] == found.work.turns
    assert {row["reason"]: row["count"] for row in told["hand_overs"]} == dict(found.reasons)
    assert sum(dict(found.reasons).values()) == found.outcomes.of("handed_over")
    rows = carla.get("/bot/figures.csv", days).content.decode("utf-8-sig").splitlines()
    cells = {tuple(row[:2]): row[4] for row in csv.reader(rows) if row[0] in ("conversations", "turns")}
    assert cells["conversations", "all"] == str(found.outcomes.touched)
    assert cells["turns", "all"] == str(found.work.turns)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("least=0,6", 1),
        ("most=0.6", 2),
        ("least=0.3&most=0.5", 1),
        ("least=x", 3),
        ("most=nan", 3),
        ("cost=0.01", 1),
        ("outcome=said", 2),
        ("article=-1", 3),
        ("article=999999", 0),
    ],
)
def test_turns_are_narrowed_by_confidence_cost_and_article(
    page: Callable[[User], Client], charlie: User, query: str, count: int
) -> None:
    for confidence, cost, outcome in ((0.2, 0, "failed"), (0.4, "0.02", "answered"), (0.9, 0, "handed_over")):
        stay(turn={"confidence": confidence, "cost": cost, "outcome": outcome})
    client = page(charlie)
    assert len(client.get(f"/bot/turns?{query}").context["turns"]) == count
    assert len(lines_of(client, f"/bot/turns.csv?{query}")) == count


def test_an_article_leads_to_the_turns_that_it_answered(page: Callable[[User], Client], charlie: User) -> None:
    article = Article.objects.create(title="Segunda via", content="No app.")
    stay(turn={"sources": [{"id": article.pk, "title": "Segunda via", "score": 0.9}]})
    stay(turn={"sources": [{"id": article.pk + 1, "title": "Outro", "score": 0.9}]})
    client = page(charlie)
    assert f"/bot/turns?article={article.pk}&amp;from=" in client.get(f"/bot/knowledge/{article.pk}").content.decode()
    shown = client.get("/bot/turns", {"article": article.pk})
    assert len(shown.context["turns"]) == 1
    assert "Segunda via" in shown.content.decode()


def test_only_supervisors_get_the_files(page: Callable[[User], Client], alice: User, charlie: User) -> None:
    for name in ("turns", "conversations", "drafts", "gaps"):
        assert [page(user).get(f"/bot/{name}.csv").status_code for user in (alice, charlie)] == [404, 200]


def test_a_file_of_many_costs_as_few_queries(carla: Client, django_assert_max_num_queries: Any) -> None:
    for name in ("turns", "conversations", "drafts", "gaps"):
        with django_assert_max_num_queries(5):
            lines_of(carla, f"/bot/{name}.csv?period=30")
