"""Asks the web server how the system is."""

import asyncio
import json
from typing import Any

from helpdesk.local.settings import Settings

TIMEOUT_SECONDS = 3.0
LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1"}


async def ask_health(settings: Settings) -> dict[str, Any] | None:
    """What `/health` says, or None as long as nobody answers."""
    try:
        answer = await asyncio.wait_for(_get(settings), TIMEOUT_SECONDS)
        body = json.loads(answer.partition(b"\r\n\r\n")[2])
    except (OSError, TimeoutError, ValueError):
        return None
    return body if isinstance(body, dict) else None


async def _get(settings: Settings) -> bytes:
    reader, writer = await asyncio.open_connection(LOCAL.get(settings.host, settings.host), settings.port)
    try:
        # HTTP/1.0: the server closes when it is through, and sends no chunks.
        request = f"GET /health HTTP/1.0\r\nHost: {_host(settings)}\r\nAccept: application/json\r\n\r\n"
        writer.write(request.encode())
        return await reader.read()
    finally:
        writer.close()


def _host(settings: Settings) -> str:
    """A name that ALLOWED_HOSTS lets in."""
    first = settings.environment["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    return "localhost" if first in {"", "*"} else first


def troubles(answer: dict[str, Any]) -> str:
    services = answer.get("services") or {}
    return ", ".join(f"{name} {state}" for name, state in services.items() if state != "healthy")
