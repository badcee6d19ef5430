"""A client as an integrator writes it: from the description of the outside interface alone."""

import json
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.flow.system import System, until

JOAO = "550e8400-e29b-41d4-a716-446655440000"
ATENDENTE = ("atendente@empresa.com", "senha123")
SUPERVISOR = ("supervisor@empresa.com", "senha123")
BOT = ("bot@empresa.com", "bot_password_123")
Json = dict[str, Any]


class Client:
    """One signed-in account."""

    def __init__(self, system: System, email: str, password: str = "senha123") -> None:
        self.system = system
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{system.port}/api/v1", timeout=15)
        answer = self.http.post("/auth/login", json={"email": email, "password": password})
        self.session: Json = answer.raise_for_status().json()
        self.use(self.session["access_token"])

    def use(self, token: str) -> None:
        self.token = token
        self.http.headers["Authorization"] = f"Bearer {token}"

    @property
    def id(self) -> int:
        return int(self.session["user"]["id"])

    def get(self, path: str, **params: Any) -> Json:
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()  # type: ignore[no-any-return]

    def post(self, path: str, body: Any = None, *, expect: int = 200) -> Json:
        return self.call("POST", path, body, expect=expect)

    def call(self, method: str, path: str, body: Any = None, *, expect: int) -> Json:
        answer = self.http.request(method, path, json=body)
        assert answer.status_code == expect, f"{method} {path} {body}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else {}

    def conversation(self, conversation_id: str) -> Json:
        return self.get(f"/conversations/{conversation_id}")

    def message(self, conversation_id: str, message_id: int) -> Json:
        found = self.conversation(conversation_id)["messages"]
        return next(message for message in found if message["id"] == message_id)

    def socket(self, path: str = "/ws/chat") -> "Socket":
        return Socket(f"ws://127.0.0.1:{self.system.port}{path}?token={self.token}")


class Socket:
    """A WebSocket that remembers all that it was told."""

    def __init__(self, url: str, **options: Any) -> None:
        self.events: list[Json] = []
        self.opening = connect(url, **options)
        self.connection: ClientConnection

    def __enter__(self) -> Self:
        self.connection = self.opening.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.opening.__exit__(kind, error, trace)

    def send(self, **fields: Any) -> None:
        self.connection.send(json.dumps(fields))

    def wait_for(self, kind: str, seconds: float = 10, **fields: Any) -> Json:
        """The first event of this kind with these fields, whether it came already or is still to come."""

        def fits(event: Json) -> bool:
            return event.get("type") == kind and all(event.get(key) == value for key, value in fields.items())

        return self.wait_until(fits, seconds, f"{kind} {fields}")

    def wait_until(self, fits: Callable[[Json], bool], seconds: float, what: str) -> Json:
        for event in self.events:
            if fits(event):
                return event
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            for event in self.read(left):
                if fits(event):
                    return event
        raise AssertionError(f"{what}: not within {seconds} s; came: {self.events}")

    def read(self, seconds: float) -> Iterator[Json]:
        try:
            event = json.loads(self.connection.recv(seconds))
        except TimeoutError:
            return
        self.events.append(event)
        yield event

    def drain(self, seconds: float = 0.5) -> list[Json]:
        """All that came, when nothing came for so long."""
        while list(self.read(seconds)):
            pass
        return self.events

    def close_code(self, seconds: float = 10) -> int | None:
        """The code with which the other side closes, or None if it does not."""
        deadline = time.monotonic() + seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                list(self.read(left))
        except ConnectionClosed:
            return self.connection.close_code
        return None

    def of(self, kind: str, conversation_id: str) -> list[Json]:
        return [e for e in self.events if e["type"] == kind and e["conversation_id"] == conversation_id]


class Phone:
    """A customer of the simulator."""

    def __init__(self, system: System, number: str, name: str = "") -> None:
        self.system, self.number = system, number
        self.name = name or f"Cliente {number[-4:]}"

    def write(self, text: str) -> Json:
        body = {"from": self.number, "name": self.name, "type": "text", "text": text}
        answer = self.system.http.post("/simulator/api/messages", json=body)
        return answer.raise_for_status().json()  # type: ignore[no-any-return]

    def messages(self) -> list[Json]:
        params: Json = {"customer": self.number, "limit": 500}
        answer = self.system.http.get("/simulator/api/messages", params=params)
        return answer.raise_for_status().json()["messages"]  # type: ignore[no-any-return]

    def received(self) -> list[str]:
        """The texts that the business sent here."""
        return [one["content"].get("body", "") for one in self.messages() if one["direction"] == "business"]

    def wait_for(self, text: str, seconds: float = 15) -> None:
        until(lambda: text in self.received(), seconds, f"{text!r} on the phone {self.number}")

    def conversations(self, by: Client) -> list[Json]:
        """Last activity first."""
        return by.get("/conversations", phone=self.number)["conversations"]  # type: ignore[no-any-return]

    def conversation(self, by: Client, seconds: float = 15) -> Json:
        found = until(lambda: self.conversations(by), seconds, f"a conversation of {self.number}")
        return found[0]  # type: ignore[no-any-return]


def error_of(answer: httpx.Response, status: int, code: str | None = None) -> list[Json]:
    """The errors of an answer that has the one shape which all errors have."""
    request = answer.request
    assert answer.status_code == status, f"{request.method} {request.url}: {answer.status_code} {answer.text[:300]}"
    body = answer.json()
    assert set(body) == {"type", "errors"}, body
    assert body["errors"]
    for one in body["errors"]:
        assert set(one) == {"code", "detail", "attr"}, one
        assert one["code"], one
        assert one["detail"], one
    if code:
        assert code in [one["code"] for one in body["errors"]], body
    return body["errors"]  # type: ignore[no-any-return]
