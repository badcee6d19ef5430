"""How fast WhatsApp is spoken to: one limit for all workers, and one for each customer."""

import time
import uuid
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from whatsapp.models import BusinessNumber
from whatsapp.services import pacing
from whatsapp.services.numbers import ensure_number

pytestmark = pytest.mark.django_db


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
    assert sent <= 50 * elapsed + 10  # a burst; and one more where Valkey answered late and its stand-in decided


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


def test_what_was_not_used_is_given_back(channel: int, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 10
    someone = uuid.uuid4()
    assert allowed(channel, [someone]) == 1
    assert allowed(channel, [someone]) == 0
    pacing.give_back(channel, [someone])
    assert allowed(channel, [someone]) == 1
    for _ in range(5):
        pacing.give_back(channel, [someone])
    assert allowed(channel, strangers(5)) == 1  # no more than the bucket holds


def test_a_number_that_was_too_fast_waits_and_begins_without_credit(channel: int, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 100
    pacing.brake(channel, seconds=0.3)
    held = pacing.ask(channel, strangers(1))[0]
    assert 0.2 < held.seconds <= 0.32
    time.sleep(held.seconds + 0.005)
    assert allowed(channel, strangers(20)) <= 2
    assert allowed(channel + 1, strangers(1)) == 1


@pytest.mark.parametrize(("level", "limit"), [("", 80), ("STANDARD", 80), ("HIGH", 1000), ("NOT_APPLICABLE", 80)])
def test_a_number_has_the_limit_that_whatsapp_gives_it(level: str, limit: int) -> None:
    number = ensure_number("1")
    number.throughput = level
    number.save()
    assert pacing.per_second(number.channel_id) == limit


def test_what_people_say_of_a_number_goes_before_all_others_and_that_before_its_health(settings: Any) -> None:
    number = BusinessNumber(throughput="HIGH", is_shared_with_app=True)
    assert number.allowed_rate == 20
    settings.WHATSAPP_MESSAGES_PER_SECOND = 50
    assert number.allowed_rate == 50
    number.own_rate = 5
    assert number.allowed_rate == 5
