"""Hop 4's engine: the heads of many lines are claimed together, sent side by side, and recorded together.

One pump a process. A task says which lines have something to send: if no other thread of the process runs the pump,
it does; else it leaves them to the one that does. Claims are conditional updates, so that any number of processes
pump at once; what a dead one leaves in `sending` is found by the sweeper.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from queue import Empty, SimpleQueue
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from conversations.models import Message
from conversations.services import outbox
from whatsapp.client import GraphClient, Sent
from whatsapp.services import delivery, pacing
from whatsapp.services.delivery import Claim

THREADS = 64
# Seconds between the tries to record an answer while the database is away.
DATABASE_PAUSES = (0.2, 0.5, 1, 2, 4, 8, 8)
# Nothing is waited for longer than this without looking for what came meanwhile.
LOOK_SECONDS = 0.5
# Of a number at its limit some messages go together: one by one each would cost a whole round of statements. Shorter
# than the burst, so that nothing of the limit is lost.
STEP_SECONDS = 0.04

log = structlog.get_logger(__name__)
Result = tuple[Claim, Sent | Exception]
OnPause = Callable[[UUID, float], object]


class Pump:
    """Without `threads` the calls are made one after the other on the caller's thread."""

    def __init__(self, *, client: GraphClient | None = None, threads: int = 0) -> None:
        self._client, self._threads = client, threads
        self._inbox: SimpleQueue[UUID | Result] = SimpleQueue()
        self._running = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._unsent: list[Message] = []  # claimed, and certainly not sent, when the database went away
        self.is_stopped = False

    def deliver(self, conversation_ids: Iterable[UUID], *, on_pause: OnPause) -> None:
        """Send what stands in these lines, unless another thread is at it, which then does. `on_pause` is told of
        each line that may move only after so many seconds."""
        for conversation_id in conversation_ids:
            self._inbox.put(conversation_id)
        # Whoever runs it looks again after letting go, so that nothing is left between two threads.
        while not self._inbox.empty() and not self.is_stopped and self._running.acquire(blocking=False):
            try:
                Run(self, on_pause).go()
            finally:
                self._running.release()

    def stop(self) -> None:
        """Claim nothing more; what is under way is still recorded."""
        self.is_stopped = True

    @property
    def room(self) -> int:
        """How many calls may be under way at once."""
        return max(1, self._threads)

    def claim(self, conversation_ids: Sequence[UUID]) -> list[Claim]:
        if self._unsent:
            outbox.give_back(self._unsent)
            self._unsent.clear()
        try:
            return delivery.claim_heads(conversation_ids, client=self._client) if conversation_ids else []
        except delivery.NotCalled as error:
            self._unsent.extend(error.messages)
            raise

    def send(self, claim: Claim) -> None:
        """Its answer comes back through `take`."""
        if not self._threads:
            self._inbox.put((claim, delivery.call(claim)))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="send")
        self._pool.submit(lambda: self._inbox.put((claim, delivery.call(claim))))

    def take(self, wait: float) -> list[UUID | Result]:
        """All lines and answers that have come; waits for the first one if there is none yet."""
        items: list[UUID | Result] = []
        try:
            items.append(self._inbox.get(timeout=wait) if wait > 0 else self._inbox.get_nowait())
            while True:
                items.append(self._inbox.get_nowait())
        except Empty:
            return items


