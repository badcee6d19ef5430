"""WhatsApp's limits of speed, kept by all workers together: so many messages a second from a number, and so many to
one customer. Both are token buckets in the form of the generic cell rate algorithm: one time per key, in Valkey.

What Valkey forgets is one burst, and the bursts are small. While it is away, every process keeps the limits for
itself, and asks again after a moment: nobody waits for it at every message.
https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from whatsapp.models import BusinessNumber

# To one customer: one message in six seconds in the long run, and this many at once on credit.
PAIR_STEP, PAIR_BURST = 6_000_000, 45  # microseconds
# A number's burst in seconds of its rate: long enough to be smooth, short enough to hold the limit exactly.
NUMBER_BURST_SECONDS = 0.1
LOCAL_KEYS = 10_000
QUIET_SECONDS = 2.0
# What a number may send a second is asked for again after a while.
RATE_SECONDS = 60.0
RATE_FIELDS = ("own_rate", "is_shared_with_app", "throughput")
_rates: dict[int, tuple[BusinessNumber, float]] = {}
_quiet_until = 0.0

log = structlog.get_logger(__name__)

# A key holds the time (microseconds) at which the bucket is full again. First the number is asked, then the customer:
# what the customer's limit holds back must not use up the number's. Answers "0" or the microseconds to wait, and
# whose limit it is.
SCRIPT = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local step, credit = tonumber(ARGV[1]), tonumber(ARGV[2])
local pair_step, pair_credit = tonumber(ARGV[3]), tonumber(ARGV[4])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local answers = {}
for i = 2, #KEYS do
    local pair = math.max(tonumber(redis.call('GET', KEYS[i]) or now), now)
    local pair_wait, wait = pair + pair_step - pair_credit - now, full + step - credit - now
    if pair_wait > 0 then
        answers[#answers + 1] = pair_wait
        answers[#answers + 1] = 1
    elseif wait > 0 then
        answers[#answers + 1] = wait
        answers[#answers + 1] = 0
    else
        full = full + step
        pair = pair + pair_step
        redis.call('SET', KEYS[i], string.format('%d', pair), 'PX', math.ceil((pair - now) / 1000) + 1)
        answers[#answers + 1] = 0
        answers[#answers + 1] = 0
    end
end
if full > now then
    redis.call('SET', KEYS[1], string.format('%d', full), 'PX', math.ceil((full - now) / 1000) + 1)
end
return answers
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Send now, or after `seconds`; `is_pair` when it is the customer's limit that holds it back."""

    seconds: float = 0
    is_pair: bool = False


GO = Verdict()


# What was allowed and not used. A key that is gone, or whose bucket is full, has nothing to be given.
GIVE_BACK = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
for i = 1, #KEYS do
    local at = tonumber(redis.call('GET', KEYS[i]) or 0) - tonumber(ARGV[i])
    if at > now then
        redis.call('SET', KEYS[i], string.format('%d', at), 'PX', math.ceil((at - now) / 1000) + 1)
    else
        redis.call('DEL', KEYS[i])
    end
end
"""
# Nothing passes for a while, and then it begins without credit.
BRAKE = """
local now = redis.call('TIME')
local at = now[1] * 1000000 + now[2] + tonumber(ARGV[1])
if at > tonumber(redis.call('GET', KEYS[1]) or 0) then
    redis.call('SET', KEYS[1], string.format('%d', at), 'PX', math.ceil(tonumber(ARGV[1]) / 1000) + 1)
end
"""


def ask(channel_id: int, customer_ids: Sequence[UUID]) -> list[Verdict]:
    """May a message go from this number to each of these customers, in this order? Who may has used their share by
    asking."""
    step, credit = _number_limit(channel_id)
    keys = [_key(channel_id), *[_key(channel_id, pk) for pk in customer_ids]]
    limits = [step, credit, PAIR_STEP, PAIR_STEP * PAIR_BURST]
    answers = _eval(SCRIPT, keys, limits) or _ask_here(keys, *limits)
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return [Verdict(seconds=float(wait) / 1_000_000, is_pair=bool(is_pair)) if wait else GO for wait, is_pair in pairs]


def give_back(channel_id: int, customer_ids: Sequence[UUID]) -> None:
    """They were allowed a message, and there was none to send."""
    keys = [_key(channel_id), *[_key(channel_id, pk) for pk in customer_ids]]
    shares = [_number_limit(channel_id)[0] * len(customer_ids), *[PAIR_STEP] * len(customer_ids)]
    if _eval(GIVE_BACK, keys, shares) is None:
        for key, share in zip(keys, shares, strict=True):
            _here[key] = _here.get(key, 0) - share


def brake(channel_id: int, *, seconds: float) -> None:
    """WhatsApp says that this number is too fast: no worker sends from it for so long."""
    pause = seconds * 1_000_000 + _number_limit(channel_id)[1]
    if _eval(BRAKE, [_key(channel_id)], [pause]) is None:
        _here[_key(channel_id)] = time.time() * 1_000_000 + pause


def per_second(channel_id: int) -> int:
    """What this number may send."""
    if channel_id not in _rates or time.monotonic() > _rates[channel_id][1]:
        number = BusinessNumber.objects.filter(channel_id=channel_id).only(*RATE_FIELDS).first()
        _rates[channel_id] = (number or BusinessNumber(), time.monotonic() + RATE_SECONDS)
    return _rates[channel_id][0].allowed_rate


def _number_limit(channel_id: int) -> tuple[float, float]:
    """Microseconds for a message, and how many of them may be used at once."""
    step = 1_000_000 / per_second(channel_id)
    return step, max(step, NUMBER_BURST_SECONDS * 1_000_000)


def _key(channel_id: int, customer_id: UUID | None = None) -> str:
    return f"pace:{channel_id}:{customer_id}" if customer_id else f"pace:{channel_id}"


def _eval(script: str, keys: Sequence[str], arguments: Sequence[float]) -> list[float] | None:
    """Null while Valkey is away; an answer of nothing is an empty list."""
    global _quiet_until  # noqa: PLW0603  one Valkey, one memory of whether it answers
    if time.monotonic() < _quiet_until:
        return None
    try:
        return _valkey().eval(script, len(keys), *keys, *arguments) or []
    except redis.RedisError as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.info("limits kept by this process alone", error=type(error).__name__)
        return None


@cache
def _valkey() -> "redis.Redis":
    """No retries: whoever asks has another way."""
    once = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=once)


_here: dict[str, float] = {}


def _ask_here(keys: Sequence[str], step: float, credit: float, pair_step: float, pair_credit: float) -> list[float]:
    """The script, in this process."""
    if len(_here) > LOCAL_KEYS:
        _here.clear()
    now, answers = time.time() * 1_000_000, []
    for key in keys[1:]:
        full, pair = max(_here.get(keys[0], now), now), max(_here.get(key, now), now)
        pair_wait, wait = pair + pair_step - pair_credit - now, full + step - credit - now
        if pair_wait > 0:
            answers += [pair_wait, 1]
        elif wait > 0:
            answers += [wait, 0]
        else:
            _here[keys[0]], _here[key] = full + step, pair + pair_step
            answers += [0, 0]
    return answers
