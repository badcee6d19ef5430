"""500 agents' sockets on one web process: how long until a customer's message in the queue has reached all of them,
and until all are back after they were cut."""

import asyncio
import json
import time

import httpx
import websockets

from accounts.models import Team, User
from accounts.services.tokens import issue_token
from benchmarks.browser import post
from benchmarks.figures import Figure, at_most, percentile
from benchmarks.processes import Processes
from benchmarks.stack import start_stack
from benchmarks.webhooks import message_body
from conversations.models import Conversation, Status

AGENTS, EVENTS, PAUSE = 500, 20, 1.0
AT_ONCE = 20  # sockets being opened
PATIENCE = 60  # seconds for a handshake
PHONE = "5511987650000"


def measure(processes: Processes) -> list[Figure]:
    port, _ = start_stack(processes)
    # By hand, or the conversation is given to one of them at once.
    team = Team.objects.create(name="Suporte", is_default=True, assignment=Team.Assignment.MANUAL)
    tokens = [token_of(number, team) for number in range(AGENTS)]
    return asyncio.run(tell_all(port, tokens))


def token_of(number: int, team: Team) -> str:
    agent = User.objects.create(email=f"agent{number}@empresa.example", name=f"Atendente {number}")
    agent.teams.add(team)
    return issue_token(agent).token


async def tell_all(port: int, tokens: list[str]) -> list[Figure]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
        await write(http, "first", "quero falar com um atendente")
        await asyncio.to_thread(wait_for_queue)
        heard: dict[str, list[float]] = {}
        # The first time everybody comes online, and everybody is told of everybody.
        listeners = await open_all(port, tokens, heard)
        await asyncio.sleep(2)
        took, missed = [], 0
        for number in range(EVENTS):
            text, began = f"ainda estou esperando {number}", time.perf_counter()
            await write(http, str(number), text)
            await asyncio.sleep(PAUSE)
            times = heard.get(text, [])
            missed += len(listeners) - len(times)
            took.append((max(times, default=began + PAUSE) - began) * 1000)
        lost = sum(listener.done() for listener in listeners)
        await cut(listeners)
        began = time.perf_counter()
        await cut(await open_all(port, tokens, heard))
        back = time.perf_counter() - began
    return [
        Figure("sockets", f"webhook to the last of {AGENTS} sockets: median", percentile(took, 0.5), "ms"),
        at_most("sockets", "95 % within", percentile(took, 0.95), "ms", 250),
        at_most("sockets", "events that a socket did not get within a second", missed, "", 0),
        at_most("sockets", "sockets closed meanwhile", lost, "", 0),
        at_most("sockets", f"all {AGENTS} back after they were cut, {AT_ONCE} at once", back, "s", 30),
    ]


async def open_all(port: int, tokens: list[str], heard: dict[str, list[float]]) -> list[asyncio.Task[None]]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def enter(token: str) -> asyncio.Task[None]:
        """Read from the first moment: who waits for the others has full buffers, and is given up."""
        async with turns:
            socket = await websockets.connect(f"ws://127.0.0.1:{port}/ws/chat?token={token}", open_timeout=PATIENCE)
        return asyncio.create_task(listen(socket, heard))

    return list(await asyncio.gather(*(enter(token) for token in tokens)))


async def cut(listeners: list[asyncio.Task[None]]) -> None:
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)


async def write(http: httpx.AsyncClient, name: str, text: str) -> None:
    await post(http, message_body(PHONE, f"wamid.sockets.{name}", text))


def wait_for_queue() -> None:
    deadline = time.monotonic() + 20
    while not Conversation.objects.filter(status=Status.QUEUE).exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the conversation did not come into the queue")
        time.sleep(0.1)


async def listen(socket: websockets.ClientConnection, heard: dict[str, list[float]]) -> None:
    """Only the text is looked for: 500 readers share a core with the server."""
    async with socket:
        async for frame in socket:
            at = time.perf_counter()
            if '"new_message"' in str(frame)[:200]:
                heard.setdefault(json.loads(frame)["content"], []).append(at)
