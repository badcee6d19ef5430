"""Articles are found by what they mean, though no word is shared; when the server of embeddings fails or dawdles, by
their words, as ever."""

import json
import socket
import time
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Team
from chatbot.knowledge import find_candidates
from chatbot.meaning import sense_of
from chatbot.models import Article, EmbeddingSpace
from chatbot.providers import embeddings
from chatbot.services.meanings import index_articles
from chatbot.services.tryout import try_question
from tests.chatbot.cast import Writer
from tests.chatbot.embedding_server import SIZE, EmbeddingServer

pytestmark = pytest.mark.django_db
ASKED = "quero uma lancha"


def write(title: str, *questions: str, **fields: Any) -> Article:
    return Article.objects.create(
        **{"title": title, "content": f"{title}!", "questions": list(questions), "status": "approved", **fields}
    )


def found(question: str, language: str = "pt-br") -> list[tuple[str, str]]:
    candidates = find_candidates(question, language=language, sense=sense_of(question))
    return [(candidate.title, str(candidate.way)) for candidate in candidates]


@pytest.fixture
def boats(embedder: EmbeddingServer) -> Article:
    write("Geladeira", "vende refrigerador")
    write("Padaria", "tem baguete")
    boat = write("Canoa", "alugam barco")
    index_articles()
    embedder.requests.clear()
    return boat


def test_an_article_is_found_though_no_word_is_shared(boats: Article) -> None:
    assert find_candidates(ASKED) == []
    assert found(ASKED) == [("Canoa", "meaning")]


def test_it_is_told_which_way_an_article_was_found(boats: Article) -> None:
    write("Uma lancha de papel")  # not indexed yet
    assert found("quero uma lancha, ou um barco") == [("Canoa", "both"), ("Uma lancha de papel", "text")]


def test_an_article_without_vectors_does_not_fall_behind_for_that(boats: Article) -> None:
    write("Lancha de alumínio", "quero uma lancha")
    assert found(ASKED)[0] == ("Lancha de alumínio", "text")


def test_the_turn_keeps_which_way_it_was(boats: Article, support: Team, maria: Writer) -> None:
    maria.say("vocês têm lancha?")
    assert maria.turns[0].retrieved[0] == {
        "id": boats.pk,
        "title": "Canoa",
        "score": maria.turns[0].retrieved[0]["score"],
        "way": "meaning",
    }


def test_a_draft_is_not_found_by_its_vector(boats: Article) -> None:
    Article.objects.filter(pk=boats.pk).update(status="draft")
    assert found(ASKED) == []


def test_an_article_in_another_language_is_not_found_by_its_vector(boats: Article) -> None:
    Article.objects.filter(pk=boats.pk).update(language="en")
    assert found(ASKED) == []
    assert found("any boat?", "en") == [("Canoa", "meaning")]


def test_of_one_answer_in_two_languages_the_customers_own_is_found(boats: Article) -> None:
    Article.objects.filter(pk=boats.pk).update(key="boats")
    write("Small ships", "any canoa", language="en", key="boats")
    index_articles()
    assert found("is there a boat?", "en") == [("Small ships", "meaning")]


def test_an_edited_article_is_not_matched_by_its_old_vector(boats: Article) -> None:
    Article.objects.filter(pk=boats.pk).update(title="Bicicleta", questions=[], content="Uma bicicleta.")
    assert found(ASKED) == []
    index_articles()
    assert found(ASKED) == []
    assert found("bicicleta")[0][0] == "Bicicleta"


def test_another_models_vectors_match_nothing(boats: Article, settings: Any) -> None:
    settings.EMBEDDINGS_MODEL = "another"
    assert found(ASKED) == []
    index_articles()
    assert found(ASKED) == [("Canoa", "meaning")]
    assert EmbeddingSpace.objects.count() == 2


def test_the_question_leaves_masked(boats: Article, embedder: EmbeddingServer) -> None:
    sense_of("lancha, cpf 529.982.247-25, cartão 4111 1111 1111 1111, ana@example.com, 11 98888-7777")
    (text,) = embedder.texts
    assert text == "lancha, cpf [CPF], cartão [CARD], [EMAIL], [PHONE]"


