"""A model behind OpenAI's protocol: asked strictly, believed carefully, and done without when it fails."""

import json
from typing import Any

import pytest

from chatbot import providers
from chatbot.engine.types import Action, Candidate, Draft, Line, Persona, Snapshot
from chatbot.providers import TurnRequest, draft_answer
from chatbot.providers import openai as provider
from chatbot.providers.breaker import Breaker
from tests.chatbot.cast import Writer
from tests.chatbot.model_server import ModelServer, Scripted, completion

BOLETO = Candidate(id=1, title="Boleto", content="Abra o app.", intent="invoice_copy", score=0.9)
REPLY = {
    "reply": "É só abrir o app TechISP 😊",
    "intent": "invoice_copy",
    "confidence": 0.93,
    "action": "answer",
    "reason": "",
    "sources": [1],
}
ERROR = {"error": {"message": "no", "type": "x", "param": None, "code": None}}


def ask(text: str = "quero meu boleto", *lines: Line) -> Draft:
    snapshot = Snapshot(
        burst=(Line("customer", text),), lines=lines, candidates=(BOLETO,), persona=Persona(company="TechISP")
    )
    return draft_answer(TurnRequest(snapshot=snapshot))


def test_a_good_answer_is_taken(model: ModelServer) -> None:
    model.script = [completion(REPLY)]
    draft = ask()
    assert (draft.provider, draft.reply, draft.sources) == ("openai", "É só abrir o app TechISP 😊", (1,))
    assert (draft.confidence, draft.tokens, draft.error) == (0.93, 120, "")
    assert model.requests[0]["response_format"]["type"] == "json_schema"
    assert "Abra o app." in model.requests[0]["messages"][0]["content"]


def test_a_wish_to_hand_over_is_taken(model: ModelServer) -> None:
    model.script = [completion({**REPLY, "action": "hand_over", "reason": "Quer estorno."})]
    draft = ask()
    assert (draft.action, draft.reason) == (Action.HAND_OVER, "Quer estorno.")


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_without_schemas_is_asked_in_simpler_ways_and_remembered(model: ModelServer, status: int) -> None:
    model.script = [
        Scripted(status, ERROR),
        Scripted(status, ERROR),
        completion(f"Claro!\n```json\n{json.dumps(REPLY)}\n```"),
    ]
    assert ask().provider == "openai"
    assert [request.get("response_format", {}).get("type") for request in model.requests] == [
        "json_schema",
        "json_object",
        None,
    ]
    assert ask().provider == "openai"
    assert len(model.requests) == 4


def test_prose_instead_of_json_is_asked_again_in_a_simpler_way(model: ModelServer) -> None:
    model.script = [completion("Claro, abra o app!"), completion(REPLY)]
    assert ask().provider == "openai"


def test_a_busy_server_is_asked_once_more(model: ModelServer) -> None:
    model.script = [Scripted(429, ERROR, {"retry-after": "0"}), completion(REPLY)]
    assert ask().provider == "openai"
    assert len(model.requests) == 2


def test_the_other_name_of_the_token_limit_is_tried(model: ModelServer) -> None:
    hint = {"error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}
    model.script = [Scripted(400, hint), completion(REPLY)]
    assert ask().provider == "openai"
    assert "max_completion_tokens" in model.requests[1]


FAILURES = {
    "always busy": ([Scripted(429, ERROR, {"retry-after": "0"})], "status 429"),
    "busy for a minute": ([Scripted(429, ERROR, {"retry-after": "60"})], "status 429"),
    "always an error": ([Scripted(500, ERROR)], "status 500"),
    "a gateway's page": ([Scripted(502, b"<html>Bad gateway</html>", {"retry-after": "0"})], "status 502"),
    "a wrong key": ([Scripted(401, ERROR)], "status 401"),
    "a broken body": ([Scripted(200, b'{"choices": [')], "broken body"),
    "no choices": ([Scripted(200, {"choices": []})], "broken body"),
    "a filtered answer": ([completion("", finish_reason="content_filter")], "finish_reason content_filter"),
    "a cut answer": ([completion('{"reply": "É só', finish_reason="length")], "finish_reason length"),
    "a refusal": ([completion(None, refusal="I cannot")], "refused"),
    "nothing": ([completion(None)], "no JSON"),
    "the wrong shape": ([completion({"answer": 42})], "wrong shape"),
    "an absurd confidence": ([completion({**REPLY, "confidence": 97})], "wrong shape"),
    "an unknown action": ([completion({**REPLY, "action": "delete_account"})], "wrong shape"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_whatever_goes_wrong_the_offline_way_answers(model: ModelServer, name: str) -> None:
    model.script, error = FAILURES[name]
    draft = ask()
    assert (draft.provider, draft.reply) == ("offline", "Abra o app.")
    assert draft.error == error


def test_a_slow_server_is_not_waited_for(model: ModelServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(provider, "DEADLINE", 0.4)
    model.script = [Scripted(200, completion(REPLY).body, delay=2)]
    draft = ask()
    assert draft.provider == "offline"
    assert draft.error


def test_no_server_at_all(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(providers, "breaker", Breaker())
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    draft = ask()
    assert (draft.provider, draft.error) == ("offline", "APIConnectionError")


def test_a_server_that_keeps_failing_is_left_alone_for_a_while(model: ModelServer, monkeypatch: Any) -> None:
    model.script = [Scripted(401, ERROR)]
    assert [ask().error for _ in range(5)] == ["status 401"] * 3 + ["paused after failures"] * 2
    assert len(model.requests) == 3
    monkeypatch.setattr(providers.breaker, "closed_until", 0.0)
    model.script = [completion(REPLY)]
    assert ask().provider == "openai"


def test_what_identifies_a_person_does_not_leave(model: ModelServer) -> None:
    model.script = [completion(REPLY)]
    ask(
        "meu cpf é 529.982.247-25 e email maria@exemplo.com.br",
        Line("customer", "cartao 4111 1111 1111 1111, fone (11) 98765-4321, cpf 52998224725"),
        Line("bot", "Obrigado!"),
    )
    sent = json.dumps(model.requests[0])
    for secret in ("529.982", "52998224725", "maria@", "4111", "98765"):
        assert secret not in sent
    assert [message["role"] for message in model.requests[0]["messages"]] == ["system", "user", "assistant", "user"]


def test_without_key_or_address_nobody_is_asked(settings: Any) -> None:
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    assert ask().provider == "offline"


@pytest.mark.django_db
def test_a_turn_with_a_model_is_recorded_as_such(knowledge: None, maria: Writer, model: ModelServer) -> None:
    model.script = [Scripted(503, ERROR, {"retry-after": "0"})]
    assert maria.say("quero meu boleto").outcome == "answered"
    assert (maria.turns[0].provider, maria.turns[0].error) == ("offline", "status 503")
