"""Sending events to WebSocket groups from anywhere, without waiting for it.

Workers are synchronous and the channel layer is not: one background loop per process keeps the layer's connections
and sends in order. What is lost when the broker is away, clients fetch with `after=`; nothing depends on it.
"""

import asyncio
import json
import threading
import uuid
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from accounts.models import User
from conversations.hearing import mark_of
from conversations.layer import PipelinedLayer
from conversations.models import Conversation, Status

log = structlog.get_logger(__name__)
EVERYONE, SUPERVISORS, AGENTS = "everyone", "supervisors", "agents"
SEND_SECONDS, ASK_SECONDS, SKIP_SECONDS, PAUSE_SECONDS = 5, 1, 1, 0.25
# Events in one round trip to the broker.
TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One event for everybody in any of the groups; a socket in several of them passes it on once."""

    groups: Sequence[str]
    event: dict[str, Any]
    event_id: str = field(default_factory=lambda: uuid.uuid4().hex)


def user_group(user_id: int) -> str:
    return f"user-{user_id}"


def team_group(team_id: int | None) -> str:
    """Those who could take from this queue; for no team all agents."""
    return AGENTS if team_id is None else f"team-{team_id}"


def list_group(team_id: int | None) -> str:
    """Agents' lists that show the team's conversations, or those of no team."""
    return "lists" if team_id is None else f"lists-{team_id}"


def conversation_group(conversation_id: object) -> str:
    return f"conversation-{conversation_id}"


def login_group(key: str) -> str:
    return f"login-{key}"


def groups_of(user: User, team_ids: Iterable[int]) -> list[str]:
    """Asked once, when a socket opens; no query per event."""
    groups = [user_group(user.pk), EVERYONE]
    if user.is_steering:
        return [*groups, SUPERVISORS]
    if user.is_bot:
        return groups
    return [*groups, AGENTS, *[team_group(team_id) for team_id in team_ids]]


def lists_of(user: User, team_ids: Iterable[int]) -> list[str]:
    """Of those who hear of some conversations only."""
    if user.is_steering or user.is_bot:
        return []
    return [list_group(None), *[list_group(team_id) for team_id in team_ids]]


def list_groups(user: User, team_ids: Sequence[int]) -> list[str]:
    """What tells of anything in the user's list."""
    return sorted({*groups_of(user, team_ids), *lists_of(user, team_ids)} - {EVERYONE})


def audience_of(conversation: Conversation, *also: int | None) -> list[str]:
    """Who hears of a conversation: supervisors, whoever joined it, whoever has it; while it waits, those who could
    take it; and the given users."""
    users = {conversation.assigned_to_id, *also} - {None}
    groups = [SUPERVISORS, conversation_group(conversation.pk), *[user_group(user) for user in users if user]]
    return [*groups, team_group(conversation.team_id)] if conversation.status == Status.QUEUE else groups


def broadcast(broadcasts: Iterable[Broadcast]) -> None:
    """Hand them to the background loop."""
    items = list(broadcasts)
    if items:
        asyncio.run_coroutine_threadsafe(send(items), _loop())


def broadcast_paced(broadcasts: Iterable[Broadcast]) -> None:
    """For what may come in floods, as when all come in the morning: the first at once, and whatever follows within the
    pause together at its end, each as it is and in its order."""
    items = list(broadcasts)
    if items:
        asyncio.run_coroutine_threadsafe(_pace.send(items), _loop())


def revoke(groups: Iterable[str]) -> None:
    """Close the sockets in the groups: their login is over."""
    asyncio.run_coroutine_threadsafe(_tell(list(groups), {"type": "revoked"}), _loop())


def recheck(conversation_ids: Iterable[object]) -> None:
    """Whoever joined one of them and may not see it any more, leaves it."""
    for conversation_id in conversation_ids:
        message = {"type": "recheck", "conversation_id": str(conversation_id)}
        asyncio.run_coroutine_threadsafe(_tell([conversation_group(conversation_id)], message), _loop())


def regroup(user_ids: Iterable[int]) -> None:
    """Their role or their teams changed: their sockets hear what they may hear now."""
    groups = [user_group(user_id) for user_id in user_ids]
    asyncio.run_coroutine_threadsafe(_tell(groups, {"type": "regroup"}), _loop())


async def _tell(groups: Iterable[str], message: dict[str, Any]) -> None:
    await the_layer().send_many((group, message) for group in groups)


def in_background(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run_coroutine_threadsafe(work, _loop())


def mark_now(groups: Sequence[str]) -> str:
    """Another one as soon as anything is told to one of the groups; empty when the broker is away. Not for
    asynchronous code."""
    asked = asyncio.run_coroutine_threadsafe(the_layer().numbers(groups), _loop())
    try:
        return mark_of(asked.result(ASK_SECONDS), groups)
    except (RedisError, OSError, TimeoutError):
        asked.cancel()
        return ""


def mark_of_conversation(conversation_id: object) -> str:
    return mark_now([conversation_group(conversation_id)])


class Pace:
    """Of one event loop."""

    def __init__(self) -> None:
        self.held: list[Broadcast] = []
        self.is_pausing = False

    async def send(self, items: Sequence[Broadcast]) -> None:
        self.held += items
        if self.is_pausing:
            return
        self.is_pausing = True
        try:
            while self.held:
                told, self.held = self.held, []
                await send(told)
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self.is_pausing = False


_pace = Pace()  # of the background loop


async def send(items: Iterable[Broadcast]) -> None:
    """The same from code that is asynchronous already."""
    items = list(items)
    for first in range(0, len(items), TOGETHER):
        part = items[first : first + TOGETHER]
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await the_layer().send_many(_messages(part))
        except Exception as error:  # noqa: BLE001  the broker is away: clients catch up later
            log.warning("events not sent", count=len(items) - first, error=type(error).__name__)
            _tell_of_loss({group for item in items[first:] for group in item.groups})
            return


# Groups of which something was lost, by the event loop that could not send it.
_lost: dict[asyncio.AbstractEventLoop, set[str]] = {}
_telling: set[asyncio.Task[None]] = set()


def _tell_of_loss(groups: set[str]) -> None:
    loop = asyncio.get_running_loop()
    if loop in _lost:
        _lost[loop] |= groups
        return
    _lost[loop] = groups
    task = loop.create_task(_skip_when_possible(loop))
    _telling.add(task)
    task.add_done_callback(_telling.discard)


async def _skip_when_possible(loop: asyncio.AbstractEventLoop) -> None:
    """As soon as the broker is back whoever listens sees that something is missing."""
    while _lost[loop]:
        await asyncio.sleep(SKIP_SECONDS)
        groups, _lost[loop] = _lost[loop], set()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await the_layer().skip_numbers(groups)
        except Exception:  # noqa: BLE001  still away
            _lost[loop] |= groups
    del _lost[loop]


def _messages(items: Iterable[Broadcast]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in items:
        text = json.dumps(item.event, ensure_ascii=False, default=str)  # once for all sockets
        message = {"type": "pass.on", "text": text, "event_id": item.event_id}
        for group in item.groups:
            yield group, message


def the_layer() -> PipelinedLayer:
    layer = get_channel_layer()
    if not isinstance(layer, PipelinedLayer):
        raise TypeError("CHANNEL_LAYERS needs conversations.layer.PipelinedLayer")
    return layer


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="realtime", daemon=True).start()
    return loop
