from collections.abc import Iterator
from typing import Any

import pytest

from chatbot import providers
from chatbot.demo_knowledge import load_demo_knowledge
from chatbot.providers import embeddings
from chatbot.providers import openai as provider
from chatbot.providers.breaker import Breaker
from conversations.models import Channel
from tests.chatbot import embedding_server
from tests.chatbot.cast import Writer
from tests.chatbot.embedding_server import EmbeddingServer
from tests.chatbot.model_server import ModelServer, serving


@pytest.fixture
def knowledge(db: None) -> None:
    load_demo_knowledge()


@pytest.fixture
def maria(channel: Channel) -> Writer:
    return Writer(channel)


@pytest.fixture
def joao(channel: Channel) -> Writer:
    """Whom the demo's provider knows."""
    return Writer(channel, "5511999999999")


@pytest.fixture
def paulo(channel: Channel) -> Writer:
    """Whom it has blocked."""
    return Writer(channel, "5511905538912")


@pytest.fixture
def model(settings: Any, monkeypatch: Any) -> Iterator[ModelServer]:
    monkeypatch.setattr(provider, "_rungs", {})
    monkeypatch.setattr(providers, "breaker", Breaker())
    with serving() as server:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", server.url
        yield server
        provider.client_of.cache_clear()


@pytest.fixture
def embedder(settings: Any, monkeypatch: Any) -> Iterator[EmbeddingServer]:
    monkeypatch.setattr(embeddings, "breaker", Breaker())
    with embedding_server.serving() as server:
        settings.EMBEDDINGS_MODEL, settings.EMBEDDINGS_BASE_URL = "of-tests", server.url
        yield server
