"""The channel layer of channels-redis, with many messages in one round trip, and each numbered in its group.

Its own `group_send` asks the broker once for every group of every event, which under a flood costs more than applying
the messages that the events tell of.

The broker counts a group's messages while it passes them on, so that whoever listens sees by the numbers that one is
missing, whoever sent it. A count that the broker has lost begins anew at the time in microseconds: above every number
before it, so that this is seen as a gap and never as a continuation.

Nor has each socket a channel of its own: what comes by a group is read once in a process, and handed to all who
listen.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer

Message = dict[str, Any]
Ear = Callable[[Message], None]  # does not wait, and leaves the message as it is: it is everybody's
KEPT_SECONDS = 86400  # a group's count, after its last message
BEGIN = f"""
local function begin(key)
    local time = redis.call('TIME')
    redis.call('SET', key, string.format('%.0f', time[1] * 1000000 + time[2]), 'EX', {KEPT_SECONDS})
end
"""
# KEYS: the group's count. ARGV: its channel, its name, the message. Without a message the number is left out.
PUBLISH = f"""{BEGIN}
if redis.call('EXISTS', KEYS[1]) == 0 then begin(KEYS[1]) end
local number = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], {KEPT_SECONDS})
if ARGV[3] then redis.call('PUBLISH', ARGV[1], string.format('%.0f:%s\\n', number, ARGV[2]) .. ARGV[3]) end
"""
COUNT = f"""{BEGIN}
if redis.call('EXISTS', KEYS[1]) == 0 then begin(KEYS[1]) end
return redis.call('GET', KEYS[1])
"""


class Audience:
    """All who listen to one group in this process. Stands where channels-redis keeps the queue of a channel."""

    def __init__(self, read: Callable[[bytes], Message]) -> None:
        self.read = read
        self.ears: dict[object, Ear] = {}  # by whose they are, in the order in which they came

    def put_nowait(self, data: bytes) -> None:
        message = self.read(data)
        for ear in list(self.ears.values()):
            ear(message)


class PipelinedLayer(RedisPubSubChannelLayer):
    async def listen(self, groups: Iterable[str], listener: object, ear: Ear) -> None:
        """From now on what is told to these groups goes to the ear of the listener, on its event loop."""
        channels = self._get_layer().channels
        for name in map(self._channel, groups):
            channels.setdefault(name, Audience(self.deserialize)).ears[listener] = ear
            await self._get_layer()._get_shard(name).subscribe(name)

    async def stop_listening(self, groups: Iterable[str], listener: object) -> None:
        channels = self._get_layer().channels
        for name in map(self._channel, groups):
            audience = channels.get(name)
            if audience and audience.ears.pop(listener, None) and not audience.ears:
                del channels[name]
                await self._get_layer()._get_shard(name).unsubscribe(name)

    async def send_many(self, messages: Iterable[tuple[str, Message]]) -> None:
        """Each message to its group, in their order. A message object that goes to several groups is serialised
        once. Raises what redis raises."""
        kept = list(messages)  # an id is an object's only while it lives
        serialized: dict[int, bytes] = {}
        calls = []
        for group, message in kept:
            body = serialized.get(id(message))
            if body is None:
                body = serialized[id(message)] = self.serialize(message)
            calls.append((group, (PUBLISH, 1, self._count_key(group), self._channel(group), group, body)))
        await self._call(calls)

    async def skip_numbers(self, groups: Iterable[str]) -> None:
        """Something for these groups is lost: let whoever listens see a gap."""
        await self._call([(group, (PUBLISH, 1, self._count_key(group))) for group in groups])

    async def numbers(self, groups: Iterable[str]) -> dict[str, int]:
        """Of each group's last message."""
        wanted = list(groups)
        answers = await self._call([(group, (COUNT, 1, self._count_key(group))) for group in wanted])
        return {group: int(answers[index]) for index, group in enumerate(wanted)}

    async def run(self, group: str, script: str, name: str, *values: Any) -> Any:
        """A script beside the group, over the key of that name that belongs to it."""
        return (await self._call([(group, (script, 1, f"{self._prefix}:{name}:{group}", *values))]))[0]

    async def run_many(self, calls: Sequence[tuple[str, str, str]]) -> list[Any]:
        """Many such scripts without values (group, script, name) in one round trip; the answers in their order."""
        answers = await self._call(
            [(group, (script, 1, f"{self._prefix}:{name}:{group}")) for group, script, name in calls]
        )
        return [answers[index] for index in range(len(calls))]

    def deserialize(self, message: bytes) -> Message:
        """With the `group` and the `number` in it of what came by a group."""
        if not message[:1].isdigit():
            return super().deserialize(message)  # type: ignore[no-any-return]
        head, _, body = message.partition(b"\n")
        number, _, group = head.partition(b":")
        return {**super().deserialize(body), "number": int(number), "group": group.decode()}

    async def _call(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> dict[int, Any]:
        """One round trip for each of the broker's servers; the answers by the calls' places."""
        layer = self._get_layer()
        by_shard: dict[Any, list[int]] = defaultdict(list)
        for index, (group, _) in enumerate(calls):
            by_shard[layer._get_shard(self._channel(group))].append(index)
        answers: dict[int, Any] = {}
        for shard, places in by_shard.items():
            got = await _evaluate(shard, [calls[place][1] for place in places])
            answers.update(zip(places, got, strict=True))
        return answers

    def _channel(self, group: str) -> str:
        return self._get_layer()._get_group_channel_name(group)  # type: ignore[no-any-return]

    def _count_key(self, group: str) -> str:
        return f"{self._prefix}:count:{group}"

    @property
    def _prefix(self) -> str:
        return str(self._get_layer().prefix)


async def _evaluate(shard: Any, calls: Iterable[tuple[Any, ...]]) -> list[Any]:
    async with shard._lock:
        shard._ensure_redis()
        pipeline = shard._redis.pipeline(transaction=False)
        for call in calls:
            pipeline.eval(*call)
        return list(await pipeline.execute())
