"""Whatever a model's server does, over real HTTP: the customer gets an answer or a person, both sides see it, in time,
and the next customer is not kept waiting. The server is of another make than ours."""

import json
import socket
import time
from typing import Any

import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Fail, Reply, ToolCall, ToolFault

from accounts.models import Team
from chatbot import providers
from chatbot.providers import openai as provider
from chatbot.providers.breaker import Breaker
from chatbot.services import dialogues, turns
from conversations.models import Channel, Status
from helpdesk.demo.subscribers import create_subscribers
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db
# Neither rules nor tools nor articles answer this.
QUESTION = "e aí, como ficou aquele negócio do mês?"
IN_TIME = 25.0
GOOD = {"reply": "Sobre qual assunto?", "intent": "other", "confidence": 0.9, "action": "answer", "sources": []}
ENGLISH = {**GOOD, "reply": "You can find it in the app, please open the menu and pay there with your card."}
FOREVER: Any = {"times": None}


def said(reply: dict[str, Any], **more: Any) -> Reply:
    return Reply(text=json.dumps(reply), **{**FOREVER, **more})


FAULTS: dict[str, tuple[Any, str]] = {
    "429": (Fail(429, retry_after=0.1, **FOREVER), "status 429"),
    "429 for a minute": (Fail(429, retry_after=60, **FOREVER), "status 429"),
    "500": (Fail(500, **FOREVER), "status 500"),
    "503": (Fail(503, **FOREVER), "status 503"),
    "401": (Fail(401, **FOREVER), "status 401"),
    "prompt too long": (Fail(400, code="context_length_exceeded", **FOREVER), "status 400"),
    "cut off by length": (Reply(text='{"reply": "Abra', finish_reason="length", **FOREVER), "finish_reason length"),
    "cut off in the middle": (Reply(text='{"reply": "Abra o ap', **FOREVER), "no JSON"),
    "broken JSON": (Reply(text="{'reply': oops}", **FOREVER), "no JSON"),
    "content filter": (Reply(text="", finish_reason="content_filter", **FOREVER), "finish_reason content_filter"),
    "empty": (Reply(text="", **FOREVER), "no JSON"),
    "an empty reply": (said({**GOOD, "reply": ""}), "blocked: empty"),
    "wrong language": (said(ENGLISH), "blocked: language"),
    "unknown tool": (ToolFault("unknown_tool", **FOREVER), "endless tool calls"),
    "broken arguments": (ToolFault("malformed_arguments", **FOREVER), "endless tool calls"),
    "endless tool calls": (Reply(tool_calls=(ToolCall("get_account", {}),), **FOREVER), "endless tool calls"),
}


@pytest.fixture(autouse=True)
def ready(knowledge: None, support: Team, settings: Any, monkeypatch: Any, llmock: LLMock) -> None:
    create_subscribers()
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", llmock.base_url("openai")
    monkeypatch.setattr(provider, "_rungs", {})
    monkeypatch.setattr(providers, "breaker", Breaker())


def is_seen_by_both(writer: Writer) -> bool:
    """An answer, or a hand-over with its reason."""
    conversation = writer.conversation
    if not writer.answers:
        return False
    return conversation.status == Status.BOT or bool(conversation.timeline.get(kind="handoff").data["reason"])


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_ends_in_time_where_both_see_it(joao: Writer, channel: Channel, llmock: LLMock, name: str) -> None:
    behaviour, error = FAULTS[name]
    llmock.add(behaviour)
    began = time.monotonic()
    joao.say(QUESTION)
    assert time.monotonic() - began < IN_TIME
    assert is_seen_by_both(joao)
    assert joao.turns[0].error == error
    llmock.assert_resilient()
    llmock.reset()
    llmock.add(said(GOOD))
    following = Writer(channel, "5511902230519")
    following.say(QUESTION)
    assert following.answers[0].content == GOOD["reply"]


def test_the_second_miss_is_a_persons(joao: Writer, llmock: LLMock) -> None:
    llmock.add(Fail(500, **FOREVER))
    joao.say("vocês vendem geladeira?")
    assert joao.say("geladeira frost free").outcome == "handed_over"
    assert "geladeira" in joao.conversation.timeline.get(kind="handoff").data["reason"]


def test_a_slow_server_is_left_at_the_deadline(joao: Writer, llmock: LLMock, monkeypatch: Any) -> None:
    monkeypatch.setattr(provider, "DEADLINE", 1.0)
    llmock.delay(6, times=None)
    began = time.monotonic()
    joao.say(QUESTION)
    assert time.monotonic() - began < 3
    assert is_seen_by_both(joao)


def test_all_deadlines_together_leave_time_before_the_claim_runs_out() -> None:
    longest = (
        max(provider.DEADLINE, dialogues.TURN_SECONDS) + 6
    )  # a call to the provider's system that began just then
    assert longest < IN_TIME < turns.CLAIM.total_seconds()


def test_a_refused_connection(joao: Writer, settings: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.OPENAI_BASE_URL = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    joao.say(QUESTION)
    assert joao.turns[0].error == "APIConnectionError"
    assert is_seen_by_both(joao)


def test_after_three_failures_nobody_waits_for_it(channel: Channel, llmock: LLMock) -> None:
    llmock.add(Fail(503, **FOREVER))
    numbers = ("5511902230519", "5511903387120", "5511906648215", "5511907729384")
    writers = [Writer(channel, number) for number in numbers]
    for writer in writers:
        writer.say(QUESTION)
    assert writers[-1].turns[0].error == "paused after failures"
    assert writers[-1].turns[0].latency_ms < 1000


def test_most_turns_take_one_call(joao: Writer, llmock: LLMock) -> None:
    llmock.add(said(GOOD))
    joao.say(QUESTION)
    assert joao.turns[0].calls == 1


def test_a_whole_round_with_a_tool_of_the_servers_own_choice(joao: Writer, llmock: LLMock) -> None:
    """It calls one of those that are offered, with arguments of its own making, and answers in prose."""
    joao.say(QUESTION)
    assert is_seen_by_both(joao)
