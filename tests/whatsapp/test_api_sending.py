"""POST /whatsapp/send and /whatsapp/send-template."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.services.consents import Decision, record_decisions
from conversations.services.identities import Sender
from whatsapp.models import Template

pytestmark = pytest.mark.django_db
SEND, TEMPLATE = "/api/v1/whatsapp/send", "/api/v1/whatsapp/send-template"
BODY = {"type": "body", "parameters": [{"type": "text", "text": "João"}]}


@pytest.fixture
def welcome(channel):
    return Template.objects.create(
        business_account_id="1",
        name="boas_vindas",
        language="pt_BR",
        status="APPROVED",
        components=[{"type": "BODY", "text": "Olá, {{1}}!"}],
    )


def test_a_text_within_the_window(api, alice, taken):
    response = api(alice).post(SEND, {"to": "+5511999999999", "type": "text", "content": "Olá"})
    assert response.status_code == 202, response.content
    message = Message.objects.get(pk=response.json()["message_id"])
    assert response.json() == {"message_id": message.pk, "conversation_id": str(taken.pk), "status": "queued"}
    assert message.content == "Olá"


def test_the_same_client_id_is_one_message(api, alice, taken):
    body = {"to": "+5511999999999", "content": "Olá", "client_id": "c-1"}
    first, second = (api(alice).post(SEND, body) for _ in range(2))
    assert (second.status_code, second.json()) == (202, first.json())


def test_media_as_an_object(api, alice, taken):
    content = {"url": "https://empresa.com/a.png", "caption": "Foto"}
    response = api(alice).post(SEND, {"to": "5511999999999", "type": "image", "content": content})
    assert response.status_code == 202
    assert Message.objects.latest("id").media == {"url": "https://empresa.com/a.png"}


def test_outside_the_window_nothing_is_sent(api, alice, taken):
    Conversation.objects.update(window_expires_at=timezone.now() - timedelta(minutes=1))
    for number in ("+5511999999999", "+5511988887777"):
        response = api(alice).post(SEND, {"to": number, "content": "Olá"})
        assert response.status_code == 409
        assert response.json()["errors"][0]["code"] == "window_closed"
    assert not Message.objects.filter(direction="outgoing").exists()


@pytest.mark.parametrize("number", ["", "abc", "+5", "0" * 41, "+55\x00"])
def test_no_number(api, alice, channel, number):
    for url, rest in ((SEND, {"content": "x"}), (TEMPLATE, {"template_name": "x"})):
        response = api(alice).post(url, {"to": number, **rest})
        assert response.status_code == 400
        assert response.json()["errors"][0]["attr"] in ("to", "template_name")


def test_a_template_to_somebody_new(api, alice, welcome):
    body = {"to": "+5511988887777", "template_name": "boas_vindas", "language": "pt_BR", "components": [BODY]}
    response = api(alice).post(TEMPLATE, body)
    assert response.status_code == 202, response.content
    assert Message.objects.get(pk=response.json()["message_id"]).content == "Olá, João!"


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"template_name": "none"}, "template_name"),
        ({"language": "xx"}, "template_name"),
        ({"components": []}, "components"),
        ({"components": [{"type": "body", "parameters": [BODY["parameters"][0]] * 2}]}, "components"),
        ({"components": [{"type": "body", "parameters": 5}]}, "components.0.parameters"),
        ({"components": [{"type": "body", "parameters": [5]}]}, "components.0.parameters.0"),
        ({"components": [{"type": "body", "parameters": [{"type": [], "parameter_name": {}}]}]}, None),
        (
            {"components": [{"type": "body", "parameters": [{"type": "image", "image": {"id": "1"}}]}]},
            "components.0.parameters.0.type",
        ),
        ({"components": "x"}, "components.non_field_errors"),
    ],
)
def test_a_template_that_does_not_fit(api, alice, welcome, change, attr):
    body = {"to": "+5511988887777", "template_name": "boas_vindas", "language": "pt_BR", "components": [BODY]}
    response = api(alice).post(TEMPLATE, {**body, **change})
    assert response.status_code == 400, response.content
    if attr:
        assert response.json()["errors"][0]["attr"] == attr
    assert not Message.objects.exists()


def test_only_approved_templates_are_listed(api, alice, welcome):
    Template.objects.create(business_account_id="1", name="x", language="pt_BR", status="PENDING")
    rows = api(alice).get("/api/v1/whatsapp/templates").json()["templates"]
    assert [row["name"] for row in rows] == ["boas_vindas"]


@pytest.mark.parametrize(("category", "status"), [("MARKETING", 409), ("UTILITY", 202)])
def test_marketing_goes_to_nobody_who_asked_for_none(api, alice, taken, welcome, category, status):
    Template.objects.update(category=category)
    record_decisions([Decision(sender=Sender(phone="5511999999999"), is_given=False, at=timezone.now())])
    body = {"to": "+5511999999999", "template_name": "boas_vindas", "components": [BODY]}
    response = api(alice).post(TEMPLATE, body, format="json")
    assert response.status_code == status, response.content
    if status == 409:
        assert response.json()["errors"][0]["code"] == "marketing_opted_out"
        assert not Message.objects.filter(direction="outgoing").exists()


def test_a_template_is_one_under_one_id_of_its_senders(api, alice, customer, welcome, channel):
    body = {"to": "+5511999999999", "template_name": "boas_vindas", "components": [BODY], "client_id": "t-1"}
    first, second = (api(alice).post(TEMPLATE, body, format="json") for _ in range(2))
    assert (second.status_code, second.json()) == (202, first.json())
    assert Message.objects.filter(type="template").count() == 1
