"""Supervisors see how many articles can be found by their meaning, what went wrong, and which way one was found."""

import pytest
from django.utils.translation import override

from chatbot.models import Article, ArticleEmbedding
from chatbot.services.meanings import index_articles
from chatbot.tasks import sweep_meanings
from tests.chatbot.cast import Writer
from tests.chatbot.conftest import embedder, maria  # noqa: F401
from tests.chatbot.embedding_server import EmbeddingServer

pytestmark = pytest.mark.django_db


def write(title: str, **fields) -> Article:
    return Article.objects.create(title=title, content=f"{title}!", status="approved", **fields)


def shown(page, user, path="/bot/knowledge"):
    return page(user).get(path, headers={"accept-language": "en"}).content.decode()


def test_without_a_model_nothing_is_said_of_it(page, charlie, settings):
    settings.EMBEDDINGS_MODEL = ""
    write("Canoa")
    assert 'id="coverage"' not in shown(page, charlie)


def test_how_many_are_indexed_is_seen(page, charlie, embedder: EmbeddingServer):  # noqa: F811
    write("Canoa")
    index_articles()
    answer = page(charlie).get("/bot/knowledge")
    assert (answer.context["coverage"].missing, answer.context["coverage"].approved) == (0, 1)
    write("Barco")
    assert page(charlie).get("/bot/knowledge").context["coverage"].missing == 1


def test_what_went_wrong_is_seen(page, charlie, embedder: EmbeddingServer):  # noqa: F811
    write("Canoa")
    embedder.fault = lambda _: (401, {}, {})
    sweep_meanings()
    assert "status 401" in shown(page, charlie)


def test_refused_articles_are_counted(page, charlie, embedder: EmbeddingServer):  # noqa: F811
    write("Canoa")
    index_articles()
    ArticleEmbedding.objects.update(error="status 400")
    assert page(charlie).get("/bot/knowledge").context["coverage"].refused == 1


def test_it_costs_two_queries(page, charlie, embedder: EmbeddingServer, settings, django_assert_max_num_queries):  # noqa: F811
    client = page(charlie)
    for title in ("Canoa", "Barco", "Lancha"):
        write(title)
    index_articles()
    client.get("/bot/knowledge")
    with django_assert_max_num_queries(40) as with_model:
        client.get("/bot/knowledge")
    settings.EMBEDDINGS_MODEL = ""
    with django_assert_max_num_queries(40) as without:
        client.get("/bot/knowledge")
    assert len(with_model) - len(without) == 2


def test_the_turn_shows_which_way_an_article_was_found(page, charlie, support, maria: Writer, embedder):  # noqa: F811
    write("Canoa", questions=["alugam barco"])
    index_articles()
    maria.say("vocês têm lancha?")
    with override("pt-br"):
        text = page(charlie).get(f"/bot/turns/{maria.turns[0].pk}").content.decode()
    assert "por sentido" in text or "by meaning" in text


def test_the_try_out_shows_it_too(page, charlie, embedder: EmbeddingServer):  # noqa: F811
    write("Canoa", questions=["alugam barco"])
    index_articles()
    form = {"title": "Nova", "content": "Nova", "asked": "vocês têm lancha?"}
    html = page(charlie).post("/bot/knowledge/try", form).content.decode()
    assert "por sentido" in html or "by meaning" in html
