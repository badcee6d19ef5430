"""A customer asks for a person, and gets one."""

from collections.abc import Iterator

import pytest

from tests.flow.client import ATENDENTE, Client, Json, Phone, Socket
from tests.flow.system import System, until

pytestmark = pytest.mark.flow
PHRASINGS = [
    "quero falar com atendente",
    "ATENDENTE",
    "me passa pra um humano pfv",
    "gostaria de falar com uma pessoa de verdade",
    "atendente por favor!!!",
]


@pytest.fixture(scope="module")
def agent(shared_system: System) -> Client:
    return Client(shared_system, *ATENDENTE)


@pytest.fixture(scope="module")
def socket(agent: Client) -> Iterator[Socket]:
    with agent.socket() as opened:
        opened.send(type="set_status", status="online")
        opened.send(type="ping")
        opened.wait_for("pong")
        yield opened


def told(socket: Socket, conversation_id: str) -> Json:
    """That somebody waits for a person: the agent got it, or sees it in the queue."""
    kinds = ("conversation_assigned", "queue_update")

    def fits(event: Json) -> bool:
        return event["type"] in kinds and event["conversation_id"] == conversation_id

    return socket.wait_until(fits, 15, f"told of {conversation_id}")


@pytest.mark.parametrize("number", range(len(PHRASINGS)))
def test_from_the_bot_to_a_person_and_back(shared_system: System, agent: Client, socket: Socket, number: int) -> None:
    phone = Phone(shared_system, f"+551198888000{number}", f"Davi {number}")
    phone.write("oi")
    until(phone.received, 15, "the chatbot's greeting")
    first = phone.conversation(agent)
    assert first["status"] == "bot"

    phone.write(PHRASINGS[number])
    told(socket, first["id"])
    assert agent.conversation(first["id"])["status"] in ("queue", "in_progress")
    answer = f"Olá, Davi {number}! Aqui é a Ana."
    agent.post(f"/conversations/{first['id']}/messages", {"content": answer}, expect=201)
    phone.wait_for(answer)
    assert agent.conversation(first["id"])["assigned_to"]["id"] == agent.id

    before = len(phone.received())
    phone.write("qual o horário de atendimento?")
    socket.wait_for("new_message", conversation_id=first["id"], content="qual o horário de atendimento?")
    closed = agent.post(f"/conversations/{first['id']}/close", {"resolution": "resolved", "notes": "tudo certo"})
    assert (closed["status"], closed["resolution"]) == ("closed", "resolved")
    assert len(phone.received()) == before  # the chatbot kept out of it

    phone.write("oi de novo")
    until(lambda: len(phone.conversations(agent)) == 2, 15, "a second conversation")
    second = phone.conversation(agent)
    assert second["id"] != first["id"]
    assert second["protocol"] != first["protocol"]
    assert second["status"] == "bot"
    until(lambda: len(phone.received()) > before, 15, "the chatbot's answer in it")
