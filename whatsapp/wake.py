"""Waking the drain from the event loop: once a flush, never blocking, never more often than it helps."""

import asyncio
from collections.abc import Iterable

from conversations.knock import knock
from whatsapp.tasks import drain

# A running drain takes what comes meanwhile; knocking more often only fills the queue. A knock costs as much as
# storing a hundred bodies: the more come, the rarer it gets, down to a few a second.
GAP_SECONDS, LONGEST_GAP = 0.05, 0.4
SECONDS_PER_FLUSH = 0.002


class Waker:
    def __init__(self) -> None:
        self._lanes: set[str] = set()
        self._flushes = 0
        self._task: asyncio.Task[None] | None = None

    def wake(self, lanes: Iterable[str]) -> None:
        self._lanes.update(lanes)
        self._flushes += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._knock())

    async def _knock(self) -> None:
        while self._lanes:
            lanes, self._lanes = self._lanes, set()
            gap = GAP_SECONDS + self._flushes * SECONDS_PER_FLUSH
            self._flushes = 0
            await asyncio.to_thread(knock_drains, lanes)
            await asyncio.sleep(min(gap, LONGEST_GAP))


def knock_drains(lanes: Iterable[str]) -> None:
    for lane in lanes:
        knock(drain, lane)
