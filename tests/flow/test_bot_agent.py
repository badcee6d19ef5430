"""A bot of the customer's own, in the seat of the built-in one."""

import json
import time
from collections.abc import Iterator

import pytest

from tests.flow.client import ATENDENTE, BOT, SUPERVISOR, Client, Phone, Socket, error_of
from tests.flow.system import System, signed, until

pytestmark = pytest.mark.flow
QUESTION = "qual o horário de atendimento?"


@pytest.fixture(scope="module")
def bot(shared_system: System) -> Client:
    return Client(shared_system, *BOT)


@pytest.fixture(scope="module")
def supervisor(shared_system: System) -> Client:
    return Client(shared_system, *SUPERVISOR)


@pytest.fixture
def socket(bot: Client) -> Iterator[Socket]:
    with bot.socket("/api/v1/ws/chat") as opened:
        opened.wait_for("agent_status", agent_id=bot.id, status="online")
        yield opened
        opened.send(type="set_status", status="offline")
        opened.wait_for("agent_status", agent_id=bot.id, status="offline")


def webhook(phone: str, text: str) -> bytes:
    wa_id = phone.lstrip("+")
    message = {
        "from": wa_id,
        "id": f"wamid.own.{wa_id}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551130000000", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Zoë Ñandú"}, "wa_id": wa_id}],
        "messages": [message],
    }
    entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def test_a_new_customer_of_the_simulator_is_the_bots(
    shared_system: System, bot: Client, supervisor: Client, socket: Socket
) -> None:
    phone = Phone(shared_system, "+5511977770001", "Bia")
    phone.write(QUESTION)
    event = socket.wait_for("new_message", content=QUESTION, direction="incoming")
    conversation_id = event["conversation_id"]
    assert event["context"] == {"customer_name": "Bia", "customer_plan": "", "customer_since": None}
    socket.wait_for("conversation_assigned", conversation_id=conversation_id)
    assert bot.conversation(conversation_id)["assigned_to"]["id"] == bot.id

    bot.post(f"/conversations/{conversation_id}/messages", {"content": "Olá, Bia!", "type": "text"}, expect=201)
    phone.wait_for("Olá, Bia!")
    advice = bot.post("/chatbot/message", {"conversation_id": conversation_id, "message": QUESTION, "context": {}})
    assert 0 <= advice["confidence"] <= 1
    assert advice["should_transfer"] is False
    bot.post(f"/conversations/{conversation_id}/messages", {"content": advice["response"]}, expect=201)
    phone.wait_for(advice["response"])

    escalated = bot.post("/chatbot/escalate", {"conversation_id": conversation_id, "reason": "pediu uma pessoa"})
    assert escalated["conversation_id"] == conversation_id
    assert escalated["status"] == "queue"
    assert escalated["position"] >= 1
    bot.post(f"/conversations/{conversation_id}/messages", {"content": "Já vem alguém."}, expect=201)
    phone.wait_for("Já vem alguém.")
    after = supervisor.conversation(conversation_id)
    assert after["status"] in ("queue", "in_progress")  # the latter if a person was online to take it
    assert after["assigned_to"] is None or after["assigned_to"]["id"] != bot.id

    phone.write(f"{QUESTION} alô?")
    until(lambda: len(supervisor.conversation(conversation_id)["messages"]) >= 5, 10, "the last message")
    time.sleep(1.5)  # the built-in chatbot would have answered by now
    assert phone.received() == ["Olá, Bia!", advice["response"], "Já vem alguém."]

    agent = Client(shared_system, *ATENDENTE)
    agent.post(f"/conversations/{conversation_id}/messages", {"content": "Oi, sou a Ana."}, expect=201)
    assert agent.conversation(conversation_id)["assigned_to"]["id"] == agent.id
    error_of(bot.http.post(f"/conversations/{conversation_id}/close", json={}), 409)
    agent.post(f"/conversations/{conversation_id}/close", {"resolution": "resolved"})


def test_a_new_customer_of_a_webhook_is_the_bots(shared_system: System, bot: Client, socket: Socket) -> None:
    body = webhook("+5511977770002", "olá do webhook ✓")
    for _ in range(3):  # as a provider repeats them
        answer = shared_system.http.post("/webhooks/whatsapp", content=body, headers=signed(body))
        assert answer.status_code == 200
    event = socket.wait_for("new_message", content="olá do webhook ✓")
    socket.wait_for("conversation_assigned", conversation_id=event["conversation_id"])
    assert event["context"]["customer_name"] == "Zoë Ñandú"
    socket.drain()
    assert len(socket.of("new_message", event["conversation_id"])) == 1
    assert len(socket.of("conversation_assigned", event["conversation_id"])) == 1
    messages = bot.conversation(event["conversation_id"])["messages"]
    assert [(m["direction"], m["content"]) for m in messages] == [("incoming", "olá do webhook ✓")]


def test_without_it_the_built_in_chatbot_answers(shared_system: System, bot: Client, supervisor: Client) -> None:
    agents = supervisor.get("/dashboard/agents")["agents"]
    assert {one["id"]: one["status"] for one in agents}.get(bot.id, "offline") == "offline"
    phone = Phone(shared_system, "+5511977770003")
    phone.write(QUESTION)
    until(phone.received, 15, "the chatbot's answer")
    assert "8h" in phone.received()[0]
    assert phone.conversation(supervisor)["assigned_to"] is None


def test_what_it_leaves_unanswered_falls_to_the_built_in_one(shared_system: System, bot: Client) -> None:
    phone = Phone(shared_system, "+5511977770004")
    with bot.socket() as opened:
        phone.write(QUESTION)
        opened.wait_for("new_message", content=QUESTION)
    until(phone.received, 15, "the chatbot's answer")  # after its short grace


def test_a_customer_who_comes_right_after_it_left_does_not_wait_for_it(shared_system: System, bot: Client) -> None:
    with bot.socket() as opened:
        opened.wait_for("agent_status", agent_id=bot.id, status="online")
    phone = Phone(shared_system, "+5511977770005")
    phone.write(QUESTION)
    until(phone.received, 6, "the chatbot's answer")


def test_it_writes_nothing_into_what_a_person_has(shared_system: System, bot: Client, supervisor: Client) -> None:
    taken = supervisor.get("/conversations", status="in_progress")["conversations"][0]["id"]
    error_of(bot.http.post(f"/conversations/{taken}/messages", json={"content": "Oi"}), 403, "permission_denied")


def test_a_bot_agent_is_no_supervisor(bot: Client) -> None:
    for method, path in (("POST", "/agents"), ("POST", "/labels"), ("GET", "/webhooks"), ("GET", "/campaigns")):
        error_of(bot.http.request(method, path, json={} if method == "POST" else None), 403, "permission_denied")
