"""Messages that are more than words, as the inbox composes them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation, Message
from tests.builders import make_outgoing

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
LIST = {
    "type": "list",
    "body": {"text": "Escolha um plano"},
    "action": {"button": "Planos", "sections": [{"rows": [{"id": "row-1", "title": "Fibra 300"}]}]},
}


def fields(kind: str, content: Any) -> dict[str, str]:
    return {"type": kind, "content": json.dumps(content), "client_id": "abc"}


def test_a_list_is_sent_once_and_shown_with_its_rows(page: Page, alice: User, taken: Conversation) -> None:
    browser = page(alice)
    answers = [browser.post(f"/inbox/{taken.pk}/compose", fields("interactive", LIST)).json() for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"]
    message = Message.objects.get(pk=answers[0]["id"])
    assert (message.content, message.payload) == ("Escolha um plano", {"interactive": LIST})
    assert "Fibra 300" in answers[0]["item"]


def test_a_fault_is_named_by_its_place(page: Page, alice: User, taken: Conversation) -> None:
    long = json.loads(json.dumps(LIST))
    long["action"]["sections"][0]["rows"][0]["title"] = "x" * 25
    answer = page(alice).post(f"/inbox/{taken.pk}/compose", fields("interactive", long))
    assert (answer.status_code, answer.json()["attr"]) == (400, "action.sections.0.rows.0.title")
    assert not taken.messages.filter(direction="outgoing").exists()


def test_the_preview_tells_every_fault_and_stores_nothing(page: Page, alice: User, taken: Conversation) -> None:
    content = {"latitude": 95, "longitude": "x", "name": "Loja"}
    answer = page(alice).post(f"/inbox/{taken.pk}/compose/preview", fields("location", content)).json()
    assert "Loja" in answer["bubble"]
    assert set(answer["problems"]) == {"latitude", "longitude"}
    assert not taken.messages.filter(direction="outgoing").exists()


@pytest.mark.parametrize("content", [[], {}, "x", 1, None, {"action": {"buttons": [1], "sections": {}}}, {"body": 1}])
@pytest.mark.parametrize("kind", ["interactive", "location", "contacts"])
def test_odd_contents_are_refused_and_break_nothing(
    page: Page, alice: User, taken: Conversation, kind: str, content: Any
) -> None:
    browser = page(alice)
    assert browser.post(f"/inbox/{taken.pk}/compose/preview", fields(kind, content)).status_code == 200
    assert browser.post(f"/inbox/{taken.pk}/compose", fields(kind, content)).status_code == 400


@pytest.mark.parametrize(("address", "is_link"), [("https://empresa.com/1", True), ("javascript:alert(1)", False)])
def test_only_an_address_of_the_web_becomes_a_link(
    page: Page, alice: User, taken: Conversation, address: str, is_link: bool
) -> None:
    """What was written in WhatsApp's own app was not checked here."""
    action = {"name": "cta_url", "parameters": {"display_text": "Ver", "url": address}}
    make_outgoing(taken, type="interactive", payload={"interactive": {"type": "cta_url", "action": action}})
    html = page(alice).get(f"/inbox/{taken.pk}/pane").content.decode()
    assert "Ver" in html
    assert (f'href="{address}"' in html) == is_link


@pytest.mark.parametrize("wrong", [{"type": "text", "content": "{}"}, {"type": "location", "content": "{"}, {}])
def test_nonsense_is_refused(page: Page, alice: User, taken: Conversation, wrong: dict[str, str]) -> None:
    for command in ("compose", "compose/preview"):
        assert page(alice).post(f"/inbox/{taken.pk}/{command}", wrong).status_code == 400


def test_outsiders_find_no_conversation(page: Page, bob: User, taken: Conversation) -> None:
    for command in ("compose", "compose/preview"):
        assert page(bob).post(f"/inbox/{taken.pk}/{command}", fields("interactive", LIST)).status_code == 404
