"""Who is at the conversations that stand in somebody's list: who has one before their eyes, and who writes in it.

Whatever changes leaves the conversation's id with the broker. In each web process one loop asks every second what
changed since it last asked, reads what of it a list of its sockets shows, and tells each socket of its own cards, all
at once. So it costs one question a process and second, however many agents there are, and what nobody has on the
screen costs nothing. What a socket could not take, and what was not to be had while the broker was away, is told
later.

Whoever may see less because a conversation went elsewhere hears nothing of it from then on: that, too, leaves the
conversation's id there, and is looked at before anything is told."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from redis.exceptions import RedisError

from conversations.realtime import conversation_group, in_background, the_layer
from conversations.services.lookup import visible_among, visible_to_each

if TYPE_CHECKING:
    from conversations.commands import Context

EVERY_SECONDS = 1.0
WATCH_SECONDS = 90  # a list's frame counts so long; pages renew theirs every minute
TYPING_SECONDS = 8  # who goes on typing says so every three
ASK_SECONDS = 2
AWAY = (RedisError, OSError, TimeoutError)
log = structlog.get_logger(__name__)
# KEYS: the conversations that changed, by when. ARGV: the one that did.
NOTE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000000)
redis.call('EXPIRE', KEYS[1], 60)
"""
# The same; ARGV: since when. Answers with now, and those that changed.
SINCE = """
local time = redis.call('TIME')
return {time[1] * 1000000 + time[2], redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf')}
"""
# KEYS: those who write, by when they fade. ARGV: the one it is about, for how long (0: no more). Whether it is news.
TYPE = """
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1])
if tonumber(ARGV[2]) == 0 then return redis.call('ZREM', KEYS[1], ARGV[1]) end
local added = redis.call('ZADD', KEYS[1], time[1] + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return added
"""
READ = """
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. redis.call('TIME')[1], '+inf')
"""
ALL = "cards"  # beside which group the changes are kept
MOVED = "-"  # before the id of one that went elsewhere
State = dict[str, Any]


@dataclass(slots=True)
class Watch:
    """One socket's cards."""

    context: Context
    ids: frozenset[str]
    until: float
    is_busy: bool = False  # it is being told something, and takes nothing else just now
    owed: set[str] = field(default_factory=set)

    async def show(self, event: State) -> None:
        self.is_busy = True
        try:
            await self.context.socket.show(event)
        finally:
            self.is_busy = False


@dataclass(slots=True)
class Watches:
    """Those of one process."""

    by_socket: dict[UUID, Watch] = field(default_factory=dict)
    by_id: defaultdict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    typing: dict[str, State] = field(default_factory=dict)  # as last read: it fades without a word
    since: int = 0
    loop: asyncio.Task[None] | None = None
    telling: set[asyncio.Task[None]] = field(default_factory=set)

    def put(self, watch: Watch) -> None:
        self.drop(watch.context.connection_id)
        self.by_socket[watch.context.connection_id] = watch
        for conversation_id in watch.ids:
            self.by_id[conversation_id].add(watch.context.connection_id)

    def drop(self, connection_id: UUID) -> None:
        if watch := self.by_socket.pop(connection_id, None):
            self._forget(connection_id, watch.ids)

    def narrow(self, connection_id: UUID, ids: Collection[str]) -> None:
        """To those of the ids that it still watches."""
        watch = self.by_socket[connection_id]
        self._forget(connection_id, watch.ids - set(ids))
        watch.ids &= set(ids)
        watch.owed &= watch.ids

    def _forget(self, connection_id: UUID, ids: Iterable[str]) -> None:
        for conversation_id in ids:
            self.by_id[conversation_id].discard(connection_id)
            if not self.by_id[conversation_id]:
                del self.by_id[conversation_id]


_watches: dict[asyncio.AbstractEventLoop, Watches] = {}


async def watch(context: Context, conversation_ids: Sequence[UUID]) -> None:
    """Instead of what this socket watched before; it is told at once how things stand with those that its user may
    see."""
    loop = asyncio.get_running_loop()
    watches = _watches.setdefault(loop, Watches())
    watches.drop(context.connection_id)
    if not conversation_ids:
        return await context.socket.show({"type": "cards_company", "is_all": True, "conversations": []})
    if watches.loop is None:
        now = (await _changes("+inf"))[0]
        watches.since = watches.since or now  # from here on nothing may be missed
    watches.loop = watches.loop or loop.create_task(_go_on_telling(loop, watches))
    # Put there before it is asked what may be seen: what goes elsewhere meanwhile is taken away again.
    mine = Watch(context, frozenset(map(str, conversation_ids)), loop.time() + WATCH_SECONDS, is_busy=True)
    watches.put(mine)
    try:
        await _begin(watches, mine, conversation_ids)
    except BaseException:
        if watches.by_socket.get(context.connection_id) is mine:
            watches.drop(context.connection_id)
        raise
    return None


async def _begin(watches: Watches, mine: Watch, conversation_ids: Sequence[UUID]) -> None:
    visible = await database_sync_to_async(visible_among)(conversation_ids, mine.context.user)
    if watches.by_socket.get(mine.context.connection_id) is not mine:
        return  # it is gone
    watches.narrow(mine.context.connection_id, visible)
    try:
        states = await _read(mine.ids)
    except AWAY:
        states = {}
        mine.owed |= mine.ids
    watches.typing |= {one: state for one, state in states.items() if state["typing"] and one not in watches.typing}
    shown = [states[one] for one in states.keys() & mine.ids if states[one]["viewers"] or states[one]["typing"]]
    await mine.show({"type": "cards_company", "is_all": True, "conversations": shown})


