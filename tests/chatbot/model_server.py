"""A server that speaks Chat Completions as it is told to, over real HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Scripted:
    """One answer."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


def completion(content: Any, *, finish_reason: str = "stop", refusal: str | None = None) -> Scripted:
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    message = {"role": "assistant", "content": text, "refusal": refusal}
    return Scripted(
        body={
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
    )


def tool_call(name: str, arguments: str = "{}") -> Scripted:
    made = completion(None, finish_reason="tool_calls")
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
    made.body["choices"][0]["message"]["tool_calls"] = [call]
    return made


class ModelServer:
    def __init__(self) -> None:
        self.script: list[Scripted] = []
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def answer(self, request: dict[str, Any]) -> Scripted:
        """In turn; the last one for ever."""
        self.requests.append(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def serving() -> Iterator[ModelServer]:
    model = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            is_json = self.headers["content-type"].startswith("application/json")
            request = json.loads(raw) if is_json else {"form": raw}
            scripted = model.answer(request)
            time.sleep(scripted.delay)
            body = scripted.body if isinstance(scripted.body, bytes) else json.dumps(scripted.body).encode()
            self.send_response(scripted.status)
            for name, value in {"content-type": "application/json", **scripted.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield model
    server.shutdown()
    server.server_close()
