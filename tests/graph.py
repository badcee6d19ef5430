"""A local HTTP server that speaks the Graph API's protocol and answers as a test orders."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]  # status, and a JSON body or raw bytes


class Graph:
    """`orders` are answered first, one a call; then everything is accepted."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self.orders: list[Answer | float | str] = []  # an answer, seconds to sleep, or "hang up"
        self.lock = threading.Lock()
        self.url = ""
        self.swallows = False  # what comes is read, and not kept

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _, _, body in self.calls]

    def refuse(self, code: int, status: int = 400, times: int = 1) -> None:
        error = {"message": f"(#{code})", "code": code, "error_data": {"details": f"details of {code}"}}
        self.orders += [(status, {"error": error})] * times

    def next_answer(self, body: dict[str, Any], count: int) -> Answer | float | str:
        if self.orders:
            return self.orders.pop(0)
        wa_id = str(body.get("to") or body.get("recipient") or "").lstrip("+")
        return 200, {"contacts": [{"input": wa_id, "wa_id": wa_id}], "messages": [{"id": f"wamid.graph.{count}"}]}


@contextmanager
def running_graph() -> Iterator[Graph]:  # noqa: C901  a server in one piece
    graph = Graph()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.handle_call(b"")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            while graph.swallows and length:
                length -= len(self.rfile.read(min(length, 64 * 1024)))
            self.handle_call(self.rfile.read(length))

        def do_DELETE(self) -> None:
            self.handle_call(b"")

        def handle_call(self, raw: bytes) -> None:
            body = json.loads(raw) if raw.startswith(b"{") else {}
            with graph.lock:
                graph.calls.append((self.command, self.path, body))
                graph.headers.append(dict(self.headers.items()))
                answer = graph.next_answer(body, len(graph.calls))
            if isinstance(answer, float):
                time.sleep(answer)
                answer = (200, {"messages": [{"id": "wamid.late"}]})
            if answer == "hang up":
                self.close_connection = True
                self.connection.close()
                return
            self.reply(*answer)  # type: ignore[misc]

        def reply(self, status: int, body: Any) -> None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    graph.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield graph
    finally:
        server.shutdown()
        server.server_close()
