"""Vectors are made for approved articles: once, by one worker at a time, again when the text changes; a server
that fails is tried again later, and it is seen."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from llmock.pytest_plugin import LLMock

from chatbot.models import Article, ArticleEmbedding, EmbeddingSpace, Passage
from chatbot.providers.embeddings import EmbeddingsError
from chatbot.services import meanings
from chatbot.services.meanings import coverage, index_articles, passages_of
from chatbot.tasks import sweep_meanings
from tests.chatbot.embedding_server import SIZE, EmbeddingServer

pytestmark = pytest.mark.django_db


def write(title: str, *questions: str, status: str = "approved") -> Article:
    return Article.objects.create(title=title, content=f"{title}!", questions=list(questions), status=status)


def state() -> tuple[int, int]:
    covered = coverage()
    assert covered is not None
    return covered.indexed, covered.approved


def space() -> EmbeddingSpace:
    return EmbeddingSpace.objects.get()


def test_each_passage_of_an_approved_article_gets_a_vector(embedder: EmbeddingServer) -> None:
    write("Canoa", "tem barco", "e lancha")
    write("Segredo", status="draft")
    assert index_articles() == 1
    assert Passage.objects.count() == 4
    assert {"Canoa\nCanoa!", "Canoa", "tem barco", "e lancha"} <= set(embedder.texts)
    assert not any("Segredo" in text for text in embedder.texts)
    assert state() == (1, 1)


def test_without_a_model_nothing_is_made_or_asked(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert sweep_meanings() == 0
        assert coverage() is None


def test_what_is_done_is_not_done_again(embedder: EmbeddingServer, django_assert_max_num_queries: Any) -> None:
    write("Canoa")
    index_articles()
    asked = len(embedder.requests)
    with django_assert_max_num_queries(3):
        assert index_articles() == 0
    assert len(embedder.requests) == asked


def test_a_changed_text_gets_new_vectors_and_loses_the_old(embedder: EmbeddingServer) -> None:
    article = write("Canoa", "tem barco", "e lancha")
    index_articles()
    article.questions = ["tem barco"]
    article.save()
    assert state() == (0, 1)
    assert index_articles() == 1
    assert Passage.objects.count() == 3
    Article.objects.filter(pk=article.pk).update(intent="prices")  # nothing that it is found by
    assert index_articles() == 0


def test_another_model_makes_them_anew(embedder: EmbeddingServer, settings: Any) -> None:
    write("Canoa")
    index_articles()
    settings.EMBEDDINGS_MODEL = "another"
    assert state() == (0, 1)
    assert index_articles() == 1
    assert state() == (1, 1)
    assert Passage.objects.count() == 2


def test_the_size_is_asked_for_and_part_of_the_name(embedder: EmbeddingServer, settings: Any) -> None:
    settings.EMBEDDINGS_DIMENSIONS = 16
    write("Canoa")
    index_articles()
    assert {request["dimensions"] for request in embedder.requests} == {16}
    assert (space().name, space().size) == ("of-tests:16", 16)


def test_many_articles_are_gone_through_in_batches(embedder: EmbeddingServer) -> None:
    Article.objects.bulk_create(Article(title=f"Canoa {n}", content="…", status="approved") for n in range(40))
    assert index_articles() == 40
    assert max(len(request["input"]) for request in embedder.requests) == 32


def test_it_goes_on_where_it_was_broken_off(embedder: EmbeddingServer) -> None:
    Article.objects.bulk_create(Article(title=f"Canoa {n}", content="…", status="approved") for n in range(40))
    assert index_articles(seconds=0.0) == 0
    calls = iter(range(100))
    embedder.fault = lambda _: (500, {}, {}) if next(calls) >= 1 else None
    with pytest.raises(EmbeddingsError):
        index_articles()
    assert state() == (16, 40)
    embedder.fault = None
    assert index_articles(is_waiting=False) == 24


def fails(status: int, body: Any = b"", **headers: str) -> Any:
    return lambda _: (status, body, {name.replace("_", "-"): value for name, value in headers.items()})


FAULTS = {
    "status 500": fails(500),
    "status 429": fails(429, retry_after="120"),
    "status 503": fails(503, retry_after="nan"),
    "status 401": fails(401),
    "status 404": fails(404),
    "broken body": fails(200, b"<html>"),
    "0 vectors for 32 texts": fails(200, {"data": []}),
    "status 400": fails(400),
}


@pytest.mark.parametrize("why", FAULTS)
def test_a_failure_is_kept_and_tried_again_later(embedder: EmbeddingServer, why: str) -> None:
    write("Canoa")
    embedder.fault = FAULTS[why]
    assert sweep_meanings() == 0
    assert (space().error, space().failures, space().claim) == (why, 1, None)
    asked = len(embedder.requests)
    assert sweep_meanings() == 0
    assert len(embedder.requests) == asked  # it is not time yet
    EmbeddingSpace.objects.update(retry_at=timezone.now())
    embedder.fault = None
    assert sweep_meanings() == 1
    assert (space().error, space().failures) == ("", 0)


def test_the_server_says_how_long_it_wants_to_be_left_alone(embedder: EmbeddingServer) -> None:
    write("Canoa")
    embedder.fault = fails(429, retry_after="120")
    sweep_meanings()
    retry_at = space().retry_at
    assert retry_at is not None
    assert retry_at > timezone.now() + timedelta(seconds=110)


def test_failures_are_tried_again_ever_later_but_within_an_hour(embedder: EmbeddingServer) -> None:
    write("Canoa")
    embedder.fault = fails(500)
    waits = []
    for _ in range(12):
        sweep_meanings()
        retry_at = space().retry_at
        assert retry_at is not None
        waits.append((retry_at - timezone.now()).total_seconds())
        EmbeddingSpace.objects.update(retry_at=None)
    assert waits[0] < waits[1] < waits[4] < waits[8] <= 3600
    assert waits[-1] <= 3600


def test_a_server_that_now_gives_other_vectors_is_found_out(embedder: EmbeddingServer) -> None:
    write("Canoa")
    index_articles()
    write("Barco")
    embedder.size = SIZE * 2
    sweep_meanings()
    assert space().error == f"vectors of {SIZE} and {SIZE * 2} numbers"
    assert state() == (1, 2)


def test_one_text_that_is_refused_keeps_no_other_back(embedder: EmbeddingServer) -> None:
    bad = write("Canoa proibida")
    write("Barco")
    embedder.fault = lambda request: (400, {}, {}) if any("proibida" in text for text in request["input"]) else None
    assert index_articles() == 2
    covered = coverage()
    assert covered is not None
    assert (covered.indexed, covered.refused, covered.missing) == (1, 1, 1)
    assert ArticleEmbedding.objects.get(pk=bad.pk).error == "status 400"
    assert index_articles() == 0
    ArticleEmbedding.objects.filter(pk=bad.pk).update(made_at=timezone.now() - timedelta(days=2))
    embedder.fault = None
    assert index_articles() == 1
    assert state() == (2, 2)


def test_an_article_that_changed_while_its_vectors_were_made_is_done_again(embedder: EmbeddingServer) -> None:
    article = write("Canoa")

    def edit(request: dict[str, Any]) -> None:
        if "Canoa" in request["input"]:
            edits.append(True)

    edits: list[bool] = []
    embedder.fault = edit
    store, index = meanings._store, index_articles

    def changed_before(*args: Any, **more: Any) -> None:
        Article.objects.filter(pk=article.pk, title="Canoa").update(title="Bicicleta")
        store(*args, **more)

    meanings._store = changed_before  # type: ignore[assignment]
    try:
        assert index() == 2
    finally:
        meanings._store = store
    assert edits
    assert "Bicicleta" in embedder.texts
    assert state() == (1, 1)


def test_an_article_that_was_deleted_meanwhile_is_left_out(embedder: EmbeddingServer, monkeypatch: Any) -> None:
    article = write("Canoa")
    write("Barco")
    vectors_of = meanings._vectors_of

    def deleting(*args: Any) -> Any:
        found = vectors_of(*args)
        article.delete()
        return found

    monkeypatch.setattr(meanings, "_vectors_of", deleting)
    index_articles()
    assert state() == (1, 1)


def test_a_worker_that_lost_its_claim_writes_nothing(embedder: EmbeddingServer, monkeypatch: Any) -> None:
    write("Canoa")
    vectors_of = meanings._vectors_of

    def overtaken(*args: Any) -> Any:
        found = vectors_of(*args)
        EmbeddingSpace.objects.update(claim="00000000-0000-0000-0000-000000000000")
        return found

    monkeypatch.setattr(meanings, "_vectors_of", overtaken)
    assert index_articles() == 0
    assert Passage.objects.count() == 0


def test_a_dead_workers_claim_runs_out(embedder: EmbeddingServer) -> None:
    write("Canoa")
    index_articles()
    write("Barco")
    EmbeddingSpace.objects.update(
        claim="00000000-0000-0000-0000-000000000000", claimed_until=timezone.now() + timedelta(seconds=60)
    )
    assert index_articles() == 0
    EmbeddingSpace.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert index_articles() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_makes_them(embedder: EmbeddingServer) -> None:
    for title in ("Canoa", "Barco", "Pão"):
        write(title)
    EmbeddingSpace.objects.create(name="of-tests")
    embedder.delay = 0.2
    start = Barrier(2)

    def work(_: int) -> int:
        try:
            start.wait(timeout=30)
            return index_articles()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2))) == [0, 3]
    assert embedder.texts.count("Canoa") == 1
    assert Passage.objects.count() == 6


def test_the_database_forbids_doubles(embedder: EmbeddingServer) -> None:
    article = write("Canoa")
    index_articles()
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleEmbedding.objects.create(article=article, space=space(), digest="x")
    with pytest.raises(IntegrityError, match="passage_once_in_its_place"), transaction.atomic():
        Passage.objects.create(embedding_id=article.pk, place=0, signature="0", vector=b"")


def test_long_texts_are_cut(db: None) -> None:
    article = write("Canoa")
    article.content = "a" * 4000
    assert max(map(len, passages_of(article))) == 1500


def test_no_extension_is_needed(embedder: EmbeddingServer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
        assert cursor.fetchone() == (0,)
    write("Canoa")
    assert index_articles() == 1


def test_the_command_makes_what_is_missing_and_all_again(embedder: EmbeddingServer) -> None:
    write("Canoa")
    written = io.StringIO()
    call_command("index_articles", stdout=written)
    assert "1 of 1 articles have their vectors." in written.getvalue()
    asked = len(embedder.requests)
    call_command("index_articles", stdout=written)
    assert len(embedder.requests) == asked
    embedder.size = SIZE * 2
    call_command("index_articles", "--again", stdout=written)
    assert space().size == SIZE * 2


def test_the_command_says_why_it_cannot(embedder: EmbeddingServer, settings: Any) -> None:
    write("Canoa")
    embedder.fault = fails(401)
    with pytest.raises(CommandError, match="status 401"):
        call_command("index_articles", stdout=io.StringIO())
    settings.EMBEDDINGS_MODEL = ""
    with pytest.raises(CommandError, match="EMBEDDINGS_MODEL"):
        call_command("index_articles", stdout=io.StringIO())


def test_a_server_of_another_make(llmock: LLMock, settings: Any, embedder: EmbeddingServer) -> None:
    settings.EMBEDDINGS_MODEL = "text-embedding-3-small"
    settings.EMBEDDINGS_BASE_URL = llmock.base_url("openai")
    write("Canoa", "tem barco")
    assert index_articles() == 1
    assert space().size == 1536
