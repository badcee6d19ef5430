"""What Meta does on its own account, and what it makes of the sends that follow."""

from typing import Any

import pytest
from django.conf import settings as current
from django.test import Client

from tests.simulator.conftest import Graph
from whatsapp.simulator.models import MetaTemplate, Person, PhoneMessage, WebhookEvent

pytestmark = pytest.mark.django_db
NUMBER = current.SIMULATOR_PHONE_NUMBER_ID


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/simulator/api/{path}", body, content_type="application/json")


def told() -> tuple[str, dict[str, Any]]:
    event = WebhookEvent.objects.latest("id")
    return event.field, event.value


@pytest.fixture
def template(db: None) -> MetaTemplate:
    return MetaTemplate.objects.get(name="boas_vindas")


@pytest.mark.parametrize(("event", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)])
def test_a_template_that_meta_stops_cannot_be_sent(
    client: Client, send: Graph, template: MetaTemplate, event: str, code: int
) -> None:
    assert post(client, f"templates/{template.external_id}", {"event": event}).json()["status"] == event
    field, value = told()
    assert (field, value["event"], value["message_template_name"]) == (
        "message_template_status_update",
        event,
        "boas_vindas",
    )
    parameters = [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]
    content = {"name": "boas_vindas", "language": {"code": "pt_BR"}, "components": parameters}
    assert send("template", content)[1]["error"]["code"] == code
    post(client, f"templates/{template.external_id}", {"event": "REINSTATED"})
    assert send("template", content)[0] == 200


def test_quality_and_category_of_a_template_are_told(client: Client, template: MetaTemplate) -> None:
    post(client, f"templates/{template.external_id}", {"quality": "RED"})
    assert told()[1]["new_quality_score"] == "RED"
    post(client, f"templates/{template.external_id}", {"category": "MARKETING"})
    assert told() == (
        "template_category_update",
        {
            "previous_category": "UTILITY",
            "new_category": "MARKETING",
            "message_template_id": int(template.external_id),
            "message_template_name": "boas_vindas",
            "message_template_language": "pt_BR",
        },
    )


def test_a_decision_that_meta_does_not_know_is_named(client: Client, template: MetaTemplate) -> None:
    answer = post(client, f"templates/{template.external_id}", {"event": "SHREDDED"})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "event")
    assert post(client, "templates/1", {"event": "PAUSED"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "shown"),
    [
        ({"quality": "RED"}, None, ("quality_rating", "RED")),
        ({"number_status": "FLAGGED"}, None, ("status", "FLAGGED")),
        ({"throughput": "HIGH"}, "phone_number_quality_update", ("throughput", {"level": "HIGH"})),
        (
            {"limit": "TIER_10K"},
            "business_capability_update",
            ("whatsapp_business_manager_messaging_limit", "TIER_10K"),
        ),
        ({"name": "TechISP Fibra"}, "phone_number_name_update", ("verified_name", "TechISP Fibra")),
    ],
)
def test_the_number_changes_and_shows_it(
    client: Client, graph: Graph, change: dict[str, str], field: str | None, shown: tuple[str, object]
) -> None:
    assert post(client, "account", change).status_code == 200
    assert [event.field for event in WebhookEvent.objects.all()] == ([field] if field else [])
    assert graph("GET", NUMBER, fields=shown[0])[1][shown[0]] == shown[1]


def test_a_restricted_account_may_only_answer(client: Client, send: Graph) -> None:
    post(client, "account", {"act": "restrict"})
    assert told()[1]["restriction_info"][0]["restriction_type"] == "RESTRICTED_BIZ_INITIATED_MESSAGING"
    assert send("text", {"body": "Oi"})[0] == 200
    assert send("text", {"body": "Oi"}, to="+5511987654321")[1]["error"]["code"] == 368


def test_a_disabled_account_sends_nothing_until_it_is_back(client: Client, send: Graph) -> None:
    post(client, "account", {"act": "disable"})
    assert told()[1]["ban_info"]["waba_ban_state"] == "DISABLE"
    assert send("text", {"body": "Oi"})[1]["error"]["code"] == 131031
    post(client, "account", {"act": "reinstate"})
    assert send("text", {"body": "Oi"})[0] == 200


def test_a_number_that_is_not_registered_sends_nothing(graph: Graph, send: Graph) -> None:
    graph("POST", f"{NUMBER}/deregister", {})
    assert send("text", {"body": "Oi"})[1]["error"]["code"] == 133010
    assert graph("POST", f"{NUMBER}/register", {"messaging_product": "whatsapp", "pin": "000000"})[0] == 400
    graph("POST", f"{NUMBER}/register", {"messaging_product": "whatsapp", "pin": "123456"})
    assert send("text", {"body": "Oi"})[0] == 200


