"""Starts the parts in order, keeps them running, stops them in reverse."""

import asyncio
import signal
import time
from collections.abc import Sequence

from helpdesk.local import process
from helpdesk.local.errors import StartError
from helpdesk.local.health import ask_health, troubles
from helpdesk.local.keeper import Keeper, PartLostError, describe
from helpdesk.local.log import Log
from helpdesk.local.part import Part
from helpdesk.local.settings import Settings
from helpdesk.local.welcome import welcome

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SERVER_READY_SECONDS = 120.0  # a long recovery after a crash included
HEALTHY_SECONDS = 30.0  # then we say that it is up, and what is amiss
PART_GRACE, SERVER_GRACE = 6.0, 2.5
LOST, STOPPED = 1, 0


class Supervisor:
    def __init__(self, settings: Settings, log: Log, servers: Sequence[Part]) -> None:
        self.settings = settings
        self.log = log
        self.servers = [self._keeper(server) for server in servers]
        self.parts: list[Keeper] = []
        self.step: process.Child | None = None

    async def run(self, steps: Sequence[Part], parts: Sequence[Part]) -> int:
        """The exit code, once all is stopped. Raises StartError when a step fails."""
        self.end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        for sign in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(sign, self._asked_to_stop)
        start = asyncio.create_task(self._start(steps, parts))
        start.add_done_callback(self._started)
        try:
            return await self.end
        finally:
            start.cancel()
            await self._stop()

    def _keeper(self, part: Part) -> Keeper:
        return Keeper(part, self.settings.environment, self.log)

    def _asked_to_stop(self) -> None:
        if not self.end.done():
            self.end.set_result(STOPPED)
            self.log.say("stopping (once more to kill)")
        else:
            self._kill()

    def _started(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) and not self.end.done():
            self.end.set_exception(error)

    def _lost(self, error: BaseException) -> None:
        if not self.end.done():
            self.log.say(str(error) if isinstance(error, PartLostError) else repr(error))
            self.end.set_result(LOST)

    async def _start(self, steps: Sequence[Part], parts: Sequence[Part]) -> None:
        began = time.monotonic()
        for keeper in self.servers:
            self.log.say(f"{keeper.part.name}: starting")
            keeper.start(self._lost)
        await asyncio.gather(*[self._ready(keeper.part) for keeper in self.servers])
        for step in steps:
            await self._do(step)
        for part in parts:
            self.log.say(f"{part.name}: starting")
            self.parts.append(self._keeper(part))
            self.parts[-1].start(self._lost)
        trouble = await self._healthy()
        self.log.say(f"up after {time.monotonic() - began:.1f} s")
        self.log.block(welcome(self.settings, trouble))

    async def _ready(self, server: Part) -> None:
        until = time.monotonic() + SERVER_READY_SECONDS
        while not server.is_ready():
            if time.monotonic() > until:
                raise StartError(f"the {server.name} did not become ready within {SERVER_READY_SECONDS:.0f} s")
            await asyncio.sleep(0.02)
        self.log.say(f"{server.name}: ready")

    async def _do(self, step: Part) -> None:
        self.log.say(f"{step.name}: running")
        last = "it said nothing"

        def write(line: str) -> None:
            nonlocal last
            last = line.strip() or last
            self.log.line(step.name, line)

        self.step = await process.start(step, self.settings.environment, write)
        code = await self.step.wait()
        self.step = None
        if code:
            raise StartError(f"{step.name} failed ({describe(code)}): {last}")

    async def _healthy(self) -> str:
        """Waits until all is well, for a while; says what is not."""
        until = time.monotonic() + HEALTHY_SECONDS
        while True:
            answer = await ask_health(self.settings)
            if answer and answer.get("status") == "healthy":
                return ""
            if answer and time.monotonic() > until:
                return troubles(answer) or "unhealthy"
            await asyncio.sleep(0.1)

    async def _stop(self) -> None:
        if self.step:
            self.step.signal_group(signal.SIGKILL)
        # All get their signal before any is waited for, the last started first.
        await asyncio.gather(*[keeper.stop(PART_GRACE) for keeper in reversed(self.parts)])
        await asyncio.gather(*[keeper.stop(SERVER_GRACE) for keeper in reversed(self.servers)])

    def _kill(self) -> None:
        for keeper in [*self.parts, *self.servers]:
            keeper.kill()
