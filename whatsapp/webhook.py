"""Hop 1, the hot path: check the signature, store the raw body, answer 200. Nothing is parsed here.

A plain ASGI application in front of Django: a view costs ten times as much. Requests that come together share one
multi-row insert (whatsapp.intake), which is committed before any of them is answered.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import structlog

from whatsapp.intake import Intake, IntakeUnavailable
from whatsapp.secrets import Secrets
from whatsapp.signature import HEADER

PATHS = ("/webhooks/whatsapp", "/webhooks/whatsapp/")
MAX_BODY = 4 * 1024 * 1024  # Meta sends at most 3 MB
BODY_SECONDS = 15

log = structlog.get_logger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Webhook:
    """`intake` is where bodies go; anything with an async `store(body)` will do."""

    def __init__(self, intake: Any = None) -> None:
        self.intake = intake or Intake()
        self.secrets = Secrets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            await self.accept(scope, receive, send)
        elif scope["method"] == "GET":
            await verify(scope, send, self.secrets)
        else:
            await answer(send, 405, b"", (b"allow", b"GET, POST"))

    async def accept(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await read_body(receive)
        except (BodyTooLarge, TimeoutError) as error:
            return await answer(send, 413 if isinstance(error, BodyTooLarge) else 408)
        if body is None:
            return None
        if not await self.secrets.is_signed(body, header(scope, HEADER)):
            return await answer(send, 401, b"wrong or missing signature")
        try:
            await self.intake.store(body)
        except IntakeUnavailable:
            # Not stored, so not acknowledged: Meta delivers it again.
            return await answer(send, 503, b"", (b"retry-after", b"5"))
        return await answer(send, 200, b"OK")


class BodyTooLarge(Exception):
    pass


async def read_body(receive: Receive) -> bytes | None:
    """The whole body; null when the client went away."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise BodyTooLarge
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def verify(scope: Scope, send: Send, secrets: Secrets) -> None:
    """Meta asks once whether this address is ours."""
    query = {key: values[-1] for key, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    if query.get("hub.mode") == "subscribe" and await secrets.knows_token(query.get("hub.verify_token", "")):
        return await answer(send, 200, query.get("hub.challenge", "").encode())
    return await answer(send, 403)


async def answer(send: Send, status: int, body: bytes = b"", *headers: tuple[bytes, bytes]) -> None:
    fixed = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})
