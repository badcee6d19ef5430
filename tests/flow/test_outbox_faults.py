"""Whatever goes wrong between us and WhatsApp: nothing is lost, nothing doubled, every line keeps its order, and what
nobody knows is shown as that."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.flow.system import ROOT, System, running, until

pytestmark = pytest.mark.flow
SETTINGS = {
    "WHATSAPP_CONFIRM_SECONDS": "4",
    "WHATSAPP_PROBE_SECONDS": "2",
    "WHATSAPP_TIMEOUT_SECONDS": "3",
    "CHATBOT_WAIT_MS": "600000",  # the bot keeps out of it
    "RATE_LIMIT_ACCOUNT": "100000/min",
}
DONE = ("sent", "delivered", "read", "failed")


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running(DEMO="1", **SETTINGS) as started:
        started.login()
        yield started


class Line:
    """A customer whose window is open, and what is sent to them."""

    def __init__(self, system: System, phone: str) -> None:
        self.system, self.phone, self.ids, self.conversation = system, phone, list[int](), ""
        body = {"from": phone, "type": "text", "text": "oi"}
        system.http.post("/simulator/api/messages", json=body).raise_for_status()

    def wait_until_open(self) -> None:
        until(lambda: self.system.get("/conversations", phone=self.phone)["conversations"], 20, "the customer wrote")

    def write(self, *texts: str) -> None:
        for text in texts:
            call = {"to": self.phone, "type": "text", "content": text}
            answer = self.system.http.post("/api/v1/whatsapp/send", json=call)
            assert answer.status_code == 202, answer.text
            self.ids.append(answer.json()["message_id"])
            self.conversation = answer.json()["conversation_id"]

    def order(self, kind: str, **fields: Any) -> None:
        order(self.system, kind, to=self.phone, **fields)

    def messages(self) -> list[dict[str, Any]]:
        detail = self.system.get(f"/conversations/{self.conversation}")
        return [message for message in detail["messages"] if message["id"] in self.ids]

    def ends(self) -> list[str]:
        """What the agent is shown of each: its status, or the code of its failure."""
        return [m["error"]["code"] if m["status"] == "failed" else m["status"] for m in self.messages()]

    def is_done(self) -> bool:
        return all(message["status"] in DONE for message in self.messages())

    def arrived(self) -> list[str]:
        """On the customer's phone, in the order of their coming."""
        query = {"customer": self.phone, "limit": 500}
        found = self.system.http.get("/simulator/api/messages", params=query).raise_for_status().json()["messages"]
        assert not [key for key, n in Counter(callback_ids(found)).items() if n > 1]
        ours = {str(pk) for pk in self.ids}
        return [m["content"]["body"] for m in found if m["biz_opaque_callback_data"] in ours]

    def decide(self, index: int, what: str) -> None:
        path = f"/api/v1/conversations/{self.conversation}/messages/{self.ids[index]}/{what}"
        self.system.http.post(path).raise_for_status()


def callback_ids(messages: Sequence[dict[str, Any]]) -> list[str]:
    return [message["biz_opaque_callback_data"] for message in messages if message["biz_opaque_callback_data"]]


def order(system: System, kind: str, **fields: Any) -> None:
    system.http.post("/simulator/api/faults", json={"kind": kind, **fields}).raise_for_status()


def call_off(system: System) -> None:
    system.http.delete("/simulator/api/faults").raise_for_status()


def open_lines(system: System, count: int, prefix: int) -> list[Line]:
    lines = [Line(system, f"+551198{prefix:02d}{number:05d}") for number in range(count)]
    for line in lines:
        line.wait_until_open()
    return lines


def wait_until_done(lines: Sequence[Line], seconds: float) -> None:
    until(lambda: all(line.is_done() for line in lines), seconds, "every message has come to an end")


@pytest.fixture(autouse=True)
def _no_faults_left(system: System) -> Iterator[None]:
    yield
    call_off(system)


def test_what_was_accepted_is_confirmed_and_what_was_not_is_left_to_a_person(system: System) -> None:
    after = ["send_timeout_after", "send_reset_after", "send_truncated", "send_garbage", "send_proxy_after"]
    before = ["send_timeout_before", "send_reset_before", "send_proxy_before"]
    lines = open_lines(system, len(after + before), 10)
    for line, kind in zip(lines, after + before, strict=True):
        line.order(kind)
        line.write("1", "2", "3")
    wait_until_done(lines, 40)
    for line in lines[: len(after)]:
        assert line.arrived() == ["1", "2", "3"]
        assert "failed" not in [message["status"] for message in line.messages()]
    for line in lines[len(after) :]:
        assert line.arrived() == ["2", "3"]
        assert line.ends()[0] == "unconfirmed"
    again, left, _ = lines[len(after) :]
    again.decide(0, "retry")
    left.decide(0, "leave")
    until(lambda: again.arrived() == ["2", "3", "1"], 10, "sent again by decision")
    assert left.ends()[0] == "left"
    assert left.arrived() == ["2", "3"]


