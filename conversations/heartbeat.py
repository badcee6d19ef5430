"""Keeps the presence rows of this process's sockets fresh: one statement every few seconds for all of them."""

import asyncio
from uuid import uuid4

import structlog
from channels.db import database_sync_to_async
from django.db import Error

from accounts.services.presence import renew_connections

PROCESS = uuid4()
SECONDS = 5
log = structlog.get_logger(__name__)
_tasks: dict[asyncio.AbstractEventLoop, asyncio.Task[None]] = {}


def ensure_running() -> None:
    """Called by every socket that opens; starts the heartbeat of its event loop once."""
    loop = asyncio.get_running_loop()
    task = _tasks.get(loop)
    if task is None or task.done():
        _tasks[loop] = loop.create_task(_beat())


async def _beat() -> None:
    while True:
        await asyncio.sleep(SECONDS)
        try:
            await database_sync_to_async(renew_connections)(PROCESS)
        except (Error, OSError) as error:
            log.warning("heartbeat missed", error=type(error).__name__)
