"""Answers that are none, as a client on a real connection meets them."""

from collections.abc import Iterator

import httpx
import pytest
from django.conf import settings as current
from django.test import Client

from tests.simulator.server import simulator_server
from whatsapp.simulator.models import Person, PhoneMessage

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = {"messaging_product": "whatsapp", "to": "+5511999999999", "type": "text", "text": {"body": "Oi"}}


@pytest.fixture
def base() -> Iterator[str]:
    with simulator_server() as address:
        yield f"{address}/simulator/graph/v26.0/{current.SIMULATOR_PHONE_NUMBER_ID}"


def order(client: Client, kind: str) -> None:
    client.post("/simulator/api/faults", {"kind": kind}, content_type="application/json")


def send(base: str) -> httpx.Response:
    return httpx.post(f"{base}/messages", json=TEXT, headers={"Authorization": "Bearer some"}, timeout=5)


@pytest.mark.parametrize(
    ("kind", "is_accepted"), [("send_reset_before", False), ("send_reset_after", True), ("send_truncated", True)]
)
def test_the_connection_breaks(client: Client, base: str, kind: str, is_accepted: bool) -> None:
    order(client, kind)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        send(base)
    assert PhoneMessage.objects.exists() == is_accepted
    assert send(base).status_code == 200


def test_a_reset_is_one(client: Client, base: str) -> None:
    order(client, "send_reset_before")
    with pytest.raises(httpx.ReadError, match="reset"):
        send(base)


@pytest.mark.parametrize(
    ("kind", "status", "is_accepted"),
    [("send_proxy_before", 502, False), ("send_proxy_after", 502, True), ("send_garbage", 200, True)],
)
def test_the_answer_is_no_json(client: Client, base: str, kind: str, status: int, is_accepted: bool) -> None:
    order(client, kind)
    answer = send(base)
    assert answer.status_code == status
    with pytest.raises(ValueError, match="JSON|Expecting|Unterminated"):
        answer.json()
    assert PhoneMessage.objects.exists() == is_accepted


def test_other_calls_break_too(client: Client, base: str) -> None:
    fault = {"kind": "call_reset", "detail": "whatsapp_business_profile"}
    client.post("/simulator/api/faults", fault, content_type="application/json")
    headers = {"Authorization": "Bearer some"}
    assert httpx.get(base, headers=headers).status_code == 200
    with pytest.raises(httpx.ReadError):
        httpx.get(f"{base}/whatsapp_business_profile", headers=headers)
    assert Person.objects.exists()
