"""The assistant beside the composer: drafts for those who may see the conversation."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from chatbot.demo_knowledge import load_demo_knowledge
from conversations.models import Conversation
from tests.builders import make_incoming

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(taken: Conversation) -> Conversation:
    make_incoming(taken, "como pego a 2a via do boleto?")
    return taken


def ask(user: User, conversation: Conversation, **fields: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(f"/inbox/{conversation.pk}/assist", fields, HTTP_X_REQUESTED_WITH="fetch")


def test_a_suggestion_comes_from_the_knowledge_with_its_source(alice: User, conversation: Conversation) -> None:
    load_demo_knowledge()
    answer = ask(alice, conversation, kind="suggest").json()
    assert "2ª via" in answer["text"]
    assert (answer["origin"], answer["sources"]) == ("knowledge", ["Segunda via do boleto"])


def test_nothing_is_written_or_sent(alice: User, conversation: Conversation) -> None:
    before = conversation.messages.count()
    ask(alice, conversation, kind="summary")
    assert conversation.messages.count() == before


def test_what_needs_a_model_says_so_where_there_is_none(alice: User, conversation: Conversation) -> None:
    answer = ask(alice, conversation, kind="shorter", text="um texto bem longo")
    assert (answer.status_code, answer.json()["code"]) == (409, "assistant_unavailable")


@pytest.mark.parametrize(
    ("fields", "attr"), [({"kind": "poem"}, "kind"), ({"kind": "summary", "language": "x"}, "language")]
)
def test_what_is_not_offered_is_refused_by_name(
    alice: User, conversation: Conversation, fields: dict[str, str], attr: str
) -> None:
    answer = ask(alice, conversation, **fields)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_who_may_not_see_the_conversation_gets_nothing(bob: User, conversation: Conversation) -> None:
    assert ask(bob, conversation, kind="summary").status_code == 404
