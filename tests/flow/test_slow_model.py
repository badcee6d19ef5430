"""Two hundred customers at once, and a model that takes its time: agents do not wait, and nobody is forgotten."""

import json
import time
from collections.abc import Iterator

import pytest
from llmock.scenarios import Delay, Reply
from llmock.testing import LLMockServer

from tests.flow.client import JOAO, SUPERVISOR, Client
from tests.flow.system import System, running, until

pytestmark = pytest.mark.flow
CUSTOMERS, SLOW, AGENT_MESSAGES = 200, 5.0, 10
QUESTION = "e aí, como ficou aquele negócio do mês?"
ANSWER = "Sobre qual assunto você quer falar?"
# Of an agent's message: from the call to WhatsApp's yes.
SOON = 3.0


@pytest.fixture(scope="module")
def slow_model() -> Iterator[LLMockServer]:
    reply = {"reply": ANSWER, "intent": "other", "confidence": 0.9, "action": "answer", "reason": "", "sources": []}
    with LLMockServer() as server:
        server.state.scenarios.add(Delay(SLOW, times=None), Reply(text=json.dumps(reply), times=None))
        yield server


@pytest.fixture(scope="module")
def system(slow_model: LLMockServer) -> Iterator[System]:
    settings = {"CHATBOT_WAIT_MS": "200", "RATE_LIMIT_ACCOUNT": "100000/min", "OPENAI_API_KEY": "sk-test"}
    with running(DEMO="1", OPENAI_BASE_URL=slow_model.base_url("openai"), **settings) as started:
        started.login()
        yield started


def seconds_to_send(agent: Client, text: str) -> float:
    began = time.monotonic()
    message = agent.post(f"/conversations/{JOAO}/messages", {"content": text}, expect=201)

    def has_left() -> bool:
        return agent.message(JOAO, message["id"])["status"] in ("sent", "delivered", "read")

    until(has_left, 20, "the agent's message sent")
    return time.monotonic() - began


def open_with(agent: Client, status: str) -> list[str]:
    found, cursor = [], None
    while True:
        page = agent.get("/conversations", status=status, limit=100, **({"cursor": cursor} if cursor else {}))
        found += [c["customer"]["name"] for c in page["conversations"] if c["customer"]["name"].startswith("Lento")]
        if (cursor := page["next"]) is None:
            return found


def test_a_slow_model_delays_no_agent_and_forgets_no_customer(system: System, slow_model: LLMockServer) -> None:
    agent = Client(system, *SUPERVISOR)
    for number in range(CUSTOMERS):
        body = {"from": f"+55119077{number:05d}", "name": f"Lento {number}", "type": "text", "text": QUESTION}
        system.http.post("/simulator/api/messages", json=body).raise_for_status()
    began = time.monotonic()
    times = [seconds_to_send(agent, f"mensagem {number}") for number in range(AGENT_MESSAGES)]
    assert max(times) < SOON, times

    def all_answered() -> bool:
        waiting = [
            c
            for c in agent.get("/conversations", status="bot", limit=100)["conversations"]
            if c["customer"]["name"].startswith("Lento") and c["last_message"]["direction"] == "incoming"
        ]
        return not waiting and len(open_with(agent, "bot")) + len(open_with(agent, "queue")) >= CUSTOMERS * 0.9

    until(all_answered, 150, "every customer answered or in the queue")
    print(f"agent: {max(times):.2f} s at most; all 200 after {time.monotonic() - began:.0f} s")
