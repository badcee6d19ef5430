"""How fast WhatsApp is spoken to: one limit for all workers, and one for each customer."""

import time
import uuid
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from whatsapp.services import pacing


@pytest.fixture(params=["Valkey", "this process alone"])
def channel(request: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    if request.param != "Valkey":
        gone = redis.Redis(port=9, retry=Retry(NoBackoff(), 0))
        monkeypatch.setattr(pacing, "_valkey", lambda: gone)
        monkeypatch.setattr(pacing, "_quiet_until", 0.0)
    return int(time.time_ns())


def allowed(channel: int, ids: list[uuid.UUID]) -> int:
    return sum(not verdict.seconds for verdict in pacing.ask(channel, ids))


def strangers(count: int) -> list[uuid.UUID]:
    return [uuid.uuid4() for _ in range(count)]


def test_a_number_sends_a_short_burst_and_then_waits(channel: int, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 80
    verdicts = pacing.ask(channel, strangers(40))
    assert 8 <= sum(not verdict.seconds for verdict in verdicts) <= 10
    held = [verdict for verdict in verdicts if verdict.seconds]
    assert all(verdict.seconds <= 0.1 and not verdict.is_pair for verdict in held)


def test_over_a_second_it_sends_no_more_than_its_limit_and_a_burst(channel: int, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 50
    began, sent = time.monotonic(), 0
    while (elapsed := time.monotonic() - began) < 1:
        sent += allowed(channel, strangers(3))
        time.sleep(0.005)
    assert sent <= 50 * elapsed + 6


def test_one_customer_gets_forty_five_on_credit_and_then_one_in_six_seconds(channel: int, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 100_000
    someone = uuid.uuid4()
    verdicts = [pacing.ask(channel, [someone])[0] for _ in range(46)]
    assert not any(verdict.seconds for verdict in verdicts[:45])
    assert verdicts[45].is_pair
    assert 5 < verdicts[45].seconds <= 6
    assert allowed(channel, strangers(1)) == 1


def test_numbers_do_not_share_a_limit(channel: int, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 1
    assert allowed(channel, strangers(3)) == 1
    assert allowed(channel + 1, strangers(3)) == 1


def test_after_valkey_lost_its_memory_no_more_than_one_burst_goes_out_too_early(settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 80
    channel = int(time.time_ns())
    allowed(channel, strangers(40))
    pacing._valkey().delete(f"pace:{channel}")
    assert allowed(channel, strangers(40)) <= 10
