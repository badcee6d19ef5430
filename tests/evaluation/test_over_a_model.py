"""The evaluation plays against a model as well: over real HTTP, to a server of another make than ours."""

import json
from typing import Any

import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Fail, Reply

from accounts.models import Team
from chatbot import providers
from chatbot.providers import openai as provider
from chatbot.providers.breaker import Breaker
from evaluation.runs import figures_of, play
from evaluation.sets import Expected, Script, Step, Utterance

pytestmark = pytest.mark.django_db
ASKED = [Utterance(("e aí, como ficou aquele negócio do mês?",), "other")]
SCRIPT = Script("a question back", [Step(("aquilo lá que eu falei",), Expected(frozenset({"article"})))])
SAID = {"reply": "Sobre qual assunto?", "intent": "other", "confidence": 0.9, "action": "answer", "sources": []}


@pytest.fixture(autouse=True)
def ready(knowledge: None, support: Team, settings: Any, monkeypatch: Any, llmock: LLMock) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", llmock.base_url("openai")
    monkeypatch.setattr(provider, "_rungs", {})
    monkeypatch.setattr(providers, "breaker", Breaker())
    provider.client_of.cache_clear()


def test_calls_and_tokens_are_counted_a_turn(llmock: LLMock) -> None:
    llmock.add(Reply(text=json.dumps(SAID), times=None))
    run = play(ASKED, [SCRIPT])
    figures = {figure.name: figure.value for figure in figures_of(run, 0.6)}
    assert run.provider == "openai"
    assert figures["model calls a turn"] == 1
    assert figures["tokens a turn"] > 0
    assert figures["cost of a thousand turns"] > 0
    assert [turn.text for turn in run.turns] == [SAID["reply"]] * 2


def test_a_server_that_fails_is_seen_in_the_figures(llmock: LLMock) -> None:
    llmock.add(Fail(401, times=None))
    run = play(ASKED, [])
    figures = {figure.name: figure.value for figure in figures_of(run, 0)}
    assert run.provider == "offline"
    assert figures["turns with an error"] == 1