def watched_by(context: Context) -> frozenset[str]:
    watches = _watches.get(asyncio.get_running_loop())
    found = watches.by_socket.get(context.connection_id) if watches else None
    return found.ids if found else frozenset()


def stop_watching(context: Context) -> None:
    if watches := _watches.get(asyncio.get_running_loop()):
        watches.drop(context.connection_id)


async def note_change(conversation_id: str) -> None:
    """Somebody came to it, or left."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            await the_layer().run(ALL, NOTE, "changed", conversation_id)
    except AWAY as error:
        log.warning("company not noted", error=type(error).__name__)


def note_moves(conversation_ids: Iterable[object]) -> None:
    """They went to other people, and perhaps out of somebody's sight. Not for asynchronous code."""
    for conversation_id in conversation_ids:
        in_background(note_change(f"{MOVED}{conversation_id}"))


async def note_typing(context: Context, conversation_id: str, *, is_typing: bool) -> None:
    member = json.dumps([str(context.connection_id), context.user.pk, context.user.name])
    seconds = TYPING_SECONDS if is_typing else 0
    try:
        async with asyncio.timeout(ASK_SECONDS):
            is_new = await the_layer().run(conversation_group(conversation_id), TYPE, "typing", member, seconds)
    except AWAY as error:
        log.warning("company not noted", error=type(error).__name__)
    else:
        if is_new:
            await note_change(conversation_id)


def people(members: Iterable[bytes]) -> list[State]:
    """Each once, in however many windows."""
    found = {user_id: name for _, user_id, name in map(json.loads, members)}
    return [{"id": user_id, "name": name} for user_id, name in sorted(found.items())]


async def _go_on_telling(loop: asyncio.AbstractEventLoop, watches: Watches) -> None:
    while watches.by_socket:
        await asyncio.sleep(EVERY_SECONDS)
        for connection_id in [key for key, one in watches.by_socket.items() if one.until < loop.time()]:
            watches.drop(connection_id)
        try:
            await _tell_news(watches)
        except AWAY:
            continue  # what changed is asked for again
        except Exception:
            # The next round tells it; without a loop nobody of this process would hear anything more.
            log.exception("company not told")
    _watches.pop(loop, None)


async def _tell_news(watches: Watches) -> None:
    now, changed = await _changes(str(watches.since))
    await _leave_moved(watches, {one.removeprefix(MOVED) for one in changed if one.startswith(MOVED)})
    fresh = changed & watches.by_id.keys()
    owed = {one for watch in watches.by_socket.values() if not watch.is_busy for one in watch.owed}
    states = await _read(fresh | owed | (watches.typing.keys() & watches.by_id.keys()))
    watches.since = now or watches.since
    news = {one for one, state in states.items() if one in fresh or state != watches.typing.get(one, state)}
    watches.typing = {one: state for one, state in states.items() if state["typing"]}
    for watch in list(watches.by_socket.values()):
        _tell(watches, watch, news, states)


async def _leave_moved(watches: Watches, moved: Collection[str]) -> None:
    """Whose user may not see one any more, watches it no more."""
    ids = moved & watches.by_id.keys()
    sockets = {socket for one in ids for socket in watches.by_id[one]}
    users = {watches.by_socket[socket].context.user for socket in sockets}
    if not ids:
        return
    visible = await database_sync_to_async(visible_to_each)([UUID(one) for one in ids], users)
    for watch in [watches.by_socket[socket] for socket in sockets & watches.by_socket.keys()]:
        hidden = ids - visible.get(watch.context.user.pk, set())
        watches.narrow(watch.context.connection_id, watch.ids - hidden)


def _tell(watches: Watches, watch: Watch, news: Collection[str], states: dict[str, State]) -> None:
    """One that takes nothing just now is owed it; the others do not wait for it."""
    due = watch.ids & (watch.owed | set(news))
    if watch.is_busy:
        watch.owed = set(due)
        return
    watch.owed = set()
    if not due:
        return
    watch.is_busy = True
    event = {"type": "cards_company", "conversations": [states[one] for one in due]}
    task = asyncio.create_task(watch.show(event))
    watches.telling.add(task)
    task.add_done_callback(watches.telling.discard)


async def _changes(since: str) -> tuple[int, set[str]]:
    """And up to when; zero when the broker is away."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            now, found = await the_layer().run(ALL, SINCE, "changed", since)
    except AWAY:
        return 0, set()
    return now, {one.decode() for one in found}


async def _read(conversation_ids: Collection[str]) -> dict[str, State]:
    """Of all of them in one round trip."""
    ids = list(conversation_ids)
    calls = [(conversation_group(one), READ, name) for name in ("viewers", "typing") for one in ids]
    async with asyncio.timeout(ASK_SECONDS):
        found = await the_layer().run_many(calls) if calls else []
    pairs = zip(ids, found[: len(ids)], found[len(ids) :], strict=True)
    return {
        one: {"conversation_id": one, "viewers": people(viewers), "typing": people(typing)}
        for one, viewers, typing in pairs
    }
