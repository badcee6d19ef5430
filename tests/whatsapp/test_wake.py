"""The drain is woken at once when little comes, and rarely under a flood."""

import asyncio
import time
from typing import Any

from whatsapp import wake
from whatsapp.wake import Waker


async def test_the_first_payload_wakes_its_drain_at_once(knocks: Any) -> None:
    Waker().wake({"1"})
    await asyncio.sleep(0.03)
    assert knocks == [("whatsapp.tasks.drain", ("1",))]


async def test_what_comes_during_the_pause_is_knocked_for_after_it(knocks: Any) -> None:
    waker = Waker()
    waker.wake({"1"})
    await asyncio.sleep(0.01)
    waker.wake({"2"})
    await asyncio.sleep(0.2)
    assert knocks == [("whatsapp.tasks.drain", ("1",)), ("whatsapp.tasks.drain", ("2",))]


async def test_a_flood_makes_knocks_rarer_and_loses_none(knocks: Any) -> None:
    waker = Waker()
    end = time.monotonic() + 1
    while time.monotonic() < end:
        waker.wake({"1"})
        await asyncio.sleep(0.001)
    flood = len(knocks)
    await asyncio.sleep(wake.LONGEST_GAP + 0.1)
    assert 1 <= flood <= 8
    assert len(knocks) > flood  # the last ones
