"""Asking the bot, and handing over."""

import uuid

import pytest

from conversations.models import Message

pytestmark = pytest.mark.django_db
MESSAGE, ESCALATE = "/api/v1/chatbot/message", "/api/v1/chatbot/escalate"


def test_it_answers_and_sends_nothing(api, robo, with_bot):
    before = Message.objects.count()
    body = {"conversation_id": str(with_bot.pk), "message": "quero falar com um atendente", "context": {}}
    response = api(robo).post(MESSAGE, body)
    assert response.status_code == 200, response.content
    data = response.json()
    assert set(data) == {"response", "intent", "confidence", "should_transfer", "sources"}
    assert (data["intent"], data["should_transfer"]) == ("human", True)
    assert 0 <= data["confidence"] <= 1
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": "x", "conversation_id": "x"},
        {"message": "x", "context": []},
        {"message": "x" * 5000},
    ],
)
def test_bad_input(api, alice, body):
    assert api(alice).post(MESSAGE, body).status_code == 400


def test_an_unknown_conversation(api, alice):
    assert api(alice).post(MESSAGE, {"message": "x", "conversation_id": str(uuid.uuid4())}).status_code == 404


def test_escalation(api, robo, with_bot):
    response = api(robo).post(ESCALATE, {"conversation_id": str(with_bot.pk), "reason": "Quer uma pessoa"})
    assert response.status_code == 200, response.content
    assert response.json() == {"conversation_id": str(with_bot.pk), "status": "queue", "position": 1}


def test_escalation_of_what_a_person_has(api, charlie, taken):
    response = api(charlie).post(ESCALATE, {"conversation_id": str(taken.pk)})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "already_assigned")
