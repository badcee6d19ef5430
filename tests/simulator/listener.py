"""A webhook on a real port, and the courier as a real process beside it."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlparse

from whatsapp.simulator.management.commands.simulator import config


class Listener:
    """Remembers every body and its signature; `answers` are the statuses it gives first, then 200."""

    def __init__(self, port: int = 0) -> None:
        self.taken: list[tuple[bytes, str]] = []
        self.refused: list[bytes] = []
        self.answers: list[int] = []
        self.challenges: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler_of(self))
        self.server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/whatsapp"

    @property
    def values(self) -> list[dict[str, Any]]:
        bodies = (json.loads(body) for body, _ in self.taken)
        return [change["value"] for body in bodies for entry in body["entry"] for change in entry["changes"]]

    @property
    def statuses(self) -> list[str]:
        return [status["status"] for value in self.values for status in value.get("statuses", [])]

    @property
    def texts(self) -> list[str]:
        return [message["text"]["body"] for value in self.values for message in value.get("messages", [])]

    def take(self, body: bytes, signature: str) -> int:
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.taken.append((body, signature))
        else:
            self.refused.append(body)
        return status


def handler_of(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(listener.take(body, self.headers["X-Hub-Signature-256"]), b"")

        def do_GET(self) -> None:
            challenge = parse_qs(urlparse(self.path).query)["hub.challenge"][0]
            listener.challenges.append(challenge)
            self.answer(200, challenge.encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def courier(url: str) -> Iterator["subprocess.Popen[bytes]"]:
    made = config()
    told = replace(made, webhook_url=url, database={**made.database, "application_name": "courier"})
    process = subprocess.Popen(
        [sys.executable, "-m", "whatsapp.simulator.courier"], env=os.environ | told.as_environment()
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def until(is_so: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
