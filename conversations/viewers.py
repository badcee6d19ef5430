"""Who has a conversation before their eyes: kept in the broker, so that all web processes agree, and fading there when
a process dies with its sockets. Whoever pings next tells the others that somebody is gone."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import structlog
from redis.exceptions import RedisError

from conversations.company import note_change, people
from conversations.realtime import Broadcast, conversation_group, send, the_layer

if TYPE_CHECKING:
    from conversations.commands import Context

LASTS_SECONDS = 60  # three of the page's pings
ASK_SECONDS = 2
log = structlog.get_logger(__name__)
# KEYS: those who look, by when they fade. ARGV: the one it is about, for how long (0: no more). Answers with whether
# anything is another than before, a number that rises with every answer, and who is there.
LOOK = """
local time = redis.call('TIME')
local gone = redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1])
if tonumber(ARGV[2]) > 0 then
    gone = gone + redis.call('ZADD', KEYS[1], time[1] + ARGV[2], ARGV[1])
    redis.call('EXPIRE', KEYS[1], ARGV[2])
else
    gone = gone + redis.call('ZREM', KEYS[1], ARGV[1])
end
return {gone, time[1] * 1000000 + time[2], redis.call('ZRANGE', KEYS[1], 0, -1)}
"""


async def start_viewing(context: Context, conversation_id: str) -> None:
    """One at a time on each socket. Whoever begins is told who else is there."""
    if context.viewing != conversation_id:
        await stop_viewing(context)
    context.viewing = conversation_id
    event = await _look(context, conversation_id, LASTS_SECONDS)
    if event:
        await context.socket.show(event)


async def go_on_viewing(context: Context) -> None:
    if context.viewing:
        await _look(context, context.viewing, LASTS_SECONDS)


async def stop_viewing(context: Context, conversation_id: str | None = None) -> None:
    """Whatever it is, or only if it is this conversation."""
    viewing = context.viewing
    if viewing and conversation_id in (None, viewing):
        context.viewing = None
        await _look(context, viewing, 0)


async def _look(context: Context, conversation_id: str, seconds: int) -> dict[str, Any] | None:
    """Who is there now; told to all who watch if that is new. Null when the broker is away: it is only a courtesy."""
    group = conversation_group(conversation_id)
    member = json.dumps([str(context.connection_id), context.user.pk, context.user.name])
    try:
        async with asyncio.timeout(ASK_SECONDS):
            changed, version, members = await the_layer().run(group, LOOK, "viewers", member, seconds)
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("viewers not kept", error=type(error).__name__)
        return None
    event = {
        "type": "conversation_viewers",
        "conversation_id": conversation_id,
        "viewers": people(members),
        "version": version,
    }
    if changed:
        await send([Broadcast([group], event)])
        await note_change(conversation_id)
    return event
