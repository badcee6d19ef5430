"""Storing raw payloads: all that arrive while one insert is under way share the next one."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import connections

from whatsapp.wake import Waker

INSERT = "INSERT INTO whatsapp_payload (lane, body) SELECT * FROM unnest(%b::text[], %b::bytea[])"
# Which business number it speaks of. Not parsed: found in the raw bytes, and only to keep a number's order.
LANE = re.compile(rb'"phone_number_id"\s*:\s*"(\d{1,32})"')
BATCH, SECONDS = 500, 5

log = structlog.get_logger(__name__)


class IntakeUnavailable(Exception):
    """The database did not take it."""


class Intake:
    """One writer per process. Used on one event loop only."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, bytes, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._waker = Waker()

    async def store(self, body: bytes) -> None:
        """Returns once the body is committed. Raises IntakeUnavailable."""
        found = LANE.search(body)
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((found[1].decode() if found else "", body, stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            try:
                await asyncio.wait_for(self._insert(batch), SECONDS)
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("payloads not stored", count=len(batch), error=type(error).__name__)
                await self._drop_connection()
                settle(batch, IntakeUnavailable())
            else:
                settle(batch, None)
                self._waker.wake({lane for lane, _, _ in batch})

    async def _insert(self, batch: Sequence[tuple[str, bytes, Any]]) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = await connect()
        lanes, bodies = [lane for lane, _, _ in batch], [body for _, body, _ in batch]
        await self._connection.execute(INSERT, [lanes, bodies], prepare=True)

    async def close(self) -> None:
        """At the server's shutdown: what is stored stays, and the connection goes."""
        await self._drop_connection()

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def settle(batch: Sequence[tuple[str, bytes, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, _, stored in batch:
        if stored.done():  # the client went away; the body is stored all the same
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)


async def connect() -> psycopg.AsyncConnection[Any]:
    """A connection of the writer's own, to the same database as Django's."""
    params = connections["default"].get_connection_params()
    keys = ("dbname", "host", "port", "user", "password", "sslmode", "connect_timeout")
    chosen = {key: params[key] for key in keys if params.get(key)}
    return await psycopg.AsyncConnection.connect(
        **chosen,
        autocommit=True,
        application_name=f"{settings.DATABASES['default']['OPTIONS']['application_name']}-intake",
    )