def test_who_wants_no_marketing_gets_none(client: Client, send: Graph, joao: Person) -> None:
    post(client, f"customers/{joao.pk}", {"act": "stop_marketing"})
    field, value = told()
    assert (field, value["user_preferences"][0]["value"]) == ("user_preferences", "stop")
    values = [{"type": "text", "text": "João"}, {"type": "text", "text": "500"}]
    content = {
        "name": "promocao_upgrade",
        "language": {"code": "pt_BR"},
        "components": [{"type": "body", "parameters": values}],
    }
    send("template", content)
    assert told()[1]["statuses"][0]["errors"][0]["code"] == 131050
    post(client, f"customers/{joao.pk}", {"act": "resume_marketing"})
    send("template", content)
    assert told()[1]["statuses"][0]["status"] == "delivered"


def test_a_new_number_is_told_from_the_old_one(client: Client, send: Graph, joao: Person) -> None:
    answer = post(client, f"customers/{joao.pk}", {"act": "change_number", "phone": "+55 11 98888-7777"})
    message = told()[1]["messages"][0]
    assert "contacts" not in told()[1]
    assert (message["from"], message["system"]["wa_id"]) == ("5511999999999", "5511988887777")
    assert answer.json()["user_id"] == message["system"]["user_id"] != joao.user_id
    taken = post(client, f"customers/{joao.pk}", {"act": "change_number", "phone": "+5511987654321"})
    assert taken.status_code == 409


def test_a_new_user_id_is_told(client: Client) -> None:
    hidden = Person.objects.get(wa_id=None)
    post(client, f"customers/{hidden.pk}", {"act": "change_user_id"})
    field, value = told()
    assert (field, value["user_id_update"][0]["user_id"]["previous"]) == ("user_id_update", hidden.user_id)
    assert WebhookEvent.objects.order_by("id").first().value["messages"][0]["system"]["type"] == "user_changed_user_id"


def test_the_number_can_be_hidden(client: Client, joao: Person) -> None:
    post(client, f"customers/{joao.pk}", {"act": "hide_number", "username": "joao.silva"})
    post(client, "messages", {"from": "@joao.silva", "text": "Oi"})
    assert "from" not in told()[1]["messages"][0]


def test_a_phone_that_is_off_gets_it_when_it_goes_on(client: Client, send: Graph, joao: Person) -> None:
    post(client, f"customers/{joao.pk}", {"act": "phone_off"})
    send("text", {"body": "Oi"})
    assert told()[1]["statuses"][0]["status"] == "sent"
    assert post(client, f"customers/{joao.pk}/read", {}).json() == {"read": 0}
    post(client, f"customers/{joao.pk}", {"act": "phone_on"})
    assert told()[1]["statuses"][0]["status"] == "delivered"


def test_the_window_can_be_closed(client: Client, send: Graph, joao: Person) -> None:
    assert not post(client, f"customers/{joao.pk}", {"act": "close_window"}).json()["is_window_open"]
    send("text", {"body": "Oi"})
    assert told()[1]["statuses"][0]["errors"][0]["code"] == 131047


def test_in_an_open_chat_it_is_read_without_having_been_delivered(client: Client, send: Graph, joao: Person) -> None:
    post(client, f"customers/{joao.pk}/read", {"seconds": 8})
    send("text", {"body": "Oi"})
    statuses = [event.value["statuses"][0] for event in WebhookEvent.objects.order_by("due_at")]
    assert [status["status"] for status in statuses] == ["sent", "read"]
    assert all("pricing" in status for status in statuses)
    assert PhoneMessage.objects.get().status == "read"


def test_a_voice_message_is_played_once(client: Client, send: Graph) -> None:
    stored = client.generic("POST", "/simulator/api/media", b"OggS", content_type="audio/ogg; codecs=opus").json()
    wamid = send("audio", {"id": stored["id"], "voice": True})[1]["messages"][0]["id"]
    assert post(client, f"messages/{wamid}/played", {}).json() == {"is_first": True}
    assert post(client, f"messages/{wamid}/played", {}).json() == {"is_first": False}
    assert told()[1]["statuses"][0]["status"] == "played"


def test_after_an_advertisement_sends_are_free(client: Client, send: Graph) -> None:
    referral = {"source_url": "https://fb.me/x", "source_id": "1", "source_type": "ad", "headline": "Fibra"}
    post(client, "messages", {"from": "+5511987654321", "text": "Quero", "referral": referral})
    assert told()[1]["messages"][0]["referral"] == referral
    send("text", {"body": "Oi"}, to="+5511987654321")
    status = told()[1]["statuses"][0]
    assert (status["pricing"]["type"], status["conversation"]["origin"]) == (
        "free_entry_point",
        {"type": "referral_conversion"},
    )