class Run:
    """From the first line to the last answer. Everything but the calls to WhatsApp happens on one thread."""

    def __init__(self, pump: Pump, on_pause: OnPause) -> None:
        self._pump, self._on_pause = pump, on_pause
        self._waiting: dict[UUID, None] = {}
        self._under_way: set[UUID] = set()
        self._routes: dict[UUID, tuple[int, UUID]] = {}  # the channel and the customer
        self._not_before: dict[int, float] = {}  # when a number's limit lets its next one pass

    def go(self) -> None:
        self._take(0)
        while self._under_way or (self._waiting and not self._pump.is_stopped):
            if not self._pump.is_stopped:
                self._claim()
            results = self._take(self._patience())
            if results:
                self._record(results)

    def _patience(self) -> float:
        """Until an answer or a line comes; not beyond the moment at which a limit lets the next one pass."""
        held = min(self._not_before.values(), default=0) - time.monotonic() if self._waiting else 0
        if self._under_way:
            return min(held, LOOK_SECONDS) if held > 0 else LOOK_SECONDS
        return min(max(held, 0), LOOK_SECONDS)

    def _take(self, wait: float) -> list[Result]:
        results: list[Result] = []
        for item in self._pump.take(wait):
            if isinstance(item, UUID):
                self._waiting[item] = None
            else:
                results.append(item)
        return results

    def _claim(self) -> None:
        try:
            chosen = self._chosen()
            claims = self._pump.claim(chosen)
        except (DatabaseError, InterfaceError) as error:
            # The lines are rows: the sweeper finds them again.
            log.warning("nothing claimed", count=len(self._waiting), error=type(error).__name__)
            connection.close()
            self._waiting.clear()
            return
        for pk in chosen:
            self._waiting.pop(pk, None)
        self._give_back(set(chosen) - {claim.message.conversation_id for claim in claims if claim.address})
        for claim in claims:
            if claim.address:
                self._under_way.add(claim.message.conversation_id)
                self._pump.send(claim)
            else:  # it has left the line, and what stands behind it may move
                self._waiting[claim.message.conversation_id] = None

    def _chosen(self) -> list[UUID]:
        """The lines that may send now: of which nothing is under way, and which the limits let pass."""
        room = self._pump.room - len(self._under_way)
        if room <= 0 or not self._waiting:
            return []
        self._look_up_routes()
        now = time.monotonic()
        self._not_before = {channel: at for channel, at in self._not_before.items() if at > now}
        free = (pk for pk in self._waiting if pk not in self._under_way and self._may_pass(pk))
        return [pk for channel, pks in self._by_channel(islice(free, room)) for pk in self._allowed(channel, pks)]

    def _may_pass(self, pk: UUID) -> bool:
        return self._routes[pk][0] not in self._not_before

    def _by_channel(self, conversation_ids: Iterable[UUID]) -> Iterable[tuple[int, list[UUID]]]:
        groups: dict[int, list[UUID]] = defaultdict(list)
        for pk in conversation_ids:
            groups[self._routes[pk][0]].append(pk)
        return groups.items()

    def _customers(self, conversation_ids: Iterable[UUID]) -> list[UUID]:
        return [self._routes[pk][1] for pk in conversation_ids]

    def _look_up_routes(self) -> None:
        if unknown := [pk for pk in self._waiting if pk not in self._routes]:
            self._routes |= outbox.routes_of(unknown)
            for pk in unknown:
                if pk not in self._routes:
                    del self._waiting[pk]

    def _allowed(self, channel_id: int, conversation_ids: Sequence[UUID]) -> list[UUID]:
        """One customer's limit is a pause of that line, the number's of all its lines."""
        allowed = []
        verdicts = pacing.ask(channel_id, self._customers(conversation_ids))
        for pk, verdict in zip(conversation_ids, verdicts, strict=True):
            if verdict.is_pair:
                del self._waiting[pk]
                self._on_pause(pk, verdict.seconds)
            elif verdict.seconds:
                self._not_before[channel_id] = time.monotonic() + max(verdict.seconds, STEP_SECONDS)
            else:
                allowed.append(pk)
        return allowed

    def _give_back(self, unused: Iterable[UUID]) -> None:
        """Lines that had nothing to send: knocks come twice, and late."""
        for channel_id, pks in self._by_channel(unused):
            pacing.give_back(channel_id, self._customers(pks))

    def _record(self, results: Sequence[Result]) -> None:
        """The answers exist only here: while the database is away, it is asked again. One that cannot be recorded,
        whatever is wrong with it, costs the others nothing. What is left stays in `sending`: statuses from WhatsApp
        settle it."""
        sent = [result for result in results if isinstance(result[1], Sent)]
        parts = [sent] if sent else []
        parts += [[result] for result in results if not isinstance(result[1], Sent)]
        pauses, paused = list(DATABASE_PAUSES), set[UUID]()
        while parts:
            try:
                paused |= self._record_part(parts[0])
            except (OperationalError, InterfaceError) as error:
                log.warning("answers not recorded", count=len(parts), error=type(error).__name__)
                connection.close()
                if not pauses:
                    break
                time.sleep(pauses.pop(0))
                continue
            except Exception:  # noqa: BLE001
                log.exception("answer not recorded", message_ids=[claim.message.pk for claim, _ in parts[0]])
                parts[1:1] = [[result] for result in parts[0]] if len(parts[0]) > 1 else []
            del parts[0]
        lines = {claim.message.conversation_id for claim, _ in results}
        self._under_way -= lines
        self._go_on(lines - paused)

    def _record_part(self, part: Sequence[Result]) -> set[UUID]:
        """Those that were sent, all at once; or one that was not. Returns the lines that pause."""
        claim, answer = part[0]
        if isinstance(answer, Sent):
            delivery.record_sent([(claim, answer) for claim, answer in part if isinstance(answer, Sent)])
            return set()
        pause = delivery.record_failure(claim, answer)
        if pause is None:
            return set()
        self._on_pause(claim.message.conversation_id, pause)
        return {claim.message.conversation_id}

    def _go_on(self, conversation_ids: Iterable[UUID]) -> None:
        """With those lines in which something may be sent at once."""
        try:
            self._waiting.update(dict.fromkeys(outbox.lines_going_on(conversation_ids)))
        except DatabaseError as error:
            log.warning("lines left to the sweeper", error=type(error).__name__)
            connection.close()


pump = Pump(threads=THREADS)


def deliver_conversation(conversation_id: UUID, *, client: GraphClient | None = None) -> float | None:
    """Send what stands in one conversation's line. Returns after how many seconds there is more to do, or null."""
    pauses: dict[UUID, float] = {}
    Pump(client=client).deliver([conversation_id], on_pause=pauses.__setitem__)
    return pauses.get(conversation_id)
