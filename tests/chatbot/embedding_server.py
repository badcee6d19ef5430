"""A server of embeddings over real HTTP, for which words of one matter mean the same; it fails as it is told
to."""

import hashlib
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SIZE = 256
# Different words, the same matter.
MATTERS = {
    "fridge": ("geladeira", "refrigerador", "freezer", "fridge", "gelar"),
    "boat": ("barco", "lancha", "canoa", "boat"),
    "bread": ("pao", "padaria", "baguete", "bread"),
}
Answer = tuple[int, Any, dict[str, str]]


def _direction(word: str, size: int) -> list[float]:
    maker = random.Random(hashlib.sha256(word.encode()).digest())  # noqa: S311
    return [maker.gauss(0, 1) for _ in range(size)]


def meaning(text: str, size: int = SIZE) -> list[float]:
    """The matters named in it, a little of its other words, and a great deal of what all texts share."""
    plain = text.lower().replace("ã", "a")
    words = [word.strip("?!.,") for word in plain.split()]
    total = [3.0 * value for value in _direction("all", size)]
    for word in words:
        matter = next((name for name, same in MATTERS.items() if word in same), "")
        for at, value in enumerate(_direction(matter or word, size)):
            total[at] += (2.0 if matter else 0.4) * value
    return total


class EmbeddingServer:
    def __init__(self) -> None:
        self.url, self.size = "", SIZE
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.delay = 0.0
        # Instead of vectors, as long as it stands there.
        self.fault: Callable[[dict[str, Any]], Answer | None] | None = None

    @property
    def texts(self) -> list[str]:
        return [text for request in self.requests for text in request["input"]]

    def answer(self, request: dict[str, Any]) -> Answer:
        self.requests.append(request)
        if self.fault and (given := self.fault(request)):
            return given
        return 200, self.body(request["input"], request.get("dimensions", self.size)), {}

    def body(self, texts: list[str], size: int | None = None) -> dict[str, Any]:
        rows = [
            {"object": "embedding", "index": at, "embedding": meaning(text, size or self.size)}
            for at, text in enumerate(texts)
        ]
        return {"object": "list", "model": "m", "data": rows, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


@contextmanager
def serving() -> Iterator[EmbeddingServer]:
    server = EmbeddingServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.keys.append(self.headers["authorization"])
            status, body, headers = server.answer(request)
            time.sleep(server.delay)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            pass

    http = Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    yield server
    http.shutdown()
    http.server_close()
