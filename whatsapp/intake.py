"""Storing raw payloads: all that arrive while one insert is under way share the next one."""

import asyncio
import re
from collections.abc import Sequence

import psycopg
import structlog

from whatsapp.wake import Waker
from whatsapp.writer import Writer

# Which business number it speaks of. Not parsed: found in the raw bytes, and only to keep a number's order.
LANE = re.compile(rb'"phone_number_id"\s*:\s*"(\d{1,32})"')
BATCH, SECONDS = 500, 5
FEW = 32  # senders; of more, enough come during any commit to share the next

log = structlog.get_logger(__name__)


Waiting = tuple[bytes, bytes, asyncio.Future[None]]  # lane, body, "stored"


class IntakeUnavailable(Exception):
    """The database did not take it."""


class Intake:
    """One writer per process. Used on one event loop only."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._flushing: asyncio.Task[None] | None = None
        self._writer: Writer | None = None
        self._waker = Waker()
        self._settled = 0  # by the last flush: about as many come again

    async def store(self, body: bytes) -> None:
        """Returns once the body is committed. Raises IntakeUnavailable."""
        found = LANE.search(body)
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((found[1] if found else b"", body, stored))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        await stored

    async def _flush(self) -> None:
        while self._waiting:
            await self._gather()
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            try:
                async with asyncio.timeout(SECONDS):
                    await self._insert(batch)
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("payloads not stored", count=len(batch), error=type(error).__name__)
                await self.close()
                settle(batch, IntakeUnavailable())
            else:
                settle(batch, None)
                self._settled = len(batch)
                self._waker.wake({lane.decode() for lane, _, _ in batch})

    async def _gather(self) -> None:
        """Of few senders, wait for most: a commit costs the same for one body as for ten.

        Left alone, large batches and tiny ones take turns. Never idle: a turn of the loop that brings none ends it.
        """
        senders, before = self._settled + len(self._waiting), 0
        while senders <= FEW and before < len(self._waiting) < senders * 3 // 4:
            before = len(self._waiting)
            await asyncio.sleep(0)

    async def _insert(self, batch: Sequence[Waiting]) -> None:
        if self._writer is None or self._writer.is_dead:
            self._writer = await Writer.connect()
        await self._writer.insert([lane for lane, _, _ in batch], [body for _, body, _ in batch])

    async def close(self) -> None:
        """Let the connection go; the next body opens another."""
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()


def settle(batch: Sequence[Waiting], error: Exception | None) -> None:
    for _, _, stored in batch:
        if stored.done():  # the client went away; the body is stored all the same
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)
