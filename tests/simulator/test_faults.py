"""Ordered misfortune happens as often as it was ordered."""

from typing import Any

import pytest
from django.test import Client

from tests.simulator.conftest import Graph
from whatsapp.simulator import faults
from whatsapp.simulator.models import PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db


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
    monkeypatch.setattr(faults, "hold", held.append)
    order(client, kind="send_timeout_after", seconds=20)
    assert send("text", {"body": "Oi"})[0] == 503
    assert (held, PhoneMessage.objects.count(), WebhookEvent.objects.count()) == ([20], 1, 2)


def test_a_send_can_hang_without_acceptance(client: Client, send: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "hold", lambda seconds: None)
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
