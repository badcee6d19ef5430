"""`POST /{number}/messages`: what is accepted, and what comes of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.simulator.conftest import Graph
from whatsapp.simulator.incoming import write_as_customer
from whatsapp.simulator.models import Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db
NUMBER = settings.SIMULATOR_PHONE_NUMBER_ID


def statuses() -> list[str]:
    return [event.value["statuses"][0]["status"] for event in WebhookEvent.objects.order_by("due_at", "id")]


def test_an_accepted_text_is_on_the_phone(send: Graph, joao: Person) -> None:
    status, answer = send("text", {"body": "Olá"}, biz_opaque_callback_data="job-1")
    assert status == 200
    assert answer["contacts"] == [{"input": "+5511999999999", "wa_id": "5511999999999", "user_id": joao.user_id}]
    message = PhoneMessage.objects.get(wamid=answer["messages"][0]["id"])
    assert (message.body["body"], message.callback_data, message.status) == ("Olá", "job-1", "sent")
    joao.refresh_from_db()
    assert (joao.unread, joao.last_preview) == (1, "Olá")


def test_sent_and_delivered_are_in_line_with_the_callback_data(send: Graph, joao: Person) -> None:
    send("text", {"body": "Olá"}, biz_opaque_callback_data="job-1")
    assert statuses() == ["sent", "delivered"]
    status = WebhookEvent.objects.earliest("due_at").value["statuses"][0]
    assert (status["biz_opaque_callback_data"], status["recipient_id"]) == ("job-1", joao.wa_id)
    assert status["pricing"]["category"] == "service"
    assert isinstance(status["timestamp"], str)


@pytest.mark.parametrize("to", ["5511999999999", "+55 (11) 99999-9999", "551199999999"])
def test_a_number_may_be_written_in_any_way(send: Graph, joao: Person, to: str) -> None:
    _, answer = send("text", {"body": "Olá"}, to=to)
    assert answer["contacts"][0]["input"] == to
    assert answer["contacts"][0]["wa_id"] == "5511999999999"


def test_the_ninth_digit_is_not_in_an_old_account(send: Graph) -> None:
    _, answer = send("text", {"body": "Olá"}, to="+5571988123456")
    assert answer["contacts"][0]["wa_id"] == "557188123456"


def test_who_hides_the_number_is_reached_by_user_id(send: Graph) -> None:
    hidden = Person.objects.get(wa_id=None)
    status, answer = send("text", {"body": "Olá"}, to=None, recipient=hidden.user_id)
    assert (status, answer["contacts"]) == (200, [{"input": hidden.user_id, "user_id": hidden.user_id}])
    told = WebhookEvent.objects.latest("id").value["statuses"][0]
    assert told["recipient_user_id"] == hidden.user_id
    assert "recipient_id" not in told


def test_outside_the_window_it_is_accepted_and_then_fails(send: Graph, joao: Person) -> None:
    Person.objects.update(last_inbound_at=timezone.now() - timedelta(hours=25))
    status, answer = send("text", {"body": "Olá"})
    assert status == 200
    assert statuses() == ["failed"]
    error = WebhookEvent.objects.get().value["statuses"][0]["errors"][0]
    assert (error["code"], error["title"]) == (131047, "Re-engagement message")
    assert not PhoneMessage.objects.bubbles().filter(wamid=answer["messages"][0]["id"]).exists()


def test_a_template_needs_no_window(send: Graph) -> None:
    template = {"name": "boas_vindas", "language": {"code": "pt_BR"}}
    template["components"] = [{"type": "BODY", "parameters": [{"type": "text", "text": "Ana"}]}]
    status, _ = send("template", template, to="+5511900000001")
    assert (status, statuses()) == (200, ["sent", "delivered"])
    assert "Olá, Ana!" in PhoneMessage.objects.get().body["rendered"]["body"]


def test_a_reaction_sits_on_its_message(send: Graph, client: Client) -> None:
    body = {"from": "+5511999999999", "text": "Oi"}
    wamid = client.post("/simulator/api/messages", body, content_type="application/json").json()["wamid"]
    assert send("reaction", {"message_id": wamid, "emoji": "👍"})[0] == 200
    assert PhoneMessage.objects.get(wamid=wamid).business_reaction == "👍"


def test_reading_marks_it_and_all_before_and_shows_the_dots(graph: Graph, client: Client, joao: Person) -> None:
    for text in ("Oi", "Tudo bem?"):
        body = {"from": joao.phone, "text": text}
        last = client.post("/simulator/api/messages", body, content_type="application/json").json()
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": last["wamid"]}
    answer = graph("POST", f"{NUMBER}/messages", read | {"typing_indicator": {"type": "text"}})
    assert answer == (200, {"success": True})
    assert set(PhoneMessage.objects.values_list("status", flat=True)) == {"read"}
    joao.refresh_from_db()
    assert joao.is_business_typing


def test_an_answer_ends_the_typing(send: Graph, joao: Person) -> None:
    Person.objects.update(typing_until=timezone.now() + timedelta(seconds=20))
    send("text", {"body": "Olá"})
    joao.refresh_from_db()
    assert not joao.is_business_typing


def test_a_send_takes_few_queries(send: Graph, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        send("text", {"body": "Olá"})


def test_a_groups_message_goes_to_who_wrote_there(send: Graph, joao: Person) -> None:
    assert send("text", {"body": "Oi"}, recipient_type="group", to="G1")[1]["error"]["code"] == 131026
    write_as_customer(joao, type="text", content={"body": "No grupo"}, extra={"group_id": "G1"})
    status, answer = send("text", {"body": "Oi"}, recipient_type="group", to="G1")
    assert (status, answer["contacts"]) == (200, [{"input": "G1", "wa_id": "G1"}])
    assert PhoneMessage.objects.get(wamid=answer["messages"][0]["id"]).person == joao
