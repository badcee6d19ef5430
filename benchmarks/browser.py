"""From the customer's webhook to the agent: into an open WebSocket, and onto the page in a real Chromium."""

import asyncio
import json
import re
import time
from typing import Any
from uuid import UUID

import httpx
import websockets
from asgiref.sync import sync_to_async
from playwright.async_api import Browser, Page, async_playwright

from accounts.models import Team, User
from benchmarks.figures import Figure, at_most, percentile
from benchmarks.processes import Processes
from benchmarks.stack import start_stack
from benchmarks.webhooks import headers, message_body
from conversations.models import Conversation

PER_SECOND, SECONDS, CONVERSATIONS = 20, 20, 10
EMAIL, PASSWORD = "bench@empresa.example", "a long password 42"
PHONES = [f"5511{900_000_000 + number}" for number in range(CONVERSATIONS)]
TEXT = re.compile(r"Chamado (\d+)")
CHROMIUM = "/usr/bin/chromium"
# Every text that appears on the page is looked at once, at the moment of its appearing.
WATCH = """
window.seenAt = {};
new MutationObserver(() => {
  for (const found of document.body.innerText.matchAll(/Chamado (\\d+)/g))
    window.seenAt[found[1]] ??= Date.now();
}).observe(document.body, {childList: true, subtree: true, characterData: true});
"""
Times = dict[int, float]


def measure(processes: Processes) -> list[Figure]:
    port, _ = start_stack(processes)
    agent = prepare()
    sent, heard, seen = asyncio.run(watch(port, agent))
    socket = [(heard[number] - at) * 1000 for number, at in sent.items() if number in heard]
    lost = len(sent) - len(socket)
    figures = [
        at_most("browser", "webhook to the agent's socket: median", percentile(socket, 0.5), "ms", 100),
        at_most("browser", "95 % within", percentile(socket, 0.95), "ms", 250),
        at_most("browser", "messages that did not come", lost, "", 0),
    ]
    return figures + page_figures(sent, seen)


def page_figures(sent: Times, seen: Times) -> list[Figure]:
    """Of the first conversation, which stands open on the page."""
    expected = [number for number in sent if number % CONVERSATIONS == 0]
    shown = [(seen[number] - sent[number]) * 1000 for number in expected if number in seen]
    return [
        Figure("browser", "webhook to the page in Chromium: median", percentile(shown, 0.5), "ms"),
        Figure("browser", "to the page: 95 % within", percentile(shown, 0.95), "ms"),
        at_most("browser", "messages that did not appear on the page", len(expected) - len(shown), "", 0),
    ]


def prepare() -> User:
    team = Team.objects.create(name="Suporte", is_default=True)
    agent = User.objects.create_user(EMAIL, PASSWORD, name="Bia Bench", max_conversations=100)
    agent.teams.add(team)
    return agent


async def watch(port: int, agent: User) -> tuple[Times, Times, Times]:
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, timeout=20) as http, async_playwright() as playwright:
        token = (await http.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})).json()
        http.headers["authorization"] = f"Bearer {token['access_token']}"
        opened = await open_conversations(http, agent)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await open_page(browser, base, opened[0])
        heard: Times = {}
        async with websockets.connect(f"ws://127.0.0.1:{port}/ws/chat?token={token['access_token']}") as socket:
            listener = asyncio.create_task(listen(socket, heard))
            sent = await stream(http)
            await asyncio.sleep(3)
            listener.cancel()
        seen = {int(number): at / 1000 for number, at in (await page.evaluate("window.seenAt")).items()}
        await browser.close()
    return sent, heard, seen


async def open_conversations(http: httpx.AsyncClient, agent: User) -> list[UUID]:
    """One per customer, all of them the agent's."""
    for phone in PHONES:
        await post(http, message_body(phone, f"wamid.first.{phone}", "Bom dia"))
    ids = await sync_to_async(applied)()
    for conversation_id in ids:
        answer = await http.post(f"/api/v1/conversations/{conversation_id}/assign", json={"agent_id": agent.pk})
        answer.raise_for_status()
    return ids


def applied() -> list[UUID]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        rows = dict(Conversation.objects.values_list("customer__phone", "pk"))
        if len(rows) == CONVERSATIONS:
            return [rows[f"+{phone}"] for phone in PHONES]
        time.sleep(0.1)
    raise RuntimeError("the first messages were not applied")


async def open_page(browser: Browser, base: str, conversation_id: UUID) -> Page:
    page = await browser.new_page(locale="pt-BR")
    await page.goto(f"{base}/login")
    await page.fill("input[name=email]", EMAIL)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("button[type=submit]")
    await page.goto(f"{base}/inbox/{conversation_id}")
    await page.wait_for_timeout(1500)
    await page.evaluate(WATCH)
    return page


async def listen(socket: Any, heard: Times) -> None:
    async for frame in socket:
        event = json.loads(frame)
        found = TEXT.search(event.get("content") or "") if event["type"] == "new_message" else None
        if found:
            heard.setdefault(int(found[1]), time.time())


async def stream(http: httpx.AsyncClient) -> Times:
    """Evenly, whether or not the one before has been answered."""
    began, sent, posts = time.time(), {}, []
    for number in range(PER_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.time()))
        body = message_body(PHONES[number % CONVERSATIONS], f"wamid.bench.{number}", f"Chamado {number} aberto")
        sent[number] = time.time()
        posts.append(asyncio.create_task(post(http, body)))
    await asyncio.gather(*posts)
    return sent


async def post(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post("/webhooks/whatsapp", content=body, headers=headers(body))
    answer.raise_for_status()
