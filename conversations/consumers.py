"""The WebSocket: authenticate, join, pass on, leave. Commands are in `conversations.commands`."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
import structlog
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.exceptions import DomainError
from accounts.services import presence
from accounts.sockets import Visitor, note_page, visitor_again, visitor_of
from conversations import company, heartbeat, viewers
from conversations.commands import COMMANDS, Context, Failure
from conversations.exceptions import NotFound
from conversations.hearing import Hearing, mark_of
from conversations.realtime import conversation_group, groups_of, list_groups, lists_of, login_group, the_layer
from conversations.services.lookup import visible_conversation

UNAUTHENTICATED = 4401
REMEMBERED = 1000  # event ids, to pass each event on once
MAX_FRAME = 64 * 1024
ASK_SECONDS, UNDER_WAY_SECONDS = 2, 1
log = structlog.get_logger(__name__)


class ChatConsumer(AsyncWebsocketConsumer):
    base_send: Callable[[Any], Awaitable[Any]]
    visitor: Visitor | None = None
    expiry: asyncio.Task[None] | None = None  # runs from joining the groups to leaving them
    recount: asyncio.Task[None] | None = None
    is_deaf = False  # the broker could not be asked

    async def connect(self) -> None:
        """The handshake ends when the groups are joined: whoever has an open socket misses nothing."""
        try:
            self.visitor = await self.look()
            if self.visitor is None:
                return await self.turn_away(UNAUTHENTICATED)
            return await self.enter(self.visitor)
        except Error:
            return await self.turn_away(1013)  # try again later: the database is away

    async def look(self) -> Visitor | None:
        return await database_sync_to_async(visitor_of)(dict(self.scope))

    async def enter(self, visitor: Visitor) -> None:
        self.connection_id, self.seen = uuid4(), dict[str, None]()
        self.hearing, self.seq = Hearing(), 0
        self.context = Context(user=visitor.user, connection_id=self.connection_id, socket=self)
        self.expiry = asyncio.create_task(self.expire())
        await self.join(*self.groups_of(visitor))
        # A logout or a change of teams before these groups could tell of it.
        again = await database_sync_to_async(self.open)()
        if again is None:
            return await self.turn_away(UNAUTHENTICATED)
        if (again, again.user.role) != (visitor, visitor.user.role):
            await self.regroup({})
        await self.accept()
        heartbeat.keep(self.connection_id, visitor.user.pk)
        return None

    def open(self) -> Visitor | None:
        """Look again, and note the socket, in one visit to the database's thread."""
        visitor = visitor_of(dict(self.scope))
        if visitor:
            presence.open_connection(visitor.user, connection_id=self.connection_id, login_key=visitor.key)
            note_page(dict(self.scope))
        return visitor

    async def turn_away(self, code: int) -> None:
        """A close code can only be given to a socket that was accepted."""
        await self.accept()
        await self.close(code=code)

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[Any]]
    ) -> None:
        """Frames and events in one line, one after the other. Channels would make two tasks for every event, and a
        channel of its own for every socket, to which nobody ever sends."""
        self.scope, self.base_send = scope, send
        self.inbox = asyncio.Queue[Any]()
        reading = self.read_next(receive)
        try:
            while True:
                item = await self.inbox.get()
                if item is reading:
                    await self.dispatch(item.result())
                    reading = self.read_next(receive)
                else:
                    await self.dispatch(item)
        except StopConsumer:
            pass
        finally:
            reading.cancel()
            # What fails, as when the broker is away, ends without a disconnect.
            await self.clean_up()

    def read_next(self, receive: Callable[[], Awaitable[Any]]) -> asyncio.Future[Any]:
        """Only when the frame before is done with: who writes faster has to wait."""
        reading = asyncio.ensure_future(receive())
        reading.add_done_callback(self.inbox.put_nowait)
        return reading

    async def disconnect(self, code: int) -> None:
        await self.clean_up()

    async def clean_up(self) -> None:
        expiry, self.expiry = self.expiry, None
        if expiry is None or self.visitor is None:
            return
        expiry.cancel()
        if self.recount:
            self.recount.cancel()
        heartbeat.drop(self.connection_id)
        company.stop_watching(self.context)
        try:
            await viewers.stop_viewing(self.context)
            await the_layer().stop_listening([*self.groups_of(self.visitor), *self.context.joined], self)
        finally:
            await database_sync_to_async(presence.close_connection)(
                self.visitor.user, connection_id=self.connection_id
            )

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.visitor is None:
            return
        try:
            frame = parse(text_data)
            await COMMANDS[frame["type"]](self.context, frame)
        except Failure as error:
            await self.show({"type": "error", "code": error.code, "detail": error.detail, **error.echo})
        except DomainError as error:
            await self.show({"type": "error", "code": error.code, "detail": str(error), **echo(frame)})
        except Error:
            log.warning("socket command failed", exc_info=True)
            await self.show({"type": "error", "code": "unavailable", "detail": "Try again.", **echo(frame)})

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Every message of a group counts, whether it is passed on or not.

        Channels looks after the thread's database connections before each message, by way of that thread; events
        need none, and there may be one for each of five hundred sockets."""
        if "number" in message and self.hearing.hear(message["group"], message["number"]):
            self.seq += 1  # never given to an event: the client sees that one is missing
        if message["type"] == "pass.on":
            await self.pass_on(message)
        else:
            await super().dispatch(message)

    async def pass_on(self, message: dict[str, Any]) -> None:
        """An event from the groups; each once, in however many groups this socket is."""
        if message["event_id"] not in self.seen:
            self.seen[message["event_id"]] = None
            if len(self.seen) > REMEMBERED:
                del self.seen[next(iter(self.seen))]
            self.seq += 1
            await self.write(f'{message["text"][:-1]}, "seq": {self.seq}}}')

    async def revoked(self, message: dict[str, Any]) -> None:
        await self.close(code=UNAUTHENTICATED)

    async def recheck(self, message: dict[str, Any]) -> None:
        """A joined conversation went to somebody else: perhaps out of this agent's sight."""
        await self.leave_if_hidden(message["conversation_id"])

    async def regroup(self, message: dict[str, Any]) -> None:
        """The agent's role or teams changed, and with them what they may hear."""
        if self.visitor is None:
            return
        before = set(self.groups_of(self.visitor))
        self.visitor = await database_sync_to_async(visitor_again)(self.visitor)
        self.context.user = self.visitor.user
        after = set(self.groups_of(self.visitor))
        for group in before - after:
            await self.leave(group)
        await self.join(*(after - before))
        for conversation_id in [group.removeprefix(conversation_group("")) for group in self.context.joined]:
            await self.leave_if_hidden(conversation_id)
        if watched := [UUID(one) for one in company.watched_by(self.context)]:
            await company.watch(self.context, watched)
        if self.watches_list:
            await self.show({"type": "list_changed", "conversation_id": None})

    @property
    def watches_list(self) -> bool:
        """`?watch=list`: for pages that show colleagues' conversations, too."""
        return b"watch=list" in self.scope["query_string"].split(b"&")

    def groups_of(self, visitor: Visitor) -> list[str]:
        user, teams = visitor.user, visitor.team_ids
        lists = lists_of(user, teams) if self.watches_list else []
        return [login_group(visitor.key), *groups_of(user, teams), *lists]

    async def leave_if_hidden(self, conversation_id: str) -> None:
        try:
            await database_sync_to_async(visible_conversation)(UUID(conversation_id), self.context.user)
        except (NotFound, Error):
            await viewers.stop_viewing(self.context, conversation_id)
            self.context.joined.discard(conversation_group(conversation_id))
            await self.leave(conversation_group(conversation_id))

    async def show(self, event: dict[str, Any]) -> None:
        await self.write(json.dumps(event, ensure_ascii=False, default=str))

    async def write(self, text: str) -> None:
        # Written to a socket that is gone, servers raise; its disconnect is the next thing that comes.
        with contextlib.suppress(OSError, RuntimeError):
            await self.base_send({"type": "websocket.send", "text": text})

    async def join(self, *groups: str) -> dict[str, int]:
        """The numbers of what was told before in each."""
        await the_layer().listen(groups, self, self.inbox.put_nowait)
        numbers = await the_layer().numbers(groups)
        self.hearing.begin(numbers)
        return numbers

    async def leave(self, group: str) -> None:
        self.hearing.forget(group)
        await the_layer().stop_listening([group], self)

    async def count(self) -> str | None:
        """Compare what was heard with what went out, and give the mark of the visitor's list; null when the broker
        cannot be asked: when it is back, something may be missing."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                numbers = await the_layer().numbers(self.hearing.heard)
        except (RedisError, OSError, TimeoutError):
            self.is_deaf = True
            return None
        if self.hearing.went_back(numbers) or self.is_deaf:
            self.is_deaf, self.seq = False, self.seq + 1
        if self.hearing.is_behind(numbers):
            self.recount = asyncio.create_task(self.give_up(numbers))
        assert self.visitor is not None
        groups = list_groups(self.visitor.user, self.visitor.team_ids)
        return mark_of(numbers, groups) if set(groups) <= set(numbers) else None

    async def give_up(self, numbers: dict[str, int]) -> None:
        await asyncio.sleep(UNDER_WAY_SECONDS)
        if self.hearing.give_up(numbers):
            self.seq += 2
            await self.show({"type": "gap", "conversation_id": None, "seq": self.seq})

    async def expire(self) -> None:
        """A token that runs out closes its sockets."""
        if self.visitor and self.visitor.expires_at:
            await asyncio.sleep(max(0.0, (self.visitor.expires_at - timezone.now()).total_seconds()))
            await self.close(code=UNAUTHENTICATED)


def parse(text: str | None) -> dict[str, Any]:
    if text is None or len(text) > MAX_FRAME:
        raise Failure("invalid_frame", "Send JSON texts of at most 64 kB.")
    try:
        frame = orjson.loads(text)  # refuses what could not be written again, as half of a surrogate pair
    except ValueError:
        raise Failure("invalid_json", "Send a JSON object.") from None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise Failure("invalid_json", 'Send a JSON object with a "type".')
    if frame["type"] not in COMMANDS:
        raise Failure("unknown_type", "There is no such message type.", echo(frame))
    return frame


def echo(frame: dict[str, Any]) -> dict[str, Any]:
    """What tells the client which of its messages an error answers."""
    return {key: frame[key] for key in ("client_id", "conversation_id") if isinstance(frame.get(key), str)}
