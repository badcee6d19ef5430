"""The agent's workspace in a real Chromium, with 100,000 conversations stored: the first visit, another conversation,
a key pressed while others' messages come in, and what an hour of those leaves in memory."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
from django.utils import timezone
from playwright.async_api import BrowserContext, CDPSession, Page, async_playwright

from accounts.models import User
from benchmarks.browser import CHROMIUM, post
from benchmarks.figures import Figure, at_most, percentile
from benchmarks.lists import LARGE, credentials, fill, people
from benchmarks.outbound import conversations
from benchmarks.processes import Processes
from benchmarks.stack import start_stack
from benchmarks.webhooks import message_body
from conversations.models import Channel, Conversation, Status
from whatsapp.services.numbers import default_number

VISITS, SWITCHES, KEYS = 7, 30, 80
REST = 150  # milliseconds between reaching a card and pressing it
PER_SECOND = 20
# An hour of 20 a second is 72,000 messages; these come ten times as fast, and their growth is reckoned up to the hour.
FASTER, FLOOD_SECONDS, HOUR = 10, 60, 72_000
OTHERS = [f"5521{900_000_000 + number}" for number in range(200)]
PHONE_TEXT = "Bom dia, tudo certo por ai"

USABLE = """
() => new Promise((done) => {
  const look = () => performance.getEntriesByName("usable").length ? done() : requestAnimationFrame(look);
  look();
})
"""
TIMES = """
() => {
  const [page] = performance.getEntriesByType("navigation");
  const [usable] = performance.getEntriesByName("usable");
  return {server: page.responseStart - page.requestStart, usable: usable.startTime};
}
"""
# From the press of the button or key to the first frame that shows the other thread.
SWITCH = """
(id) => {
  window.switched = new Promise((done) => {
    const press = (event) => {
      removeEventListener("pointerdown", press, true);
      removeEventListener("keydown", press, true);
      const began = event.timeStamp;
      const look = () => {
        if (document.querySelector(`.thread[data-conversation="${id}"] .item`))
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
        else requestAnimationFrame(look);
      };
      look();
    };
    addEventListener("pointerdown", press, true);
    addEventListener("keydown", press, true);
  });
}
"""
# From the press to the end of the frame that shows it; and what Chromium itself says of those that took long, in
# steps of 8 ms.
KEYSTROKES = """
() => {
  window.slow = []; window.paint = [];
  const field = document.getElementById("words");
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


def measure(processes: Processes) -> list[Figure]:
    channel, team, agent = default_number().channel.pk, *people()
    fill(LARGE, channel, team, agent.pk)
    give_to_a_colleague(default_number().channel)
    cookies, _ = credentials(agent)
    port, _ = start_stack(processes)
    return asyncio.run(look(f"http://127.0.0.1:{port}", cookies))


def give_to_a_colleague(channel: Channel) -> None:
    """The conversations in which others' messages come, so that no bot answers them."""
    colleague = User.objects.create_user("other@empresa.example", "a long password", name="Caio Colega")
    rows = conversations(channel, OTHERS)
    now = timezone.now()
    Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=Status.IN_PROGRESS, assigned_to=colleague, assigned_at=now
    )


async def look(base: str, cookies: dict[str, str]) -> list[Figure]:
    async with httpx.AsyncClient(base_url=base, timeout=20) as http, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        async def visitor() -> BrowserContext:
            """Nothing in its cache."""
            made = await browser.new_context(base_url=base, viewport={"width": 1440, "height": 900}, locale="pt-BR")
            await made.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
            return made

        figures = await first_visits(visitor)
        page = await (await visitor()).new_page()
        await page.goto("/")
        await page.wait_for_selector(".card")
        figures += await switches(page)
        figures += await keystrokes(page, http)
        figures += await memory(page, http)
        await browser.close()
    return figures


async def first_visits(visitor: Callable[[], Any]) -> list[Figure]:
    seen = [await first_visit(await visitor()) for _ in range(VISITS)][1:]
    server, usable, size = (percentile([visit[key] for visit in seen], 0.5) for key in ("server", "usable", "size"))
    return [
        at_most("workspace", "first visit: until the page's first byte, median", server, "ms", 300),
        at_most("workspace", "until it can be used, median", usable, "ms", 1000),
        at_most("workspace", "transferred, compressed", size / 1000, "kB", 250),
    ]


async def first_visit(context: BrowserContext) -> dict[str, float]:
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    sizes: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await cdp.send("Network.enable")
    await page.goto("/")
    await page.evaluate(USABLE)
    await page.wait_for_load_state("networkidle")
    times = await page.evaluate(TIMES)
    await context.close()
    return {**times, "size": sum(sizes)}


