"""A send that can be undone, while everything dies: what was undone never arrives, and all else does, once."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.flow.desk import Desk
from tests.flow.system import System, running, until

pytestmark = pytest.mark.flow
PHONE = "+5511987650001"
MANY, HELD = 40, 5


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running(DEMO="1", CHATBOT_WAIT_MS="600000", RATE_LIMIT_ACCOUNT="100000/min") as started:
        started.login()
        yield started


def arrived(system: System, texts: set[str]) -> Counter[str]:
    found = system.http.get("/simulator/api/messages", params={"customer": PHONE, "limit": 500}).raise_for_status()
    bodies = [message["content"].get("body", "") for message in found.json()["messages"]]
    return Counter(body for body in bodies if body in texts)


def test_what_was_undone_never_arrives_and_all_else_does_once(system: System) -> None:
    body = {"from": PHONE, "type": "text", "text": "oi"}
    system.http.post("/simulator/api/messages", json=body).raise_for_status()
    conversation = until(lambda: system.get("/conversations", phone=PHONE)["conversations"], 20, "written")[0]["id"]
    desk = Desk(system.port)
    desk.post("/profile/choice/undo_send", undo_send=str(HELD))
    undone: set[str] = set()
    chance = random.Random(7)
    pauses = [chance.uniform(0, HELD + 2) for _ in range(MANY)]

    def send(number: int) -> None:
        text = f"talvez {number}"
        time.sleep(number * 0.15)
        desk.post(f"/inbox/{conversation}/messages", content=text, client_id=f"undo-{number}")
        if number % 3:
            time.sleep(pauses[number])
            answer = desk.post(f"/inbox/{conversation}/undo", client=f"undo-{number}")
            assert bool(answer["undone"]) != bool(answer["gone"])
            if answer["undone"]:
                undone.add(text)

    def hurt() -> None:
        for part in ("messages", "web", "outbound"):
            time.sleep(1.5)
            system.kill(part)
        time.sleep(1.5)
        system.kill_everything()
        system.start()

    killer = threading.Thread(target=hurt)
    killer.start()
    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(send, range(MANY)))
    killer.join(60)
    texts = {f"talvez {number}" for number in range(MANY)}
    wanted = Counter(texts - undone)
    assert undone
    assert len(wanted) > MANY // 3, "some had gone before they were undone"
    until(lambda: set(arrived(system, texts)) >= set(wanted), 30, "the rest arrived")
    time.sleep(HELD)
    assert arrived(system, texts) == wanted
