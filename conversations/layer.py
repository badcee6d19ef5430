"""The channel layer of channels-redis, with many messages in one round trip.

Its own `group_send` asks the broker once for every group of every event, which under a flood costs more than applying
the messages that the events tell of.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer

Message = dict[str, Any]


class PipelinedLayer(RedisPubSubChannelLayer):
    async def send_many(self, messages: Iterable[tuple[str, Message]]) -> None:
        """Each message to its group, in their order. A message object that goes to several groups is serialised
        once. Raises what redis raises."""
        layer, kept = self._get_layer(), list(messages)  # kept: an id is an object's only while it lives
        serialized: dict[int, bytes] = {}
        by_shard: dict[Any, list[tuple[str, bytes]]] = defaultdict(list)
        for group, message in kept:
            body = serialized.get(id(message))
            if body is None:
                body = serialized[id(message)] = self.serialize(message)
            channel = layer._get_group_channel_name(group)
            by_shard[layer._get_shard(channel)].append((channel, body))
        for shard, rows in by_shard.items():
            await _publish(shard, rows)


async def _publish(shard: Any, rows: Iterable[tuple[str, bytes]]) -> None:
    async with shard._lock:
        shard._ensure_redis()
        pipeline = shard._redis.pipeline(transaction=False)
        for channel, body in rows:
            pipeline.publish(channel, body)
        await pipeline.execute()
