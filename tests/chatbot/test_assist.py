"""Help for agents: drafts from a model where one is, from the knowledge and the conversation where none is."""

from typing import Any

import pytest

from chatbot.models import ModelSpend
from conversations.models import Conversation, Message
from tests.builders import make_incoming, make_outgoing
from tests.chatbot.model_server import ModelServer, Scripted, completion

pytestmark = pytest.mark.django_db


def ask(api: Any, user: Any, conversation: Conversation, **body: Any) -> Any:
    return api(user).post(f"/api/v1/conversations/{conversation.pk}/assist", body)


def test_a_suggestion_without_a_model_is_an_article(
    api: Any, alice: Any, taken: Conversation, knowledge: None
) -> None:
    make_incoming(taken, "como pego a 2a via do boleto?")
    before = Message.objects.count()
    data = ask(api, alice, taken, kind="suggest").json()
    assert (data["kind"], data["origin"]) == ("suggest", "knowledge")
    assert "2ª via" in data["text"]
    assert data["sources"][0]["title"] == "Segunda via do boleto"
    assert Message.objects.count() == before


def test_where_nothing_fits_the_suggestion_is_empty(api: Any, alice: Any, taken: Conversation) -> None:
    assert ask(api, alice, taken, kind="suggest").json()["text"] == ""


def test_a_summary_without_a_model_quotes_both_sides(api: Any, alice: Any, taken: Conversation) -> None:
    make_outgoing(taken, "Reinicie o aparelho, por favor.")
    make_incoming(taken, "já reiniciei e continua igual")
    text = ask(api, alice, taken, kind="summary").json()["text"]
    assert "estou sem internet" in text
    assert "continua igual" in text
    assert "Reinicie" in text


@pytest.mark.parametrize("kind", ["shorter", "kinder", "translate", "next_step"])
def test_what_needs_a_model_says_so(api: Any, alice: Any, taken: Conversation, kind: str) -> None:
    response = ask(api, alice, taken, kind=kind, text="Olá")
    assert response.status_code == 409
    assert response.json()["errors"][0]["code"] == "assistant_unavailable"


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "kind"),
        ({"kind": "x"}, "kind"),
        ({"kind": "shorter"}, "text"),
        ({"kind": "suggest", "language": "xx"}, "language"),
    ],
)
def test_a_wrong_body_names_its_field(api: Any, alice: Any, taken: Conversation, body: Any, attr: str) -> None:
    response = ask(api, alice, taken, **body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == attr


def test_another_teams_conversation_is_not_there(api: Any, bob: Any, taken: Conversation) -> None:
    assert ask(api, bob, taken, kind="summary").status_code == 404


def test_a_model_rewrites_masked_and_is_charged(api: Any, alice: Any, taken: Conversation, model: ModelServer) -> None:
    model.script = [completion("Oi! Confirme o CPF [CPF_1], por favor. 😊")]
    response = ask(api, alice, taken, kind="kinder", text="Confirme o CPF 253.454.709-79.")
    assert response.json()["text"] == "Oi! Confirme o CPF 253.454.709-79, por favor. 😊"
    assert response.json()["origin"] == "model"
    assert "253.454" not in str(model.requests)
    assert ModelSpend.objects.get().calls == 1


def test_a_figure_that_nobody_wrote_is_not_suggested(
    api: Any, alice: Any, taken: Conversation, knowledge: None, model: ModelServer
) -> None:
    make_incoming(taken, "como pego a 2a via do boleto?")
    model.script = [completion("Seu boleto é de R$ 1,99.")]
    data = ask(api, alice, taken, kind="suggest").json()
    assert data["origin"] == "knowledge"
    assert "1,99" not in data["text"]


def test_a_model_that_fails_leaves_what_works_without(
    api: Any, alice: Any, taken: Conversation, model: ModelServer
) -> None:
    model.script = [Scripted(500, {})]
    assert ask(api, alice, taken, kind="summary").json()["origin"] == "conversation"
    assert ask(api, alice, taken, kind="shorter", text="Olá").status_code == 409
