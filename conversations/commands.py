"""What a client may ask over the WebSocket. Each command calls one service."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeGuard
from uuid import UUID

from channels.db import database_sync_to_async

from accounts.models import Presence, User
from accounts.services.presence import choose_presence
from conversations import company, viewers
from conversations.hearing import mark_of
from conversations.models import MessageType
from conversations.realtime import Broadcast, audience_of, conversation_group, send, user_group
from conversations.services.details import mark_read
from conversations.services.lookup import visible_conversation
from conversations.services.sending import Draft, send_message
from conversations.socket_events import new_message

Frame = dict[str, Any]
MAX_CLIENT_ID, MAX_JOINED, MAX_CARDS, PER_SECOND, BURST = 100, 200, 60, 20, 60


class Failure(Exception):
    def __init__(self, code: str, detail: str, echo: Frame | None = None) -> None:
        self.code, self.detail, self.echo = code, detail, echo or {}
        super().__init__(code)


class Socket(Protocol):
    seq: int

    async def join(self, *groups: str) -> dict[str, int]: ...
    async def leave(self, group: str) -> None: ...
    async def show(self, event: Frame) -> None: ...
    async def count(self) -> str | None: ...


@dataclass(slots=True)
class Context:
    """One socket: who it belongs to and what it can do."""

    user: User
    connection_id: UUID
    socket: "Socket"
    joined: set[str] = field(default_factory=set)
    viewing: str | None = None
    allowance: float = BURST
    counted_at: float = field(default_factory=time.monotonic)

    def count(self) -> None:
        """So many frames a second; a burst of a few seconds' worth is fine."""
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.counted_at) * PER_SECOND)
        self.counted_at = now
        if self.allowance < 1:
            raise Failure("throttled", "Too many messages; slow down.")
        self.allowance -= 1


async def ping(context: Context, frame: Frame) -> None:
    """With a `seq` also how far the events are: a client that has another number has missed some."""
    if "seq" not in frame:
        return await context.socket.show({"type": "pong"})
    await viewers.go_on_viewing(context)
    mark = await context.socket.count()
    return await context.socket.show({"type": "pong", "seq": context.socket.seq, "mark": mark})


async def join_conversation(context: Context, frame: Frame) -> None:
    """With the `mark` of a page also whether anything happened since that was made."""
    context.count()
    conversation_id = _conversation_id(frame)
    group = conversation_group(conversation_id)
    if len(context.joined) >= MAX_JOINED:
        raise Failure("too_many", "Leave a conversation first.", {"conversation_id": str(conversation_id)})
    await database_sync_to_async(visible_conversation)(conversation_id, context.user)
    context.joined.add(group)
    numbers = await context.socket.join(group)
    if "mark" in frame and frame["mark"] != mark_of(numbers, [group]):
        context.socket.seq += 1
        gap = {"type": "gap", "conversation_id": str(conversation_id), "seq": context.socket.seq}
        await context.socket.show(gap)


async def leave_conversation(context: Context, frame: Frame) -> None:
    context.count()
    conversation_id = _conversation_id(frame)
    await viewers.stop_viewing(context, str(conversation_id))
    context.joined.discard(conversation_group(conversation_id))
    await context.socket.leave(conversation_group(conversation_id))


async def view_start(context: Context, frame: Frame) -> None:
    context.count()
    conversation_id = _conversation_id(frame)
    if conversation_group(conversation_id) not in context.joined:
        raise Failure("not_joined", "Join the conversation first.", {"conversation_id": str(conversation_id)})
    await viewers.start_viewing(context, str(conversation_id))


async def view_stop(context: Context, frame: Frame) -> None:
    context.count()
    await viewers.stop_viewing(context, str(_conversation_id(frame)))


async def watch_cards(context: Context, frame: Frame) -> None:
    """The conversations that a list shows just now, instead of those before; of those the user may see."""
    context.count()
    wanted = frame.get("conversation_ids")
    if not isinstance(wanted, list) or len(wanted) > MAX_CARDS:
        raise Failure("invalid", f"conversation_ids must be a list of at most {MAX_CARDS} UUIDs.")
    ids = [_conversation_id({"conversation_id": one}) for one in wanted]
    await company.watch(context, ids)


async def typing_start(context: Context, frame: Frame) -> None:
    await _typing(context, frame, is_typing=True)


async def typing_stop(context: Context, frame: Frame) -> None:
    await _typing(context, frame, is_typing=False)


async def _typing(context: Context, frame: Frame, *, is_typing: bool) -> None:
    context.count()
    conversation = await database_sync_to_async(visible_conversation)(_conversation_id(frame), context.user)
    event = {
        "type": "agent_typing",
        "conversation_id": str(conversation.pk),
        "agent_id": context.user.pk,
        "agent_name": context.user.name,
        "typing": is_typing,
    }
    await send([Broadcast(audience_of(conversation), event)])
    await company.note_typing(context, str(conversation.pk), is_typing=is_typing)


async def send_to_customer(context: Context, frame: Frame) -> None:
    context.count()
    await send([await database_sync_to_async(_send)(context.user, frame)])


async def read_conversation(context: Context, frame: Frame) -> None:
    context.count()
    await database_sync_to_async(mark_read)(_conversation_id(frame), by=context.user)


async def set_status(context: Context, frame: Frame) -> None:
    context.count()
    if frame.get("status") not in Presence.values:
        raise Failure("invalid", "status must be online, away or offline.")
    reason = frame.get("reason")
    if reason is not None and (type(reason) is not int or not 0 <= reason < 2**63):
        raise Failure("invalid", "reason must be the id of a reason for a pause, or left out.")
    await database_sync_to_async(choose_presence)(context.user, presence=frame["status"], reason_id=reason)


COMMANDS: dict[str, Callable[[Context, Frame], Awaitable[None]]] = {
    "ping": ping,
    "join_conversation": join_conversation,
    "leave_conversation": leave_conversation,
    "view_start": view_start,
    "view_stop": view_stop,
    "watch_cards": watch_cards,
    "typing_start": typing_start,
    "typing_stop": typing_stop,
    "send_message": send_to_customer,
    "mark_read": read_conversation,
    "set_status": set_status,
}


def _conversation_id(frame: Frame) -> UUID:
    try:
        return UUID(frame["conversation_id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Failure("invalid", "conversation_id must be a UUID.") from None


def _send(user: User, frame: Frame) -> Broadcast:
    """Queue it; the echo goes to the sender, who need not be in any of the conversation's groups."""
    message = send_message(_conversation_id(frame), draft=_draft(frame), by=user)
    return new_message(message, [user_group(user.pk)])


def _draft(frame: Frame) -> Draft:
    content, client_id = frame.get("content"), frame.get("client_id")
    if frame.get("message_type", MessageType.TEXT) != MessageType.TEXT:
        raise Failure("invalid", "Only text is sent over the socket; send media by POST …/messages.", _echoed(frame))
    if not _is_text(content):
        raise Failure("invalid", "content must be a text.", _echoed(frame))
    if client_id is not None and not (_is_text(client_id) and len(client_id) <= MAX_CLIENT_ID):
        raise Failure("invalid", "client_id must be a text of at most 100 characters.")
    return Draft(content=content, client_id=client_id or None)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and "\x00" not in value


def _echoed(frame: Frame) -> Frame:
    return {key: frame[key] for key in ("client_id", "conversation_id") if isinstance(frame.get(key), str)}
