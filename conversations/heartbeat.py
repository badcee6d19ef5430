"""Keeps the presence rows of this process's sockets fresh: one statement every few seconds for all of them."""

import asyncio
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from django.db import Error

from accounts.services.presence import renew_connections

SECONDS = 5
log = structlog.get_logger(__name__)
_open: dict[UUID, int] = {}  # and whose they are
_tasks: dict[asyncio.AbstractEventLoop, asyncio.Task[None]] = {}


def keep(connection_id: UUID, user_id: int) -> None:
    """Called by every socket that opens; starts the heartbeat of its event loop once."""
    _open[connection_id] = user_id
    loop = asyncio.get_running_loop()
    task = _tasks.get(loop)
    if task is None or task.done():
        _tasks[loop] = loop.create_task(_beat())


def drop(connection_id: UUID) -> None:
    """Called first by every socket that closes: it fades, even if the database could not be told."""
    _open.pop(connection_id, None)


async def _beat() -> None:
    while True:
        await asyncio.sleep(SECONDS)
        try:
            await database_sync_to_async(renew_connections)(dict(_open))
        except (Error, OSError) as error:
            log.warning("heartbeat missed", error=type(error).__name__)
