"""A second number of the business, with customers and a window of its own; and groups, which are told of by name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from whatsapp.simulator.incoming import react_as_customer
from whatsapp.simulator.models import PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db
Graph = Callable[..., tuple[int, dict[str, Any]]]
SECOND = settings.SIMULATOR_SECOND_NUMBER_ID


def write(client: Client, **more: Any) -> Any:
    body = {"from": "+5511999999999", "type": "text", "text": "Oi", **more}
    return client.post("/simulator/api/messages", json.dumps(body), content_type="application/json")


def metadata() -> list[str]:
    events = WebhookEvent.objects.order_by("pk")
    return [event.value["metadata"]["phone_number_id"] for event in events if "metadata" in event.value]


def test_both_numbers_are_listed_and_shown(graph: Graph) -> None:
    listed = graph("GET", f"{settings.SIMULATOR_BUSINESS_ACCOUNT_ID}/phone_numbers")[1]["data"]
    assert [number["id"] for number in listed] == [settings.SIMULATOR_PHONE_NUMBER_ID, SECOND]
    assert graph("GET", SECOND)[1]["verified_name"] == "TechISP Comercial"


def test_what_is_written_to_the_second_is_told_of_it_and_answered_from_it(client: Client, graph: Graph) -> None:
    assert write(client, phone_number_id=SECOND).json()["phone_number_id"] == SECOND
    body = {"messaging_product": "whatsapp", "to": "+5511999999999", "type": "text", "text": {"body": "Olá"}}
    assert graph("POST", f"{SECOND}/messages", body)[0] == 200
    assert set(metadata()) == {SECOND}
    assert [message.status for message in PhoneMessage.objects.from_business()] != ["failed"]


def test_each_number_has_its_own_window(client: Client, graph: Graph) -> None:
    write(client)
    body = {"messaging_product": "whatsapp", "to": "+5511999999999", "type": "text", "text": {"body": "Olá"}}
    graph("POST", f"{SECOND}/messages", body)
    assert PhoneMessage.objects.from_business().get().status == "failed"


def test_a_number_that_is_not_the_businesss_is_named(client: Client) -> None:
    answer = write(client, phone_number_id="1")
    assert (answer.status_code, "phone_number_id" in answer.content.decode()) == (400, True)


def test_an_answer_to_a_group_names_the_group_and_the_participant(client: Client, graph: Graph) -> None:
    write(client, group_id="G1")
    to_group = {"recipient_type": "group", "to": "G1", "type": "text", "text": {"body": "Olá"}}
    body = {"messaging_product": "whatsapp", **to_group}
    assert graph("POST", f"{settings.SIMULATOR_PHONE_NUMBER_ID}/messages", body)[0] == 200
    status = next(value["statuses"][0] for value in told() if "statuses" in value)
    assert (status["recipient_type"], status["recipient_id"]) == ("group", "G1")
    assert status["recipient_participant_id"] == "5511999999999"
    assert PhoneMessage.objects.from_business().get().extra == {"group_id": "G1"}


def test_who_answers_a_message_of_a_group_answers_in_the_group(client: Client, graph: Graph) -> None:
    write(client, group_id="G1")
    first = PhoneMessage.objects.get()
    write(client, reply_to=first.wamid)
    react_as_customer(first.person, target=first, emoji="👍")
    write(client)
    sent = [value["messages"][0] for value in told() if "messages" in value]
    assert [message.get("group_id") for message in sent] == ["G1", "G1", "G1", None]


def told() -> list[Any]:
    return [event.value for event in WebhookEvent.objects.order_by("pk")]
