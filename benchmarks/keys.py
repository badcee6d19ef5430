"""A key pressed in the composer until it is painted: with nothing else, beside a flood, and while one is played."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from playwright.async_api import Page

from benchmarks.figures import Figure, at_most, percentile
from benchmarks.flood import PER_SECOND, others_write
from benchmarks.played import Heard, Player, playing, recorded

KEYS = 80
SECONDS = KEYS / 8
# From the press to the end of the frame that shows it; and what Chromium itself says of those that took long, in
# steps of 8 ms.
KEYSTROKES = """
() => {
  const isWatched = window.paint;
  window.slow = []; window.paint = [];
  if (isWatched) return;
  addEventListener("keydown", (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paint.push(performance.now() - began);
      channel.port2.postMessage(0);
    });
  }, {capture: true});
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") window.slow.push(entry.duration);
  }).observe({type: "event", durationThreshold: 16});
}
"""
Keys = tuple[list[float], list[float]]


async def keystrokes(visitor: Callable[[], Any], page: Page, http: httpx.AsyncClient) -> list[Figure]:
    """On a page beside the whole system, and on one of an agent whose server is elsewhere."""
    empty = await page.context.new_page()
    await empty.set_content('<textarea id="words"></textarea>')
    alone, _ = await press_keys(empty)
    await empty.bring_to_front()
    (beside, _), _ = await asyncio.gather(press_keys(empty), others_write(http, PER_SECOND, SECONDS))
    await empty.close()
    await page.bring_to_front()
    (paint, slow), _ = await asyncio.gather(press_keys(page), others_write(http, PER_SECOND, SECONDS))
    return [
        # What the machine and Chromium take for themselves.
        Figure("workspace", "key to paint in an empty page: median", percentile(alone, 0.5), "ms"),
        Figure("workspace", "the same beside 20 messages a second", percentile(beside, 0.5), "ms"),
        at_most("workspace", "key to paint beside 20 messages a second: median", percentile(paint, 0.5), "ms", 16),
        Figure("workspace", "key to paint: 95 % within", percentile(paint, 0.95), "ms"),
        Figure("workspace", "keys that took over 20 ms", sum(at > 16 for at in slow), f"of {KEYS}"),
        *await keys_while_played(visitor, page, http),
    ]


async def keys_while_played(visitor: Callable[[], Any], page: Page, http: httpx.AsyncClient) -> list[Figure]:
    base, cookies = await whereabouts(page)
    async with recorded(base, cookies) as heard:
        await others_write(http, PER_SECOND, SECONDS)
    context = await visitor()
    async with playing(context) as player:
        (paint, _), figures = await press_and_play(await context.new_page(), player, heard)
    await context.close()
    name = "key to paint while 20 messages a second are played: median"
    return [
        at_most("workspace", name, percentile(paint, 0.5), "ms", 16),
        Figure("workspace", "while they are played: 95 % within", percentile(paint, 0.95), "ms"),
        *figures,
    ]


async def whereabouts(page: Page) -> tuple[str, dict[str, str]]:
    cookies = {row.get("name", ""): row.get("value", "") for row in await page.context.cookies()}
    return await page.evaluate("location.origin"), cookies


async def press_and_play(page: Page, player: Player, heard: Heard) -> tuple[Keys, list[Figure]]:
    """And whether the page took what it was told, event by event."""
    await page.goto("/")
    await page.click(".card")
    await page.wait_for_selector(".thread .item")
    await page.wait_for_timeout(2000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    keys, _ = await asyncio.gather(press_keys(page), player.play(heard))
    await page.wait_for_timeout(500)  # a ping that was on its way knew nothing of the last event
    _, taken = await asyncio.gather(page.evaluate("dispatchEvent(new Event('online'))"), player.last_taken())
    fetched = {part: sum(f"/inbox/{part}?" in url for url in asked) for part in ("rows", "cards")}
    return keys, [
        at_most("workspace", f"of {player.told} events played, not taken", player.told - taken, "", 0),
        # On a machine so slow that this takes over a minute it does so once by the clock.
        Figure("workspace", "times that it fetched the list meanwhile", fetched["rows"], ""),
        Figure("workspace", "times that it fetched cards meanwhile", fetched["cards"], ""),
    ]


async def press_keys(page: Page) -> Keys:
    await page.evaluate(KEYSTROKES)
    await page.focus("#words")
    for number in range(KEYS):
        await page.keyboard.press("abcdefgh "[number % 9])
        await page.wait_for_timeout(100)
    return await page.evaluate("window.paint"), await page.evaluate("window.slow")
