"""A server that drips holds nobody: each call ends by its moment, over real HTTP, whatever falls byte by byte."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import Team
from chatbot import providers
from chatbot.models import Article, EmbeddingSpace, Reading
from chatbot.providers import embeddings, senses
from chatbot.providers import openai as provider
from chatbot.providers.base import ProviderError
from chatbot.providers.breaker import Breaker
from chatbot.services import take_turn, turns
from chatbot.services.meanings import index_articles
from conversations.models import Attachment
from isp.exceptions import NotReached
from isp.models import System
from isp.services import adapter, save_system
from tests.chatbot.cast import Writer
from tests.chatbot.embedding_server import EmbeddingServer
from tests.dripping import WAYS, dripping

SOON, SLACK = 0.6, 0.9
QUESTION = "e aí, como ficou aquele negócio do mês?"


@pytest.fixture(autouse=True)
def hurried(settings: Any, monkeypatch: Any) -> None:
    settings.OPENAI_API_KEY = settings.EMBEDDINGS_API_KEY = "sk-test"
    settings.EMBEDDINGS_MODEL, settings.OPENAI_TRANSCRIPTION_MODEL = "of-tests", "of-tests"
    monkeypatch.setattr(embeddings, "QUESTION_SECONDS", SOON)
    monkeypatch.setattr(senses, "SECONDS", SOON)
    monkeypatch.setattr(provider, "DEADLINE", SOON)
    monkeypatch.setattr(provider, "_rungs", {})
    for module in (providers, embeddings):
        monkeypatch.setattr(module, "breaker", Breaker())


def index(monkeypatch: Any) -> None:
    monkeypatch.setattr(embeddings, "ARTICLES_SECONDS", SOON)
    embeddings.embed_texts(["canoa"])


def write(monkeypatch: Any) -> None:
    provider.write_text("Sum it up.", "canoa")


def listen(monkeypatch: Any) -> None:
    senses.transcribe(b"0" * 5_000_000, mime_type="audio/ogg")


def look(monkeypatch: Any) -> None:
    senses.describe(b"0" * 5_000_000, mime_type="image/png", filename="a.png")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", [index, write, listen, look])
def test_a_call_ends_by_its_moment(way: str, call: Callable[[Any], None], settings: Any, monkeypatch: Any) -> None:
    with dripping(way) as url:
        settings.OPENAI_BASE_URL = settings.EMBEDDINGS_BASE_URL = url
        began = time.monotonic()
        with pytest.raises(ProviderError):
            call(monkeypatch)
        assert time.monotonic() - began < SOON + SLACK


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_a_turn_ends_by_its_moment(
    support: Team, maria: Writer, settings: Any, embedder: EmbeddingServer, way: str
) -> None:
    Article.objects.create(title="Canoa", content="Uma canoa.", questions=["alugam barco"], status="approved")
    index_articles()
    assert EmbeddingSpace.objects.get().size
    with dripping(way) as url:
        settings.OPENAI_BASE_URL = settings.EMBEDDINGS_BASE_URL = url
        began = time.monotonic()
        maria.say(QUESTION)
        assert time.monotonic() - began < 2 * (SOON + SLACK)
    assert maria.answers
    assert maria.turns[0].error == "deadline"


def speak(writer: Writer) -> None:
    conversation = writer.write(type="audio", media={"id": f"m{Attachment.objects.count()}", "mime_type": "audio/ogg"})
    note = Attachment.objects.filter(conversation=conversation).latest("created_at")
    note.file.save("x", ContentFile(b"OggS..."), save=False)
    note.state, note.mime_type, note.size = "ready", "audio/ogg", 7
    note.save()


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_several_voice_notes_and_their_answer_end_by_one_moment(
    support: Team, maria: Writer, settings: Any, monkeypatch: Any, way: str
) -> None:
    monkeypatch.setattr(senses, "SECONDS", 60.0)
    monkeypatch.setattr(provider, "DEADLINE", 60.0)
    monkeypatch.setattr(turns, "READING_SECONDS", SOON)
    monkeypatch.setattr(turns, "SECONDS", 2 * SOON)
    settings.EMBEDDINGS_MODEL = ""
    speak(maria)
    speak(maria)
    maria.write(QUESTION)
    with dripping(way) as url:
        settings.OPENAI_BASE_URL = url
        began = time.monotonic()
        take_turn(maria.conversation.pk)
        assert time.monotonic() - began < 2 * SOON + 5
    assert maria.answers
    assert Reading.objects.exclude(error="").count() == 2
    assert maria.turns[0].error == "deadline"


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_the_providers_own_system_is_left_by_then_too(way: str) -> None:
    with dripping(way) as url:
        save_system(System(kind="http", base_url=url, seconds=Decimal(1)), secret="")
        system, began = adapter(deadline=time.monotonic() + SOON), time.monotonic()
        assert system
        with pytest.raises(NotReached):
            system.hours()
        assert time.monotonic() - began < SOON + SLACK
