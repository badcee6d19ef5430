"""A provider's system of another make, over real HTTP: it answers what it is told to, by path."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class StrangeSystem:
    """`answers` holds (status, body) or (status, body, seconds) by path; `calls` what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[Any, ...]] = {}
        self.calls: list[dict[str, Any]] = []
        self.url = ""


@contextmanager
def serving() -> Iterator[StrangeSystem]:
    system = StrangeSystem()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            address = urlsplit(self.path)
            length = int(self.headers.get("content-length") or 0)
            system.calls.append(
                {
                    "method": self.command,
                    "path": address.path,
                    "query": dict(parse_qsl(address.query)),
                    "body": json.loads(self.rfile.read(length)) if length else None,
                    "headers": {name.lower(): value for name, value in self.headers.items()},
                }
            )
            status, body, *wait = system.answers.get(address.path, (404, {}))
            time.sleep(wait[0] if wait else 0)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_PATCH = answer

        def log_message(self, *args: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # who asked has gone
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    system.url = f"http://127.0.0.1:{server.server_port}"
    yield system
    server.shutdown()
    server.server_close()
