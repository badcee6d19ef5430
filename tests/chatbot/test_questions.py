"""A question put to the bot over the API: the same thinking, and nothing happens to the conversation."""

from typing import Any

import pytest

from chatbot.models import Turn
from chatbot.services import answer_question
from conversations.models import Status
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db


def test_it_answers_with_sources(knowledge: None) -> None:
    answer = answer_question(conversation=None, message="qual o valor dos planos?", context={})
    assert "Fibra 300 Mbps" in answer.response
    assert (answer.intent, answer.should_transfer) == ("prices", False)
    assert 0.5 < answer.confidence <= 1
    assert set(answer.sources[0]) == {"id", "title", "score"}


def test_it_says_when_a_person_is_wanted(knowledge: None) -> None:
    answer = answer_question(conversation=None, message="quero falar com um atendente", context={})
    assert (answer.intent, answer.should_transfer, answer.sources) == ("human", True, [])
    assert answer.response


def test_it_sends_and_writes_nothing(knowledge: None, maria: Writer) -> None:
    conversation = maria.write("oi")
    answer_question(conversation=conversation, message="quero falar com um atendente", context={})
    assert maria.answers == []
    assert maria.conversation.status == Status.BOT
    assert not Turn.objects.exists()


def test_it_knows_what_was_asked_before(knowledge: None, maria: Writer) -> None:
    maria.say("minha internet ta lenta")
    answer = answer_question(conversation=maria.conversation, message="minha internet ta lenta!", context={})
    assert answer.should_transfer


def test_a_given_history_counts_too(knowledge: None) -> None:
    history = [{"question": "vende geladeira", "reason": "unknown"}]
    answer = answer_question(conversation=None, message="geladeira branca", context={"history": history})
    assert answer.should_transfer


@pytest.mark.parametrize(
    "context",
    [None, [], "x", {"history": "x"}, {"history": [1, None, {"question": 5}]}, {"language": 7, "customer_name": []}],
)
def test_odd_contexts_do_no_harm(knowledge: None, context: Any) -> None:
    assert answer_question(conversation=None, message="quero meu boleto", context=context).intent == "invoice_copy"


@pytest.mark.parametrize("message", ["", "   ", "?", "🤷", "x" * 10000, "\n\n"])
def test_odd_messages_are_answered(knowledge: None, message: str) -> None:
    assert 0 <= answer_question(conversation=None, message=message, context={}).confidence <= 1
