"""Kill what you like in the middle of 600 messages: nothing is lost, nothing is doubled, all comes back."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.flow.system import System, running, signed, until

pytestmark = pytest.mark.flow
CUSTOMERS, EACH = 40, 15
HEALTHY_WITHIN = 15
NUMBER_ID = "106540352242922"
# Questions and small talk, so that the bot answers some and hands over others.
TEXTS = ("oi", "qual o horário de atendimento?", "quero a segunda via do boleto", "minha internet caiu", "obrigado")


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running(DEMO="1", CHATBOT_WAIT_MS="200", RATE_LIMIT_ACCOUNT="100000/min") as started:
        started.login()
        yield started


class Flood:
    """600 messages of 40 people, as Meta delivers: at the same time, in any order, some twice, each again until it
    was answered with 200."""

    def __init__(self, system: System, seed: int) -> None:
        self.system, self.random = system, random.Random(seed)
        self.phones = [f"55119{(seed % 90 + 10) * 100000 + n:07d}1"[:13] for n in range(CUSTOMERS)]
        now = int(time.time()) - EACH
        self.expected = {
            phone: [(f"wamid.{seed}.{phone}.{n}", now + n, f"{self.random.choice(TEXTS)} {n}") for n in range(EACH)]
            for phone in self.phones
        }
        self.acknowledged = 0
        self.lock = threading.Lock()

    def open_windows(self) -> None:
        """So that the simulator takes answers to these people."""
        for phone in self.phones:
            body = {"from": f"+{phone}", "type": "text", "text": "oi"}
            self.system.http.post("/simulator/api/messages", json=body).raise_for_status()

    def run(self) -> None:
        deliveries = [(phone, one) for phone, messages in self.expected.items() for one in messages]
        deliveries += self.random.sample(deliveries, len(deliveries) // 5)
        deliveries.sort(key=lambda delivery: delivery[1][1] + self.random.uniform(-4, 4))
        with ThreadPoolExecutor(16) as pool, httpx.Client(timeout=5) as client:
            list(pool.map(lambda delivery: self.deliver(client, *delivery), deliveries))

    def deliver(self, client: httpx.Client, phone: str, message: tuple[str, int, str]) -> None:
        body = webhook(phone, *message)
        url = f"http://127.0.0.1:{self.system.port}/webhooks/whatsapp"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if client.post(url, content=body, headers=signed(body)).status_code == 200:
                    with self.lock:
                        self.acknowledged += 1
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)

    def wait_until(self, share: float) -> None:
        total = CUSTOMERS * EACH
        until(lambda: self.acknowledged >= share * total, 60, f"{share:.0%} acknowledged")

    def stored(self, phone: str) -> list[dict[str, Any]]:
        """Every message of this person, as the API shows them."""
        found = self.system.get("/conversations", phone=f"+{phone}", limit=50)["conversations"]
        details = [self.system.get(f"/conversations/{one['id']}") for one in found]
        return [message for detail in details for message in detail["messages"]]


def webhook(phone: str, external_id: str, at: int, text: str) -> bytes:
    message = {"from": phone, "id": external_id, "timestamp": str(at), "type": "text", "text": {"body": text}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551130000000", "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": f"Cliente {phone[-4:]}"}, "wa_id": phone}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def hurt(system: System, target: str) -> None:
    if target == "everything":
        system.kill_everything()
        time.sleep(0.5)
        system.start()
    else:
        system.kill(target)


@pytest.mark.parametrize(
    "target", ["messages", "outbound", "chatbot", "beat", "web", "valkey", "postgres", "everything"]
)
def test_nothing_is_lost_or_doubled(system: System, target: str) -> None:
    flood = Flood(system, seed=sum(map(ord, target)))
    flood.open_windows()
    thread = threading.Thread(target=flood.run)
    thread.start()
    flood.wait_until(0.3)
    hurt(system, target)
    recovered = system.wait_healthy(HEALTHY_WITHIN)
    thread.join(90)
    assert not thread.is_alive()
    assert flood.acknowledged == CUSTOMERS * EACH * 6 // 5
    wait_until_stored(flood)
    for phone, expected in flood.expected.items():
        incoming = [m for m in flood.stored(phone) if m["direction"] == "incoming" and m["content"] != "oi"]
        times = [m["created_at"] for m in incoming]
        assert times == sorted(times)
        assert [m["content"] for m in incoming] == [text for _, _, text in expected]
    assert_no_answer_sent_twice(system)
    print(f"{target}: healthy again after {recovered:.1f} s")


def wait_until_stored(flood: Flood) -> None:
    def is_stored(phone: str) -> bool:
        return sum(m["direction"] == "incoming" for m in flood.stored(phone)) >= EACH + 1

    for phone in flood.phones:
        until(lambda: is_stored(phone), 30, "everything applied")  # noqa: B023


def assert_no_answer_sent_twice(system: System) -> None:
    """The simulator counts what reached WhatsApp, by the id that we gave each message."""
    ids: Counter[str] = Counter()
    after = 0
    while messages := system.http.get(
        "/simulator/api/messages", params={"after": str(after or 0), "limit": 500}
    ).json()["messages"]:
        ids.update(m["biz_opaque_callback_data"] for m in messages if m["biz_opaque_callback_data"])
        after = messages[-1]["id"]
    assert ids, "the bot answered nobody"
    assert [key for key, count in ids.items() if count > 1] == []