def test_bursts_of_limits_delay_and_lose_nothing(system: System) -> None:
    lines = open_lines(system, 6, 20)
    lines[0].order("send_error", code=131056, count=2)
    order(system, "send_error", code=130429, count=6)
    order(system, "send_error", code=131016, count=3)
    for text in ("1", "2", "3"):
        for line in lines:
            line.write(text)
    wait_until_done(lines, 40)
    assert [line.arrived() for line in lines] == [["1", "2", "3"]] * len(lines)


def test_a_number_at_its_limit_is_held_to_it_by_whatsapp_and_loses_nothing(system: System) -> None:
    order(system, "limit_number", rate=10)
    lines = open_lines(system, 8, 25)
    for text in ("1", "2", "3"):
        for line in lines:
            line.write(text)
    wait_until_done(lines, 40)
    assert [line.arrived() for line in lines] == [["1", "2", "3"]] * len(lines)


def test_an_expired_token_holds_everything_until_it_is_replaced(system: System) -> None:
    lines = open_lines(system, 4, 30)
    order(system, "token_expired")
    for line in lines:
        line.write("1", "2")
    until(lambda: system.health()["services"].get("whatsapp") != "healthy", 15, "the stop shows")
    time.sleep(3)  # long enough for a probe, which must change nothing
    assert {end for line in lines for end in line.ends()} == {"queued"}
    replace_token(system)
    wait_until_done(lines, 20)
    assert [line.arrived() for line in lines] == [["1", "2"]] * len(lines)
    until(lambda: system.health()["services"].get("whatsapp") == "healthy", 15, "the stop is lifted")


def replace_token(system: System) -> None:
    code = (
        "from whatsapp.models import BusinessNumber; from whatsapp.services.credentials import set_credentials;"
        "set_credentials(BusinessNumber.objects.get(phone_number_id='106540352242922'), token='EAAnew')"
    )
    environment = system.parts("outbound")[0].environ()
    subprocess.run([sys.executable, "manage.py", "shell", "-c", code], cwd=ROOT, env=environment, check=True)


def test_a_worker_killed_in_any_state_of_the_outbox_loses_and_doubles_nothing(system: System) -> None:
    lines = open_lines(system, 8, 40)
    lines[0].order("send_timeout_before")  # sending, and never accepted
    lines[1].order("send_timeout_after")  # sending, and accepted
    lines[2].order("send_reset_before")  # unconfirmed
    lines[3].order("send_error", code=131016, count=3)  # queued again for later
    for line in lines[4:]:
        line.order("send_delay", seconds=0.4, count=100)
    for text in ("1", "2", "3", "4"):
        for line in lines:
            line.write(text)
    for _ in range(2):
        time.sleep(0.7)
        system.kill("outbound")
        system.wait_healthy(20)
    wait_until_done(lines, 60)
    for line in lines:
        unconfirmed = [m["content"] for m in line.messages() if m["status"] == "failed"]
        assert {m["error"]["code"] for m in line.messages() if m["status"] == "failed"} <= {"unconfirmed"}
        arrived = line.arrived()
        assert arrived == sorted(arrived)
        assert set(arrived) | set(unconfirmed) == {"1", "2", "3", "4"}
    assert lines[0].ends()[0] == "unconfirmed"
    assert lines[1].arrived() == ["1", "2", "3", "4"]


def test_an_api_that_is_down_for_a_while_costs_no_more_than_the_heads_of_the_lines(system: System) -> None:
    lines = open_lines(system, 5, 50)
    order(system, "graph_down", seconds=6)
    for line in lines:
        line.write("1", "2", "3")
    wait_until_done(lines, 40)
    for line in lines:
        assert line.arrived()[-2:] == ["2", "3"]
        if line.arrived() == ["2", "3"]:
            assert line.ends()[0] == "unconfirmed"
            line.decide(0, "retry")
    until(lambda: all(len(line.arrived()) == 3 for line in lines), 15, "what was in doubt is sent by decision")
