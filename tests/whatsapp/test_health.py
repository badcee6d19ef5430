"""How a number fares: asked of WhatsApp over HTTP, kept, told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tests.graph import Graph, running_graph
from whatsapp.models import Alert, BusinessNumber
from whatsapp.services.credentials import set_credentials
from whatsapp.services.health import check_number, due_numbers, refresh_number
from whatsapp.services.news import is_news
from whatsapp.services.numbers import ensure_number, stop_number

pytestmark = pytest.mark.django_db
FINE = {
    "verified_name": "TechISP",
    "quality_rating": "GREEN",
    "status": "CONNECTED",
    "name_status": "APPROVED",
    "throughput": {"level": "HIGH"},
    "whatsapp_business_manager_messaging_limit": "TIER_10K",
}


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    with running_graph() as running:
        settings.WHATSAPP_API_URL = running.url
        yield running


@pytest.fixture
def number(db: None) -> BusinessNumber:
    return ensure_number("777", account_id="888")


def check(graph: Graph, number: BusinessNumber, *answers: Any) -> BusinessNumber:
    graph.orders += list(answers)
    BusinessNumber.objects.update(next_check_at=timezone.now())
    assert check_number(number.pk)
    return BusinessNumber.objects.get(pk=number.pk)


def fine(**changes: Any) -> list[Any]:
    return [(200, {**FINE, **changes}), (200, {"data": [{"whatsapp_business_api_data": {"id": "1"}}]})]


def refused(code: int) -> tuple[int, Any]:
    return 401, {"error": {"code": code, "message": "no"}}


def open_kinds() -> list[str]:
    return sorted(Alert.objects.filter(cleared_at=None).values_list("kind", flat=True))


def test_what_whatsapp_says_is_kept(graph: Graph, number: BusinessNumber) -> None:
    kept = check(graph, number, *fine())
    assert (kept.verified_name, kept.quality, kept.messaging_limit, kept.throughput, kept.status) == (
        "TechISP",
        "GREEN",
        "TIER_10K",
        "HIGH",
        "CONNECTED",
    )
    assert (kept.is_token_valid, kept.is_subscribed, kept.check_error, open_kinds()) == (True, True, "", [])
    assert kept.next_check_at > timezone.now() + timedelta(minutes=5)


def test_two_workers_ask_once(graph: Graph, number: BusinessNumber) -> None:
    check(graph, number, *fine())
    assert not check_number(number.pk)
    assert len(graph.calls) == 2


def test_a_dead_token_stops_sending_and_a_new_one_lets_it_go_on(graph: Graph, number: BusinessNumber) -> None:
    dead = check(graph, number, refused(190))
    assert dead.is_token_valid is False
    assert dead.reason_to_hold() == "190: no"
    assert open_kinds() == ["check_failed", "sending_stopped"]
    set_credentials(number, token="new")
    assert check(graph, number, *fine()).reason_to_hold() == ""
    assert open_kinds() == []


def test_a_new_token_is_tried_at_once(
    graph: Graph, number: BusinessNumber, django_capture_on_commit_callbacks: Any, knocks: list[Any]
) -> None:
    check(graph, number, *fine())
    assert number.pk not in due_numbers()
    with django_capture_on_commit_callbacks(execute=True):
        set_credentials(number, token="new")
    assert number.pk in due_numbers()
    assert ("whatsapp.tasks.check_number", (number.pk,)) in knocks


def test_the_end_of_an_old_token_says_nothing_of_the_new_one(graph: Graph, number: BusinessNumber) -> None:
    before = BusinessNumber.objects.get(pk=number.pk)
    set_credentials(number, token="new")
    graph.orders.append(refused(190))
    refresh_number(before)
    kept = BusinessNumber.objects.get(pk=number.pk)
    assert (kept.stopped_reason, kept.is_token_valid, open_kinds()) == ("", None, [])
    assert number.pk in due_numbers()


def test_the_worth_of_an_old_token_says_nothing_of_the_new_one(graph: Graph, number: BusinessNumber) -> None:
    before = BusinessNumber.objects.get(pk=number.pk)
    set_credentials(number, token="new")
    check(graph, number, refused(190))
    graph.orders += fine()
    refresh_number(before)
    kept = BusinessNumber.objects.get(pk=number.pk)
    assert (kept.reason_to_hold(), kept.is_token_valid) == ("190: no", False)


def test_other_stops_are_not_lifted_by_a_check(graph: Graph, number: BusinessNumber) -> None:
    stop_number(number, reason="131031: locked")
    assert check(graph, number, *fine()).reason_to_hold() == "131031: locked"


def test_while_whatsapp_does_not_answer_it_is_asked_less_often_and_told_in_the_end(
    graph: Graph, number: BusinessNumber
) -> None:
    pauses = []
    for _ in range(3):
        failed = check(graph, number, (503, b"down"))
        pauses.append(failed.next_check_at - timezone.now())
        assert failed.is_token_valid is None
    assert pauses == sorted(pauses)
    assert open_kinds() == ["check_failed"]
    check(graph, number, *fine())
    assert open_kinds() == []


@pytest.mark.parametrize(
    ("changes", "kind"), [({"quality_rating": "RED"}, "quality_low"), ({"status": "BANNED"}, "number_state")]
)
def test_trouble_is_told_and_ends(graph: Graph, number: BusinessNumber, changes: dict[str, str], kind: str) -> None:
    check(graph, number, *fine(**changes))
    assert open_kinds() == [kind]
    check(graph, number, *fine())
    assert open_kinds() == []


def test_an_app_that_is_not_subscribed_is_told(graph: Graph, number: BusinessNumber) -> None:
    assert check(graph, number, (200, FINE), (200, {"data": []})).is_subscribed is False
    assert open_kinds() == ["not_subscribed"]


def test_answers_that_make_no_sense_leave_what_is_known(graph: Graph, number: BusinessNumber) -> None:
    check(graph, number, *fine())
    kept = check(graph, number, (200, {"throughput": 3, "status": None}), (200, {"data": None}))
    assert (kept.status, kept.throughput) == ("CONNECTED", "HIGH")


def test_an_older_webhook_does_not_turn_back_what_was_asked(graph: Graph, number: BusinessNumber) -> None:
    check(graph, number, *fine())
    hour_ago = timezone.now() - timedelta(hours=1)
    assert not is_news(account_id="888", subject="777", aspect="number limit", at=hour_ago)


def test_the_number_of_the_settings_is_checked_before_its_first_message(settings: Any, db: None) -> None:
    settings.WHATSAPP_PHONE_NUMBER_ID = "55500"
    assert BusinessNumber.objects.get(pk=due_numbers()[0]).phone_number_id == "55500"


def test_supervisors_see_it_and_no_secret(api: Any, charlie: User, alice: User, number: BusinessNumber) -> None:
    set_credentials(number, token="very-secret")
    answer = api(charlie).get("/api/v1/whatsapp/numbers")
    assert answer.json()["numbers"][0]["phone_number_id"] == "777"
    assert "secret" not in answer.content.decode()
    assert "sealed" not in answer.content.decode()
    assert api(alice).get("/api/v1/whatsapp/numbers").status_code == 403
