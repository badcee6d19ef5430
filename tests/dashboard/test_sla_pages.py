"""The report of what was promised, the rows behind it, and how the inbox shows what is due."""

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, Team, User
from conversations.api.representation import conversation_data
from conversations.events import SlaBreached, SlaWarned
from conversations.models import Conversation, SlaClock, SlaKind, SlaPolicy, Webhook, WebhookDelivery
from conversations.services.sla_policies import save_policy
from conversations.webhook_events import tell_sla_breaches, tell_sla_warnings
from dashboard.filters import Filters
from dashboard.lists import Listing, Tab
from dashboard.orders import Sort
from dashboard.sla import Choice, compliance, decided, sla_days
from tests.factories import ConversationFactory, UserFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
State = SlaClock.State


def measured(conversation: Conversation, kind: str, *, missed: bool, days_ago: int = 0, **fields: Any) -> SlaClock:
    at = timezone.now() - timedelta(days=days_ago)
    usual = {"team": conversation.team, "decided_at": at, "breached_at": at if missed else None}
    usual["state"] = State.MISSED if missed else State.MET
    times = {"due_at": at, "warn_at": at, "stopped_at": at, "spent": timedelta()}
    return SlaClock.objects.create(
        conversation=conversation, kind=kind, minutes=10, priority=1, **{**times, **usual, **fields}
    )


@pytest.fixture
def week(taken: Conversation) -> Conversation:
    """Two of three first responses in time; one more long ago; a solution that nobody decided on."""
    for is_missed in (False, False, True):
        measured(taken, SlaKind.FIRST_RESPONSE, missed=is_missed)
    measured(taken, SlaKind.FIRST_RESPONSE, missed=True, days_ago=30)
    measured(taken, SlaKind.RESOLUTION, missed=False, state=State.DROPPED, decided_at=None)
    return taken


def test_each_team_and_target_is_counted_in_one_statement(week: Conversation, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        (row,) = compliance(sla_days("", ""))
    assert (row.name, [(kept.met, kept.missed, kept.percent) for kept in row.kept]) == (
        "Suporte", [(2, 1, 66.6), (0, 0, None), (0, 0, None)],
    )  # fmt: skip


def test_the_rows_behind_a_number_are_as_many_as_it_says(week: Conversation) -> None:
    days, team = sla_days("", ""), str(week.team_id)
    assert decided(days, Choice(team=team, kind="first_response")).count() == 3
    assert decided(days, Choice(team=team, kind="first_response", state="missed")).count() == 1
    assert decided(days, Choice(team="none")).count() == 0


def test_only_supervisors_read_it(week: Conversation, alice: User, charlie: User, page: Page) -> None:
    for path in ("/overview/sla", "/overview/sla/rows", "/overview/sla.csv"):
        assert page(alice).get(path).status_code == 404
        assert page(charlie).get(path).status_code == 200


def test_the_page_leads_to_the_rows_and_they_to_the_conversation(
    week: Conversation, charlie: User, page: Page
) -> None:
    shown = page(charlie).get("/overview/sla").content.decode()
    assert "66,6 %" in shown
    assert f"team={week.team_id}&amp;kind=first_response&amp;state=missed" in shown
    rows = page(charlie).get(f"/overview/sla/rows?team={week.team_id}&state=missed").content.decode()
    assert rows.count(f"/inbox/{week.pk}") == 1
    assert page(charlie).get("/overview/sla?from=x").status_code == 400


def test_the_rows_cost_as_much_for_many(
    week: Conversation, charlie: User, page: Page, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        other = ConversationFactory(channel=week.channel, team=week.team)
        measured(other, SlaKind.NEXT_RESPONSE, missed=False)
    browser = page(charlie)
    with django_assert_max_num_queries(9):
        assert browser.get("/overview/sla/rows").content.decode().count("/inbox/") >= 20


def test_every_row_is_reached_by_pages(week: Conversation, charlie: User, page: Page) -> None:
    at = timezone.now()
    for _ in range(120):
        measured(week, SlaKind.NEXT_RESPONSE, missed=True, decided_at=at)
    browser, path = page(charlie), "?kind=next_response&state=missed"
    for wanted in (50, 50, 20):
        shown = browser.get(f"/overview/sla/rows{path}").content.decode()
        assert shown.count("/inbox/") == wanted
        onward = re.search(r'href="(\?[^"]*after=[^"]*)"', shown)
        path = html.unescape(onward[1]) if onward else ""
    assert not path


def test_the_file_has_every_row(week: Conversation, charlie: User, page: Page) -> None:
    answer = page(charlie).get("/overview/sla.csv?kind=first_response")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[-1] for row in rows] == ["Resultado", "missed", "met", "met"]
    assert rows[1][0] == week.protocol


def due(conversation: Conversation, minutes: int) -> None:
    at = timezone.now() + timedelta(minutes=minutes)
    Conversation.objects.filter(pk=conversation.pk).update(
        first_response_due_at=at, sla_due_at=at, sla_warn_at=at - timedelta(minutes=5)
    )


@pytest.mark.parametrize(
    ("minutes", "state", "found"),
    [(10, "running", set()), (3, "warning", {"risk"}), (-1, "breached", {"risk", "breached"})],
)
def test_what_is_at_risk_is_found_by_its_times(
    minutes: int, state: str, found: set[str], taken: Conversation, alice: User, api: Any
) -> None:
    due(taken, minutes)
    taken.refresh_from_db()
    sla = conversation_data(taken)["sla"]
    assert (sla["state"], sla["due_at"], sla["next_response_due_at"]) == (state, sla["first_response_due_at"], None)
    for value in ("risk", "breached"):
        is_found = value in found
        assert bool(Listing(Tab.ALL, filters=Filters({"sla": value})).page(alice).rows) == is_found
        listed = api(alice).get(f"/api/v1/conversations?sla={value}").json()["conversations"]
        assert bool(listed) == is_found


def test_what_is_due_first_comes_first(taken: Conversation, queued_too: Conversation, alice: User) -> None:
    due(taken, 20)
    due(queued_too, 10)
    ConversationFactory(channel=taken.channel, team=taken.team)
    assert [row.pk for row in Listing(Tab.ALL, sort=Sort.SLA).page(alice).rows] == [queued_too.pk, taken.pk]


@pytest.fixture
def queued_too(taken: Conversation) -> Conversation:
    return ConversationFactory(channel=taken.channel, team=taken.team, status="queue")


def test_the_card_and_the_head_show_what_is_due(taken: Conversation, alice: User, page: Page) -> None:
    due(taken, 20)
    card = page(alice).get(f"/inbox/cards/{taken.pk}").content.decode()
    assert 'class="chip sla" data-due=' in card
    assert "Primeira resposta" in card
    assert 'class="head-sla" data-due=' in page(alice).get(f"/inbox/{taken.pk}/sync").json()["header"]


def test_the_api_sets_reads_and_removes_what_a_team_promises(
    support: Team, alice: User, charlie: User, api: Any
) -> None:
    path = f"/api/v1/teams/{support.pk}/sla"
    body = {"counting": "clock", "targets": [{"first_response": 10}, {"priority": "urgent", "first_response": 5}]}
    assert api(alice).get(path).status_code == 404
    assert api(alice).put(path, body, format="json").status_code == 403
    made = api(charlie).put(path, body, format="json").json()
    assert made["targets"] == [
        {"priority": None, "first_response": 10, "next_response": None, "resolution": None},
        {"priority": "urgent", "first_response": 5, "next_response": None, "resolution": None},
    ]
    assert api(alice).get(path).json() == made
    assert api(charlie).delete(path).status_code == 204
    assert not SlaPolicy.objects.exists()


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "targets"),
        ({"targets": [{"first_response": 0}]}, "targets.0.first_response"),
        ({"targets": [{"priority": "x"}]}, "targets.0.priority"),
        ({"targets": [{"priority": "low"}]}, "targets.0"),
        ({"targets": [{"first_response": 1}, {"first_response": 2}]}, "targets"),
        ({"targets": [], "warn_percent": 100}, "warn_percent"),
        ({"targets": [], "counting": "moon"}, "counting"),
    ],
)
def test_each_field_at_fault_is_named(body: Any, attr: str, support: Team, charlie: User, api: Any) -> None:
    answer = api(charlie).put(f"/api/v1/teams/{support.pk}/sla", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)