async def switches(page: Page) -> list[Figure]:
    """By mouse, which rests on the card before it presses; by `j`, from card to card."""
    ids = (await page.evaluate("[...document.querySelectorAll('.card')].map((card) => card.dataset.id)"))[:10]
    by_mouse, by_key = [], []
    for number in range(SWITCHES):
        conversation_id = ids[number % len(ids)]
        await page.evaluate(SWITCH, conversation_id)
        await page.hover(f'.card[data-id="{conversation_id}"]')
        await page.wait_for_timeout(REST)
        await page.mouse.down()
        await page.mouse.up()
        by_mouse.append(await page.evaluate("window.switched"))
    await page.click(f'.card[data-id="{ids[0]}"]')
    await page.mouse.move(900, 450)
    for conversation_id in ids[1:]:
        await page.wait_for_timeout(REST)
        await page.evaluate(SWITCH, conversation_id)
        await page.keyboard.press("j")
        by_key.append(await page.evaluate("window.switched"))
    return [
        at_most("workspace", "another conversation shown, by mouse: median", percentile(by_mouse, 0.5), "ms", 150),
        at_most("workspace", "by mouse: 95 % within", percentile(by_mouse, 0.95), "ms", 150),
        at_most("workspace", "another conversation shown, by key: median", percentile(by_key, 0.5), "ms", 150),
        at_most("workspace", "by key: 95 % within", percentile(by_key, 0.95), "ms", 150),
    ]


async def keystrokes(page: Page, http: httpx.AsyncClient) -> list[Figure]:
    empty = await page.context.new_page()
    await empty.set_content('<textarea id="words"></textarea>')
    alone, _ = await press_keys(empty)
    await empty.close()
    await page.bring_to_front()
    flood = asyncio.create_task(others_write(http, PER_SECOND, KEYS / 8))
    paint, slow = await press_keys(page)
    await flood
    return [
        # What the machine and Chromium take for themselves.
        Figure("workspace", "key to paint in an empty page: median", percentile(alone, 0.5), "ms"),
        at_most("workspace", "key to paint beside 20 messages a second: median", percentile(paint, 0.5), "ms", 16),
        Figure("workspace", "key to paint: 95 % within", percentile(paint, 0.95), "ms"),
        Figure("workspace", "keys that took over 20 ms", sum(at > 16 for at in slow), f"of {KEYS}"),
    ]


async def press_keys(page: Page) -> tuple[list[float], list[float]]:
    await page.evaluate(KEYSTROKES)
    await page.focus("#words")
    for number in range(KEYS):
        await page.keyboard.press("abcdefgh "[number % 9])
        await page.wait_for_timeout(100)
    return await page.evaluate("window.paint"), await page.evaluate("window.slow")


async def memory(page: Page, http: httpx.AsyncClient) -> list[Figure]:
    """After a collection, before and after a flood; the first part of it fills what is kept for good."""
    cdp = await page.context.new_cdp_session(page)
    await others_write(http, PER_SECOND * FASTER, 10)
    await page.wait_for_timeout(3000)
    before, nodes_before = await heap(cdp)
    sent = await others_write(http, PER_SECOND * FASTER, FLOOD_SECONDS)
    await page.wait_for_timeout(5000)
    after, nodes_after = await heap(cdp)
    growth = (after - before) / sent * HOUR / 1e6
    return [
        Figure("workspace", "JavaScript's memory of the page", after / 1e6, "MB"),
        at_most("workspace", "its growth in an hour of 20 messages a second", growth, "MB", 5),
        at_most("workspace", "growth of the page's nodes meanwhile", nodes_after - nodes_before, "", 500),
    ]


async def heap(cdp: CDPSession) -> tuple[float, float]:
    for _ in range(3):
        await cdp.send("HeapProfiler.collectGarbage")
    used = (await cdp.send("Runtime.getHeapUsage"))["usedSize"]
    await cdp.send("Performance.enable")
    metrics = {row["name"]: row["value"] for row in (await cdp.send("Performance.getMetrics"))["metrics"]}
    return used, metrics["Nodes"]


async def others_write(http: httpx.AsyncClient, per_second: int, seconds: float) -> int:
    """Customers of nobody in particular, evenly, whether or not the one before was answered."""
    began, posts, stamp = time.time(), [], time.time_ns()
    for number in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, began + number / per_second - time.time()))
        body = message_body(OTHERS[number % len(OTHERS)], f"wamid.flood.{stamp}.{number}", f"{PHONE_TEXT} {number}")
        posts.append(asyncio.create_task(post(http, body)))
    await asyncio.gather(*posts)
    return len(posts)
