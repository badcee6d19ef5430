"""Is the system there? And what a person is told once it is."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from helpdesk.local.log import Log
from helpdesk.local.settings import Settings, bracketed

DEMO_LOGINS = (
    ("atendente@empresa.com", "senha123", "agent"),
    ("supervisor@empresa.com", "senha123", "supervisor"),
    ("bot@empresa.com", "bot_password_123", "bot agent"),
)


@dataclass(frozen=True)
class Health:
    """What /health said; code 0 when nobody answered."""

    code: int = 0
    status: str = ""
    services: dict[str, str] = field(default_factory=dict)

    @property
    def is_healthy(self) -> bool:
        return self.code == 200 and self.status == "healthy"  # noqa: PLR2004

    @property
    def missing(self) -> str:
        """The names of what is not healthy yet."""
        if not self.code:
            return "web"
        return ", ".join(name for name, value in self.services.items() if value != "healthy") or "web"


async def ask(settings: Settings) -> Health:
    try:
        async with asyncio.timeout(3):
            return parse(await _get(settings.reachable_host, settings.port))
    except (OSError, TimeoutError, ValueError, IndexError):
        return Health()


async def _get(host: str, port: int) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET /health HTTP/1.1\r\nHost: {bracketed(host)}:{port}\r\nConnection: close\r\n\r\n".encode())
        return await reader.read()
    finally:
        writer.close()


def parse(answer: bytes) -> Health:
    head, _, body = answer.partition(b"\r\n\r\n")
    code = int(head.split(None, 2)[1])
    said: Any = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
    return Health(code, str(said.get("status", "")), dict(said.get("services", {})))


def show_addresses(settings: Settings, log: Log, seconds: float) -> None:
    rows = [("Inbox", "/"), ("Admin", "/admin/"), ("API docs", "/api/v1/docs")]
    if settings.simulator:
        rows.insert(1, ("Customer's phone", "/simulator/"))
    lines = ["", log.bold(f"  Helpdesk is ready ({seconds:.0f} s)"), ""]
    lines += [f"  {label:<18}{settings.address}{path}" for label, path in rows]
    if settings.demo:
        lines += ["", log.bold("  Demo logins")]
        lines += [f"  {email:<26}{password:<20}{role}" for email, password, role in DEMO_LOGINS]
    else:
        lines += ["", "  The first account: make manage ARGS=createsuperuser"]
    lines += ["", "  Ctrl-C stops everything.", ""]
    log.block("\n".join(lines))
