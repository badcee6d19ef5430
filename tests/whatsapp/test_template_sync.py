"""The templates follow Meta: by its whole list, by one of its templates, by webhook; and never back in time."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.models import User
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient, GraphError
from whatsapp.models import Alert, Campaign, Template, TemplateStatus
from whatsapp.payloads import TemplateChange
from whatsapp.services.numbers import ensure_number
from whatsapp.services.templates import (
    apply_template_changes,
    business_accounts,
    stop_template,
    sync_named,
    sync_or_wait,
    sync_templates,
)
from whatsapp.services.templates.sync import NOT_THERE

pytestmark = pytest.mark.django_db
WABA = "waba-1"
BODY = [{"type": "BODY", "text": "Oi {{1}}!"}]


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    with running_graph() as running:
        settings.WHATSAPP_API_URL, settings.WHATSAPP_ACCESS_TOKEN = running.url, "t"
        yield running


def raw(name: str = "aviso", status: str = "APPROVED", **more: Any) -> dict[str, Any]:
    row = {"id": f"id-{name}", "name": name, "language": "pt_BR", "status": status, "category": "UTILITY"}
    return {**row, "components": BODY, "parameter_format": "POSITIONAL", **more}


def lists(graph: Graph, *rows: dict[str, Any], after: str = "") -> None:
    cursors = {"cursors": {"after": after}, "next": f"{graph.url}/next?after={after}"} if after else {}
    graph.orders.append((200, {"data": list(rows), "paging": cursors}))


def made(name: str = "aviso", status: str = "APPROVED", **more: Any) -> Template:
    fields = {"business_account_id": WABA, "language": "pt_BR", "category": "UTILITY", "components": BODY, **more}
    fields.setdefault("synced_at", timezone.now() - timedelta(hours=1))
    return Template.objects.create(name=name, status=status, **fields)


def change(at: datetime | None = None, name: str = "aviso", account: str = WABA, **said: Any) -> TemplateChange:
    return TemplateChange(name=name, language="pt_BR", account_id=account, at=at or timezone.now(), **said)


def now(template: Template) -> Template:
    template.refresh_from_db()
    return template


def test_all_pages_are_taken_over(graph: Graph) -> None:
    lists(graph, raw("a"), after="p2")
    lists(graph, raw("b", quality_score={"score": "GREEN"}), after="p3")
    lists(graph, raw("c", "REJECTED", rejected_reason="TAG_CONTENT_MISMATCH"))
    assert sync_templates(WABA) == 3
    assert [path.partition("after=")[2] for _, path, _ in graph.calls] == ["", "p2", "p3"]
    rows = {row.name: row for row in Template.objects.all()}
    assert rows["b"].quality == "GREEN"
    assert (rows["c"].status, rows["c"].rejected_reason) == ("REJECTED", "TAG_CONTENT_MISMATCH")


def test_a_page_that_is_only_named_by_its_address_is_followed_and_the_address_is_not_called(graph: Graph) -> None:
    paging = {"next": "https://elsewhere.example/x?limit=100&after=p2"}
    graph.orders.append((200, {"data": [raw("a")], "paging": paging}))
    lists(graph, raw("b"))
    assert sync_templates(WABA) == 2
    assert "after=p2" in graph.calls[1][1]


def test_a_list_that_goes_round_in_circles_ends(graph: Graph) -> None:
    lists(graph, raw("a"), after="p2")
    lists(graph, raw("b"), after="p2")
    assert sync_templates(WABA) == 2


def test_what_is_no_longer_there_is_deleted_and_lives_again_when_it_is_back(graph: Graph) -> None:
    template = made()
    lists(graph)
    sync_templates(WABA)
    assert now(template).status == TemplateStatus.DELETED
    lists(graph, raw())
    sync_templates(WABA)
    assert now(template).status == TemplateStatus.APPROVED


def test_half_a_list_changes_nothing(graph: Graph) -> None:
    template = made("zuletzt")
    lists(graph, raw("a"), after="p2")
    graph.refuse(80007, 429)
    with pytest.raises(GraphError):
        sync_templates(WABA)
    assert now(template).status == TemplateStatus.APPROVED
    assert Template.objects.count() == 1


def test_accounts_are_not_mixed_up(graph: Graph) -> None:
    other = made(business_account_id="waba-2", status="PAUSED")
    lists(graph, raw())
    sync_templates(WABA)
    assert now(other).status == TemplateStatus.PAUSED
    assert Template.objects.filter(name="aviso").count() == 2
    apply_template_changes([change(status="DISABLED")])
    assert now(other).status == TemplateStatus.PAUSED


def test_every_account_that_we_have_a_number_of_is_synchronised(settings: Any) -> None:
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID = WABA
    ensure_number("n1", account_id=WABA)
    ensure_number("n2", account_id="waba-2")
    ensure_number("n3", account_id="")
    assert business_accounts() == [WABA, "waba-2"]


def test_a_limit_is_waited_out_ever_longer_and_not_for_good(graph: Graph) -> None:
    graph.refuse(80007, 429, times=3)
    first, second, last = (sync_or_wait(WABA, tries=tries) for tries in (0, 1, 6))
    assert first is not None and second is not None
    assert 60 <= first < second
    assert last is None


def test_an_expired_token_is_not_tried_again_at_once(graph: Graph) -> None:
    graph.refuse(190, 401)
    assert sync_or_wait(WABA) is None


def test_a_submission_that_is_still_on_its_way_is_left_alone(graph: Graph) -> None:
    template = made(status="SUBMITTED", submitted_at=timezone.now())
    lists(graph)
    sync_templates(WABA)
    assert now(template).status == TemplateStatus.SUBMITTED


def test_a_submission_that_never_arrived_becomes_a_draft_again(graph: Graph) -> None:
    template = made(status="SUBMITTED", submitted_at=timezone.now() - timedelta(hours=1))
    lists(graph)
    sync_templates(WABA)
    assert (now(template).status, template.error) == (TemplateStatus.DRAFT, NOT_THERE)


def test_a_submission_that_arrived_is_found_by_its_name(graph: Graph) -> None:
    template = made(status="SUBMITTED", submitted_at=timezone.now() - timedelta(hours=1))
    lists(graph, raw(status="PENDING"))
    sync_templates(WABA)
    assert (now(template).status, template.external_id, template.submitted_at) == ("PENDING", "id-aviso", None)


def test_a_draft_is_not_deleted_for_not_being_there(graph: Graph) -> None:
    template = made(status="DRAFT")
    lists(graph)
    sync_templates(WABA)
    assert now(template).status == TemplateStatus.DRAFT


def test_one_template_alone_deletes_no_other(graph: Graph) -> None:
    other, template = made("outra"), made()
    lists(graph, raw(components=[{"type": "BODY", "text": "Novo."}]), raw("aviso_2"))
    sync_named(WABA, "aviso")
    assert now(template).components == [{"type": "BODY", "text": "Novo."}]
    assert now(other).status == TemplateStatus.APPROVED
    assert not Template.objects.filter(name="aviso_2").exists()


def test_a_list_that_was_asked_for_before_does_not_undo_an_event(graph: Graph) -> None:
    template = made()
    ahead = timezone.now() + timedelta(seconds=5)
    apply_template_changes([change(ahead, status="PAUSED", quality="RED", category="MARKETING")])
    lists(graph, raw(quality_score={"score": "GREEN"}))
    sync_templates(WABA)
    assert (now(template).status, template.quality, template.category) == ("PAUSED", "RED", "MARKETING")


def test_events_in_the_wrong_order_do_not_turn_it_back() -> None:
    template = made(status="PENDING")
    later, earlier = timezone.now(), timezone.now() - timedelta(minutes=1)
    apply_template_changes([change(later, status="APPROVED")])
    apply_template_changes([change(earlier, status="REJECTED", reason="INVALID_FORMAT")])
    apply_template_changes([change(later, status="APPROVED")])
    assert (now(template).status, template.rejected_reason) == ("APPROVED", "")


def test_several_events_of_one_webhook_are_taken_by_their_time() -> None:
    template = made(status="PENDING")
    at = timezone.now()
    apply_template_changes([change(at, status="PAUSED"), change(at - timedelta(seconds=9), status="APPROVED")])
    assert now(template).status == TemplateStatus.PAUSED


def test_a_pause_tells_how_long_and_ends() -> None:
    template = made()
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    apply_template_changes([change(at, status="PAUSED", title="FIRST_PAUSE", reason="QUALITY")])
    assert now(template).paused_until == at + timedelta(hours=3)
    apply_template_changes([change(at + timedelta(hours=3), status="PAUSED", title="UNPAUSE")])
    assert (now(template).status, template.paused_until) == ("APPROVED", None)


def test_a_rejection_is_told_to_supervisors_until_it_is_approved() -> None:
    template = made(status="PENDING")
    apply_template_changes([change(status="REJECTED", reason="ABUSIVE_CONTENT")])
    assert Alert.objects.get(cleared_at=None).subject == template.subject
    apply_template_changes([change(status="APPROVED")])
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_a_new_category_is_kept_with_the_one_before() -> None:
    template = made()
    apply_template_changes([change(category="MARKETING")])
    assert (now(template).category, template.previous_category) == ("MARKETING", "UTILITY")
    assert Alert.objects.get().kind == "template_category"


@pytest.mark.parametrize("news", [{"name": "unknown", "status": "APPROVED"}, {"components": {"element": "x"}}])
def test_what_is_new_or_was_changed_is_fetched(
    news: dict[str, Any], knocks: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    made()
    with django_capture_on_commit_callbacks(execute=True):
        apply_template_changes([change(**news), change(**news)])
    assert ("whatsapp.tasks.fetch_template", (WABA, news.get("name", "aviso"))) in knocks
    assert len(knocks) == 1


def test_a_refused_message_stops_the_template_and_asks_how_it_stands(
    knocks: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    template, other = made(), made(business_account_id="waba-2")
    with django_capture_on_commit_callbacks(execute=True):
        stop_template(business_account_id=WABA, name="aviso", language="pt_BR", status="PAUSED")
    assert (now(template).status, now(other).status) == ("PAUSED", "APPROVED")
    assert ("whatsapp.tasks.fetch_template", (WABA, "aviso")) in knocks


@pytest.fixture
def campaign(charlie: User) -> Campaign:
    return Campaign.objects.create(name="Promo", template=made(), status="running", created_by=charlie)


def test_a_stopped_template_halts_its_campaigns_until_somebody_decides(campaign: Campaign) -> None:
    other = Campaign.objects.create(
        name="Other", template=made("outra"), status="running", created_by=campaign.created_by
    )
    apply_template_changes([change(status="PAUSED", title="FIRST_PAUSE")])
    campaign.refresh_from_db()
    other.refresh_from_db()
    assert (campaign.status, other.status) == ("paused", "running")
    assert campaign.paused_reason
    assert Alert.objects.filter(kind="campaign_paused", cleared_at=None).count() == 1
    apply_template_changes([change(status="APPROVED")])
    campaign.refresh_from_db()
    assert campaign.status == "paused"


@pytest.mark.django_db(transaction=True)
def test_lists_and_events_at_once_neither_fail_nor_double(graph: Graph) -> None:
    for _ in range(4):
        lists(graph, *(raw(f"t{n}") for n in range(20)))
    failures: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections.close_all()

    def events() -> None:
        apply_template_changes([change(name=f"t{n}", status="PAUSED") for n in reversed(range(20))])

    works = [lambda: sync_templates(WABA)] * 4 + [events] * 4
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Template.objects.count() == 20


def test_the_command_tells_what_it_did_and_what_failed(graph: Graph, settings: Any) -> None:
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID = WABA
    lists(graph, raw())
    out = StringIO()
    call_command("sync_templates", stdout=out)
    assert out.getvalue() == f"{WABA}: 1\n"
    graph.refuse(190, 401)
    with pytest.raises(CommandError):
        call_command("sync_templates", WABA, stderr=StringIO())


def test_each_account_is_asked_with_its_own_token(graph: Graph) -> None:
    assert GraphClient()  # the environment's
    lists(graph, raw())
    sync_templates(WABA)
    assert graph.headers[0]["Authorization"] == "Bearer t"
