"""Takes what is due and posts it: in order within a lane, the lanes beside each other."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from whatsapp.simulator.courier.post import Outcome, Poster
from whatsapp.simulator.courier.store import Event, Store

log = logging.getLogger("simulator.courier")
FIRST_GAP, LONGEST_GAP = 0.5, 30.0
# Nobody listens at the door, which costs nothing to find out: look again soon, to be there when it opens.
LONGEST_GAP_REFUSED = 2.0
GIVE_UP = timedelta(days=7)
POLL = 5.0
LOAD, CONCURRENT = 200, 16
# How long what was told is gathered before it is struck out.
GATHER = 0.005


class Courier:
    def __init__(self, store: Store, poster: Poster) -> None:
        self.store, self.poster = store, poster
        self.wake = asyncio.Event()
        self.slots = asyncio.Semaphore(CONCURRENT)
        self.lanes: dict[int, asyncio.Task[None]] = {}
        self.blocked: dict[int, float] = {}
        self.refused: set[int] = set()
        self.passed_over: set[int] = set()
        self.done = Settling(store)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.listen())
            group.create_task(self.done.run())
            group.create_task(self.dispatch())

    async def listen(self) -> None:
        async for _ in self.store.knocks():
            self.wake.set()

    async def dispatch(self) -> None:
        while True:
            self.wake.clear()
            self.unblock()
            self.passed_over = set(self.lanes)
            events, following = await self.store.due([*self.lanes, *self.blocked], LOAD)
            for lane, queue in by_lane(events).items():
                self.lanes[lane] = asyncio.create_task(self.deliver(lane, queue))
            if len(events) < LOAD:
                await self.rest(following)

    async def rest(self, following: float | None) -> None:
        """Until a knock, the next event that falls due, or the end of a gap; the poll is for knocks that got lost."""
        now = asyncio.get_running_loop().time()
        seconds = [POLL, *(until - now for until in self.blocked.values())]
        if following is not None:
            seconds.append(following)
        # Not `wait_for`, which in Python 3.11 swallows a cancellation that comes as it ends.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(min(seconds), 0.001)):
                await self.wake.wait()

    async def deliver(self, lane: int, queue: list[Event]) -> None:
        try:
            for _, batch in groupby(queue, key=lambda event: (event.batch, None if event.batch else event.id)):
                if not await self.post(list(batch)):
                    break
            await self.done.flushed()
        finally:
            del self.lanes[lane]
            # Only if somebody looked meanwhile can there be more that was left lying.
            if lane in self.passed_over or lane in self.blocked:
                self.wake.set()

    async def post(self, batch: list[Event]) -> bool:
        """Whether the lane may go on to its next."""
        async with self.slots:
            outcome = await self.poster.post(batch)
        if outcome.is_told or datetime.now(UTC) - batch[0].created_at > GIVE_UP:
            self.done.add([event.id for event in batch])
            if outcome.is_told:
                self.door_is_open()
            return True
        await self.miss(batch, outcome)
        return False

    async def miss(self, batch: list[Event], outcome: Outcome) -> None:
        first = batch[0]
        longest = LONGEST_GAP_REFUSED if outcome.is_refused else LONGEST_GAP
        gap = min(FIRST_GAP * 2 ** min(first.attempts, 10), longest)
        self.blocked[first.lane] = asyncio.get_running_loop().time() + gap
        if outcome.is_refused:
            self.refused.add(first.lane)
        await self.store.missed([event.id for event in batch])
        log.warning(
            "event=webhook_not_taken id=%s attempt=%s answer=%s gap=%s",
            first.id,
            first.attempts + 1,
            outcome.said,
            gap,
        )

    def door_is_open(self) -> None:
        """Somebody listens again: whoever waits only because nobody did need not wait out the gap."""
        if not self.refused:
            return
        for lane in self.refused:
            self.blocked.pop(lane, None)
        self.refused.clear()
        self.wake.set()

    def unblock(self) -> None:
        now = asyncio.get_running_loop().time()
        for lane in [lane for lane, until in self.blocked.items() if until <= now]:
            del self.blocked[lane]
            self.refused.discard(lane)


class Settling:
    """What was told is struck out together, many in one statement."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ids: list[int] = []
        self.wanted = asyncio.Event()
        self.finished = asyncio.Condition()
        self.added = self.settled = 0

    def add(self, ids: Sequence[int]) -> None:
        self.ids.extend(ids)
        self.added += len(ids)
        self.wanted.set()

    async def run(self) -> None:
        while True:
            await self.wanted.wait()
            await asyncio.sleep(GATHER)
            self.wanted.clear()
            await self.flush()

    async def flush(self) -> None:
        ids, self.ids = self.ids, []
        if not ids:
            return
        await self.store.settle(ids)
        async with self.finished:
            self.settled += len(ids)
            self.finished.notify_all()

    async def flushed(self) -> None:
        """A lane is free again only when what it told is struck out; else it would be told twice."""
        mark = self.added
        async with self.finished:
            await self.finished.wait_for(lambda: self.settled >= mark)


def by_lane(events: list[Event]) -> dict[int, list[Event]]:
    lanes: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        lanes[event.lane].append(event)
    return lanes
