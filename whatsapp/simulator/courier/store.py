"""The events that wait, in PostgreSQL. A lost database is waited for here; callers never see it gone."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

log = logging.getLogger("simulator.courier")
CHANNEL = "simulator"
RECONNECT = 0.5
# Every statement may run twice, for a connection can be lost after the work was done.
# One row at least: when the next one falls due is told even if none is due now.
DUE = """
SELECT extract(epoch FROM following.due_at - now())::float8, due.*
FROM (SELECT min(due_at) AS due_at FROM simulator_webhookevent WHERE due_at > now()) following LEFT JOIN LATERAL (
    SELECT e.id, e.lane, e.field, e.value, e.message_id, e.batch, e.shape, e.attempts, e.created_at,
        coalesce(CASE WHEN e.field = 'messages' THEN nullif(a.number_callback_uri, '') END, a.callback_uri)
    FROM simulator_webhookevent e CROSS JOIN simulator_account a
    WHERE a.is_subscribed AND e.due_at <= now() AND e.lane <> ALL(%s)
    ORDER BY e.due_at, e.id LIMIT %s
) due ON true
"""
SETTLE = """
WITH gone AS (DELETE FROM simulator_webhookevent WHERE id = ANY(%s) RETURNING message_id)
UPDATE simulator_phonemessage SET status = 'delivered', changed_in = pg_current_xact_id()::text::bigint
WHERE id IN (SELECT message_id FROM gone) AND status = 'sent'
"""
MISSED = "UPDATE simulator_webhookevent SET attempts = attempts + 1 WHERE id = ANY(%s)"


class Event(NamedTuple):
    id: int
    lane: int
    field: str
    value: dict[str, Any]
    message_id: int | None
    batch: int | None
    shape: str
    attempts: int
    created_at: datetime
    callback_uri: str


class Store:
    def __init__(self, database: dict[str, str]) -> None:
        self.database = database
        self.connection: psycopg.AsyncConnection[Any] | None = None
        self.connecting = asyncio.Lock()

    async def due(self, except_lanes: Iterable[int], limit: int) -> tuple[list[Event], float | None]:
        """What is due, in order, and the seconds until something else will be."""
        rows = await self.run(DUE, (list(except_lanes), limit))
        return [Event._make(row[1:]) for row in rows if row[1] is not None], rows[0][0]

    async def settle(self, ids: Sequence[int]) -> None:
        """Told, or given up: the event goes, and the customer's message gets its second tick."""
        await self.run(SETTLE, (list(ids),))

    async def missed(self, ids: Sequence[int]) -> None:
        await self.run(MISSED, (list(ids),))

    async def run(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        while True:
            try:
                connection = await self.connected()
                cursor = await connection.execute(statement, values)
                return await cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError as problem:
                log.warning("event=database_away reason=%s", type(problem).__name__)
                await self.close()
                await asyncio.sleep(RECONNECT)

    async def connected(self) -> psycopg.AsyncConnection[Any]:
        async with self.connecting:
            if self.connection is None or self.connection.closed:
                self.connection = await connect(self.database)
            return self.connection

    async def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.close()

    async def knocks(self) -> AsyncIterator[None]:
        """One for every insert that was committed, and one for each time the database came back."""
        while True:
            try:
                async with await connect(self.database) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    yield
                    async for _ in connection.notifies():
                        yield
            except psycopg.OperationalError:
                await asyncio.sleep(RECONNECT)


async def connect(database: dict[str, str]) -> psycopg.AsyncConnection[Any]:
    # Prepared at once: the same few statements run all day.
    return await psycopg.AsyncConnection.connect(
        make_conninfo(**database), autocommit=True, prepare_threshold=0, connect_timeout=5
    )