def test_the_key_goes_along_where_there_is_one(boats: Article, embedder: EmbeddingServer, settings: Any) -> None:
    settings.EMBEDDINGS_API_KEY = "sk-test"
    sense_of(ASKED)
    assert embedder.keys[-1] == "Bearer sk-test"
    settings.EMBEDDINGS_API_KEY = ""
    sense_of(ASKED)
    assert embedder.keys[-1] is None


def test_without_a_model_nothing_changes(boats: Article, settings: Any, django_assert_num_queries: Any) -> None:
    settings.EMBEDDINGS_MODEL = ""
    find_candidates("quero uma canoa")
    with django_assert_num_queries(2):
        first = find_candidates("quero uma canoa", sense=sense_of("quero uma canoa"))[0]
    assert (first.title, first.way, "way" in first.found) == ("Canoa", None, False)


def test_nothing_is_asked_before_there_are_vectors(embedder: EmbeddingServer) -> None:
    write("Canoa")
    assert sense_of("quero uma canoa") is None
    assert embedder.requests == []


def test_meaning_costs_three_queries_however_many_are_found(boats: Article, django_assert_num_queries: Any) -> None:
    found(ASKED)
    with django_assert_num_queries(5):
        found(ASKED)


FAULTS: dict[str, Any] = {
    "429": lambda _: (429, {"error": "slow down"}, {"retry-after": "1"}),
    "500": lambda _: (500, {"error": "oops"}, {}),
    "401": lambda _: (401, {"error": "who?"}, {}),
    "broken JSON": lambda _: (200, b'{"data": [', {}),
    "something else": lambda _: (200, {"choices": []}, {}),
    "too few vectors": lambda _: (200, {"data": []}, {}),
    "too many numbers": lambda _: (200, {"data": [{"index": 0, "embedding": [0.5] * (SIZE + 1)}]}, {}),
    "too few numbers": lambda _: (200, {"data": [{"index": 0, "embedding": [0.5]}]}, {}),
    "no numbers": lambda _: (200, {"data": [{"index": 0, "embedding": ["a"] * SIZE}]}, {}),
    "not a number": lambda _: (200, b'{"data": [{"index": 0, "embedding": [NaN]}]}', {}),
    "another place": lambda _: (302, {}, {"location": "http://127.0.0.1:9/"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_leaves_the_words(boats: Article, embedder: EmbeddingServer, name: str) -> None:
    embedder.fault = FAULTS[name]
    assert found("quero uma canoa") == [("Canoa", "None")]


def test_a_slow_server_is_not_waited_for(boats: Article, embedder: EmbeddingServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(embeddings, "QUESTION_SECONDS", 0.3)
    embedder.delay = 3
    began = time.monotonic()
    assert found("quero uma canoa") == [("Canoa", "None")]
    assert time.monotonic() - began < 2


def test_a_refused_connection_leaves_the_words_and_after_three_nobody_asks(boats: Article, settings: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMBEDDINGS_BASE_URL = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    for _ in range(3):
        assert found("quero uma canoa") == [("Canoa", "None")]
    assert not embeddings.breaker.is_open_for_calls


def test_after_three_failures_the_server_is_left_alone(boats: Article, embedder: EmbeddingServer) -> None:
    embedder.fault = FAULTS["500"]
    for _ in range(5):
        sense_of(ASKED)
    assert len(embedder.requests) == 3


def test_who_may_keep_nobody_waiting_for_a_model_asks_for_no_vector(
    boats: Article, support: Team, maria: Writer, embedder: EmbeddingServer, settings: Any, monkeypatch: Any
) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", embedder.url
    monkeypatch.setattr("chatbot.services.context.exhausted", lambda *_: "day")
    maria.say("vocês têm lancha?")
    assert embedder.requests == []


def test_who_has_waited_long_is_not_kept_waiting_for_a_vector(
    boats: Article, support: Team, maria: Writer, embedder: EmbeddingServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr("chatbot.services.context.LATE", timedelta(0))
    maria.say("vocês têm lancha?")
    assert embedder.requests == []


def test_the_try_out_asks_before_its_transaction(boats: Article, embedder: EmbeddingServer) -> None:
    fields = {"title": "Nova", "content": "Nova", "questions": ["algo"]}
    tried = try_question(ASKED, Article(), fields)
    assert [(one.title, one.way) for one in tried] == [("Canoa", "meaning")]
    assert json.dumps(embedder.texts) == json.dumps([ASKED])
