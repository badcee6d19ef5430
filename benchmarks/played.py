"""What an agent's socket hears, recorded once and played to a page: the system need not run beside the browser."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import websockets
from playwright.async_api import BrowserContext
from websockets.asyncio.server import ServerConnection, serve

Heard = list[tuple[float, dict[str, Any]]]
# The page's own class, which leads to the player instead; a page pays nothing for it per event.
LEAD_THERE = """
window.WebSocket = class extends WebSocket {
  constructor(address) { super(address.replace(location.host, "127.0.0.1:%d")); }
};
"""


@asynccontextmanager
async def recorded(base: str, cookies: dict[str, str]) -> AsyncIterator[Heard]:
    """All that this person's inbox is told within, each with its moment."""
    heard: Heard = []
    address = base.replace("http", "ws", 1) + "/ws/chat?watch=list"
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    async with websockets.connect(address, additional_headers={"Cookie": cookie}, origin=base) as socket:
        listener = asyncio.create_task(listen(socket, heard))
        await asyncio.sleep(1)
        heard.clear()
        yield heard
        await asyncio.sleep(2)
        listener.cancel()


async def listen(socket: websockets.ClientConnection, heard: Heard) -> None:
    async for frame in socket:
        heard.append((time.monotonic(), json.loads(frame)))


class Player:
    """Stands where the server's socket would, for one page at a time."""

    def __init__(self) -> None:
        self.page: ServerConnection | None = None
        self.told = 0
        self.answers: asyncio.Queue[int] = asyncio.Queue()

    async def lead(self, context: BrowserContext, port: int) -> None:
        await context.add_init_script(LEAD_THERE % port)

    async def meet(self, page: ServerConnection) -> None:
        self.page, self.told = page, 0
        with suppress(websockets.ConnectionClosed):
            async for frame in page:
                asked = json.loads(frame)
                if asked["type"] == "ping":
                    self.answers.put_nowait(asked["seq"])
                    await page.send(json.dumps({"type": "pong", "seq": self.told, "mark": ""}))

    async def play(self, heard: Heard) -> None:
        """As it came, with numbers that go on."""
        if self.page is None:
            raise RuntimeError("no page has connected to the player")
        began = time.monotonic()
        for at, event in heard:
            await asyncio.sleep(max(0.0, began + at - heard[0][0] - time.monotonic()))
            self.told += 1
            await self.page.send(json.dumps({**event, "seq": self.told}))

    async def last_taken(self) -> int:
        """The number of the last event that the page has taken, as its next ping says."""
        while not self.answers.empty():
            self.answers.get_nowait()
        return await asyncio.wait_for(self.answers.get(), 30)


@asynccontextmanager
async def playing(context: BrowserContext) -> AsyncIterator[Player]:
    player = Player()
    async with serve(player.meet, "127.0.0.1", 0) as server:
        await player.lead(context, next(iter(server.sockets)).getsockname()[1])
        yield player
