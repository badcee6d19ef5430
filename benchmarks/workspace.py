"""The agent's workspace in a real Chromium, with 100,000 conversations stored: the first visit, another conversation,
a key pressed while others' messages come in (`benchmarks/keys.py`), and what an hour of those leaves in memory."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from django.utils import timezone
from playwright.async_api import BrowserContext, CDPSession, Page, async_playwright

from accounts.models import User
from benchmarks.browser import CHROMIUM
from benchmarks.figures import Figure, at_most, percentile
from benchmarks.flood import OTHERS, PER_SECOND, others_write
from benchmarks.keys import keystrokes
from benchmarks.lists import LARGE, credentials, fill, people
from benchmarks.outbound import conversations
from benchmarks.processes import Processes
from benchmarks.stack import start_stack
from conversations.models import Channel, Conversation, Status
from whatsapp.services.numbers import default_number

VISITS, SWITCHES = 7, 30
REST = 150  # milliseconds between reaching a card and pressing it
# An hour of 20 a second is 72,000 messages; these come ten times as fast, and their growth is reckoned up to the hour.
FASTER, FLOOD_SECONDS, HOUR = 10, 60, 72_000

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
        figures += await switches(page)
        figures += await keystrokes(visitor, page, http)
        figures += await memory(page, http)
        await browser.close()
    return figures


async def first_visits(visitor: Callable[[], Any]) -> list[Figure]:
    seen = [await first_visit(await visitor()) for _ in range(VISITS)][1:]
    server, usable, again, size = (
        percentile([visit[key] for visit in seen], 0.5) for key in ("server", "usable", "again", "size")
    )
    by_address = [await first_visit(await visitor(), seen[0]["first"]) for _ in range(VISITS)]
    opened = percentile([visit["usable"] for visit in by_address], 0.5)
    return [
        at_most("workspace", "first visit: until the page's first byte, median", server, "ms", 300),
        at_most("workspace", "until it can be used, median", usable, "ms", 1000),
        Figure("workspace", "the same for who was there before", again, "ms"),
        Figure("workspace", "the first by the address of a conversation", opened, "ms"),
        at_most("workspace", "transferred, compressed", size / 1000, "kB", 250),
    ]


async def first_visit(context: BrowserContext, path: str = "/") -> dict[str, Any]:
    """`first` is the address of the first conversation in the list."""
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    sizes: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await cdp.send("Network.enable")
    await page.goto(path)
    await page.evaluate(USABLE)
    await page.wait_for_load_state("networkidle")
    times, size = await page.evaluate(TIMES), sum(sizes)
    first = await page.get_attribute(".card", "href")
    await page.goto(path)
    await page.evaluate(USABLE)
    again = (await page.evaluate(TIMES))["usable"]
    await context.close()
    return {**times, "size": size, "first": first, "again": again}


async def switches(page: Page) -> list[Figure]:
    by_mouse, by_key = await switches_by_mouse(page), await switches_by_key(page)
    return [
        at_most("workspace", "another conversation shown, by mouse: median", percentile(by_mouse, 0.5), "ms", 150),
        at_most("workspace", "by mouse: 95 % within", percentile(by_mouse, 0.95), "ms", 150),
        at_most("workspace", "another conversation shown, by key: median", percentile(by_key, 0.5), "ms", 150),
        at_most("workspace", "by key: 95 % within", percentile(by_key, 0.95), "ms", 150),
    ]


async def switches_by_mouse(page: Page) -> list[float]:
    """It rests on the card before it presses it."""
    ids, times = await arrive(page), []
    for number in range(SWITCHES):
        conversation_id = ids[number % len(ids)]
        await page.evaluate(SWITCH, conversation_id)
        await page.hover(f'.card[data-id="{conversation_id}"]')
        await page.wait_for_timeout(REST)
        await page.mouse.down()
        await page.mouse.up()
        times.append(await page.evaluate("window.switched"))
    return times


async def switches_by_key(page: Page) -> list[float]:
    """Down with `j` from the first card, which nobody has opened yet, and up with `k`, as often as by mouse."""
    ids, times = await arrive(page), []
    await page.mouse.move(900, 450)
    keys = ["j", *(["j"] * (len(ids) - 1) + ["k"] * (len(ids) - 1)) * 2][:SWITCHES]
    at = -1
    for key in keys:
        at += 1 if key == "j" else -1
        await page.wait_for_timeout(REST)
        await page.evaluate(SWITCH, ids[at])
        await page.keyboard.press(key)
        times.append(await page.evaluate("window.switched"))
    return times


async def arrive(page: Page) -> list[str]:
    """Nothing is open. The first cards, as far as the mouse need not scroll."""
    await page.goto("/")
    await page.evaluate(USABLE)
    await page.wait_for_timeout(1000)
    return list(await page.evaluate("[...document.querySelectorAll('.card')].map((card) => card.dataset.id)"))[:10]


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