def test_the_administration_keeps_them(support: Team, client: Client) -> None:
    client.force_login(UserFactory(role=Role.SUPERVISOR))
    inline = {"targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0, "targets-0-first_response": 15}
    fields = {"team": support.pk, "counting": "clock", "pauses_while_waiting": "on", "warn_percent": 70}
    assert client.post("/admin/conversations/slapolicy/add/", {**fields, **inline}).status_code == 302
    policy = SlaPolicy.objects.get()
    assert (policy.warn_percent, policy.targets.get().first_response) == (70, 15)
    assert client.get(f"/admin/conversations/slapolicy/{policy.pk}/change/").status_code == 200
    assert client.get("/admin/conversations/slaclock/").status_code == 200


@pytest.mark.parametrize("rows", [[15, 30], [None]])
def test_the_administration_tells_what_makes_no_sense(support: Team, client: Client, rows: list[Any]) -> None:
    client.force_login(UserFactory(role=Role.SUPERVISOR))
    inline = {"targets-TOTAL_FORMS": len(rows), "targets-INITIAL_FORMS": 0}
    inline |= {f"targets-{n}-first_response": minutes or "" for n, minutes in enumerate(rows)}
    inline |= {f"targets-{n}-priority": "" if minutes else 1 for n, minutes in enumerate(rows)}
    fields = {"team": support.pk, "counting": "clock", "warn_percent": 70}
    assert client.post("/admin/conversations/slapolicy/add/", {**fields, **inline}).status_code == 200
    assert not SlaPolicy.objects.exists()


def test_other_systems_are_told_which_target(taken: Conversation, charlie: User, support: Team) -> None:
    Webhook.objects.create(url="https://x.example", events=["conversation_sla_breached"])
    clock = measured(taken, SlaKind.FIRST_RESPONSE, missed=True)
    tell_sla_breaches([SlaBreached(clock.pk, taken.pk)])
    tell_sla_warnings([SlaWarned(clock.pk, taken.pk)])
    told = WebhookDelivery.objects.get()
    assert (told.event, told.subject, told.facts["target"]["kind"]) == (
        "conversation_sla_breached", str(taken.pk), "first_response",
    )  # fmt: skip


def test_a_filter_for_it_is_offered_where_something_is_promised(
    support: Team, charlie: User, alice: User, page: Page
) -> None:
    assert '<select class="input" name="sla"' not in page(alice).get("/").content.decode()
    save_policy(support, by=charlie, targets=[{"first_response": 5}])
    assert '<select class="input" name="sla"' in page(alice).get("/").content.decode()


def test_a_promise_that_is_paused_says_so_on_its_card(page: Page, alice: User, taken: Conversation) -> None:
    Conversation.objects.filter(pk=taken.pk).update(sla_paused_at=timezone.now(), sla_due_at=None)
    card = page(alice).get("/inbox/rows?tab=mine").content.decode()
    assert re.search(r'class="chip sla"[^>]*><svg.*?</svg><span class="sr">SLA: </span><span>(pausado|paused)<', card)
