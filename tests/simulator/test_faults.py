"""Ordered misfortune happens as often as it was ordered."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as current
from django.test import Client
from django.utils import timezone

from tests.simulator.conftest import Graph
from whatsapp.simulator.faults import wire
from whatsapp.simulator.faults.orders import Orders
from whatsapp.simulator.models import Account, Fault, MetaTemplate, Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db
JOAO, MARIA = "+5511999999999", "+5511987654321"


def order(client: Client, **fault: Any) -> int:
    return client.post("/simulator/api/faults", fault, content_type="application/json").status_code


def test_the_next_sends_fail_with_the_code(client: Client, send: Graph) -> None:
    assert order(client, kind="send_error", count=2, code=131056) == 201
    answers = [send("text", {"body": "Oi"}) for _ in range(3)]
    assert [status for status, _ in answers] == [429, 429, 200]
    assert answers[0][1]["error"]["code"] == 131056
    assert PhoneMessage.objects.count() == 1


def test_a_fault_may_concern_one_customer(client: Client, send: Graph) -> None:
    order(client, kind="send_error", code=131026, to="+5511987654321")
    assert send("text", {"body": "Oi"})[0] == 200
    assert send("text", {"body": "Oi"}, to="+5511987654321")[0] == 400


def test_a_hanging_send_was_accepted(client: Client, send: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float] = []
    monkeypatch.setattr(wire, "hold", held.append)
    order(client, kind="send_timeout_after", seconds=20)
    assert send("text", {"body": "Oi"})[0] == 503
    assert (held, PhoneMessage.objects.count(), WebhookEvent.objects.count()) == ([20], 1, 2)


def test_a_send_can_hang_without_acceptance(client: Client, send: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "hold", lambda seconds: None)
    order(client, kind="send_timeout_before")
    assert send("text", {"body": "Oi"})[0] == 503
    assert not PhoneMessage.objects.exists()


def test_a_send_can_fail_later(client: Client, send: Graph) -> None:
    order(client, kind="send_failed", code=131026)
    assert send("text", {"body": "Oi"})[0] == 200
    assert WebhookEvent.objects.get().value["statuses"][0]["errors"][0]["code"] == 131026


def test_a_webhook_comes_twice(client: Client, send: Graph) -> None:
    order(client, kind="webhook_duplicate")
    send("text", {"body": "Oi"})
    told = [event.value["statuses"][0]["status"] for event in WebhookEvent.objects.order_by("id")]
    assert told == ["sent", "sent", "delivered"]


def test_a_late_webhook_leaves_the_line(client: Client, send: Graph) -> None:
    order(client, kind="webhook_late", seconds=30)
    send("text", {"body": "Oi"})
    delivered, sent = WebhookEvent.objects.order_by("due_at")
    assert sent.value["statuses"][0]["status"] == "sent"
    assert sent.lane < 0 < delivered.lane


def test_no_status_at_all(client: Client, send: Graph) -> None:
    order(client, kind="status_none")
    send("text", {"body": "Oi"})
    assert not WebhookEvent.objects.exists()


def test_orders_are_checked_listed_and_called_off(client: Client) -> None:
    assert order(client, kind="earthquake") == 400
    assert order(client, kind="send_error", count="many") == 400
    order(client, kind="send_delay", seconds=1)
    assert [fault["kind"] for fault in client.get("/simulator/api/faults").json()["faults"]] == ["send_delay"]
    assert client.delete("/simulator/api/faults").status_code == 204
    assert client.get("/simulator/api/faults").json() == {"faults": []}


def test_one_is_called_off_and_the_others_stay(client: Client, send: Graph) -> None:
    order(client, kind="send_error", code=131026, count=None)
    order(client, kind="webhook_lost")
    first, second = client.get("/simulator/api/faults").json()["faults"]
    assert (first["count"], send("text", {"body": "Oi"})[0], send("text", {"body": "Oi"})[0]) == (None, 400, 400)
    assert client.delete(f"/simulator/api/faults/{first['id']}").status_code == 204
    assert send("text", {"body": "Oi"})[0] == 200
    assert second["kind"] == "webhook_lost"


def test_webhooks_get_lost(client: Client, send: Graph) -> None:
    order(client, kind="webhook_lost", count=1)
    send("text", {"body": "Oi"})
    assert [event.value["statuses"][0]["status"] for event in WebhookEvent.objects.all()] == ["delivered"]


def test_webhooks_come_in_any_order(client: Client, send: Graph) -> None:
    order(client, kind="webhook_reorder", count=20)
    for _ in range(10):
        send("text", {"body": "Oi"})
    by_time = list(WebhookEvent.objects.order_by("due_at").values_list("id", flat=True))
    assert by_time != sorted(by_time)
    assert len(set(WebhookEvent.objects.values_list("lane", flat=True))) == 20


def test_an_expired_token_stays_expired_and_another_is_good(client: Client) -> None:
    order(client, kind="token_expired")
    address = f"/simulator/graph/v26.0/{current.SIMULATOR_PHONE_NUMBER_ID}"
    codes = [
        client.get(address, headers={"Authorization": f"Bearer {token}"}).json().get("error", {}).get("code")
        for token in ("old", "old", "new", "old")
    ]
    assert codes == [190, 190, None, 190]


def test_the_whole_graph_is_down_for_a_while(client: Client, graph: Graph) -> None:
    order(client, kind="graph_down", seconds=60)
    address = f"/simulator/graph/v26.0/{current.SIMULATOR_PHONE_NUMBER_ID}"
    answer = client.get(address, headers={"Authorization": "Bearer some"})
    assert (answer.status_code, answer["Content-Type"]) == (502, "text/html")
    Fault.objects.update(ends_at=timezone.now())
    assert graph("GET", current.SIMULATOR_PHONE_NUMBER_ID)[0] == 200


def test_the_number_holds_its_rate(client: Client, send: Graph) -> None:
    order(client, kind="limit_number", rate=5)
    assert [send("text", {"body": "Oi"})[0] for _ in range(5)] == [200] * 5
    # As if these five had been sent in no time, and a few more.
    Account.objects.update(next_send_at=timezone.now() + timedelta(seconds=60))
    status, answer = send("text", {"body": "Oi"})
    assert (status, answer["error"]["code"]) == (429, 130429)


def test_one_pair_is_over_its_limit_and_the_others_go_on(client: Client, send: Graph, joao: Person) -> None:
    order(client, kind="limit_pair")
    # As if 44 had gone to him just now.
    Person.objects.filter(pk=joao.pk).update(next_send_at=timezone.now() + timedelta(seconds=44 * 6 - 1))
    codes = [send("text", {"body": "Oi"}, to=to)[1].get("error", {}).get("code") for to in (JOAO, JOAO, MARIA)]
    assert codes == [None, 131056, None]


def test_other_calls_fail_where_it_was_ordered(client: Client, graph: Graph, send: Graph) -> None:
    order(client, kind="call_error", code=80007, detail="message_templates")
    templates = f"{current.SIMULATOR_BUSINESS_ACCOUNT_ID}/message_templates"
    assert send("text", {"body": "Oi"})[0] == 200
    assert graph("GET", current.SIMULATOR_PHONE_NUMBER_ID)[0] == 200
    assert graph("GET", templates)[1]["error"]["code"] == 80007
    assert graph("GET", templates)[0] == 200


def test_a_template_is_rejected_with_its_reason(client: Client, graph: Graph) -> None:
    order(client, kind="template_rejected", detail="SCAM")
    body = {
        "name": "golpe",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Clique"}],
    }
    assert graph("POST", f"{current.SIMULATOR_BUSINESS_ACCOUNT_ID}/message_templates", body)[1]["status"] == "PENDING"
    told = WebhookEvent.objects.get().value
    assert (told["event"], told["reason"]) == ("REJECTED", "SCAM")
    MetaTemplate.objects.filter(name="golpe").update(review_at=timezone.now())
    listed = graph("GET", f"{current.SIMULATOR_BUSINESS_ACCOUNT_ID}/message_templates", name="golpe")[1]["data"][0]
    assert (listed["status"], listed["rejected_reason"]) == ("REJECTED", "SCAM")


def test_faults_count_down_exactly_under_load(client: Client) -> None:
    order(client, kind="send_error", count=3)
    orders = Orders.load()
    assert sum(bool(orders.claim_for(["send_error"], "x")) for _ in range(5)) == 3
