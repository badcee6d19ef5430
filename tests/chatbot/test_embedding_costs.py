"""What a model of embeddings is asked costs what it reports, and counts where a model's answers count."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Team
from chatbot.models import Article, BotSettings, ModelSpend
from chatbot.services.meanings import index_articles
from chatbot.services.questions import answer_question
from tests.chatbot.cast import Writer
from tests.chatbot.embedding_server import EmbeddingServer

pytestmark = pytest.mark.django_db
# A token costs a thousandth.
PRICE = Decimal(1000)
ONE = Decimal("0.001")


@pytest.fixture(autouse=True)
def boats(support: Team, embedder: EmbeddingServer) -> None:
    Article.objects.create(title="Canoa", content="Uma canoa.", questions=["tem barco"], status="approved")
    BotSettings(price_in=PRICE).save()
    index_articles()


def spent() -> tuple[int, int, Decimal]:
    day = ModelSpend.objects.get()
    return day.calls, day.tokens, day.cost


def test_making_vectors_counts_in_the_day(embedder: EmbeddingServer) -> None:
    calls = len(embedder.requests)
    assert spent() == (calls, calls, calls * ONE)


def test_a_turn_tells_what_its_vector_cost(maria: Writer) -> None:
    ModelSpend.objects.all().delete()
    maria.say("quero uma lancha")
    turn = maria.turns[0]
    assert (turn.calls, turn.tokens, turn.cost) == (1, 1, ONE)
    assert spent() == (1, 1, ONE)


def test_a_question_put_to_the_bot_counts_too() -> None:
    ModelSpend.objects.all().delete()
    answer_question(conversation=None, message="quero uma lancha")
    assert spent() == (1, 1, ONE)


@pytest.mark.parametrize("budget", ["daily_budget", "conversation_budget"])
def test_a_budget_that_is_used_up_asks_for_no_vector(maria: Writer, embedder: EmbeddingServer, budget: str) -> None:
    ModelSpend.objects.all().delete()
    BotSettings(price_in=PRICE, **{budget: ONE}).save()
    maria.say("quero uma lancha")
    asked = len(embedder.requests)
    maria.say("e barco a vela, tem?")
    assert len(embedder.requests) == asked
    assert maria.turns[1].calls == 0
    assert len(maria.answers) == 2


@pytest.mark.parametrize("usage", [None, "seven", {"prompt_tokens": "seven"}, {"prompt_tokens": -7}])
def test_a_server_that_reports_nothing_is_heard_all_the_same(
    maria: Writer, embedder: EmbeddingServer, usage: Any
) -> None:
    embedder.fault = lambda request: (200, {**embedder.body(request["input"]), "usage": usage}, {})
    maria.say("quero uma lancha")
    assert maria.turns[0].retrieved[0]["way"] == "meaning"
    assert (maria.turns[0].calls, maria.turns[0].tokens) == (1, 0)
