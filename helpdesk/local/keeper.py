"""Keeps one part running: starts it again after growing pauses, gives it up when that leads nowhere."""

import asyncio
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from helpdesk.local import process
from helpdesk.local.log import Log
from helpdesk.local.part import Part

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
STEADY_SECONDS = 10.0  # who lived that long begins anew with the shortest pause
MOST_FAILURES = 10  # in a row
MEND_AFTER = 2
CANNOT_RUN = {126, 127}  # as a shell says it: not executable, not found
KILL_SECONDS = 2.0


class PartLostError(Exception):
    """A part cannot be kept running, so the whole stops."""


class Keeper:
    def __init__(self, part: Part, environment: Mapping[str, str], log: Log) -> None:
        self.part = part
        self.environment = environment
        self.log = log
        self.child: process.Child | None = None
        self.stopping = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def start(self, on_lost: Callable[[BaseException], None]) -> None:
        def ended(task: "asyncio.Task[None]") -> None:
            if not task.cancelled() and (error := task.exception()):
                on_lost(error)

        self.task = asyncio.create_task(self._keep(), name=self.part.name)
        self.task.add_done_callback(ended)

    async def stop(self, grace: float) -> None:
        """Asks, waits, insists."""
        self.stopping.set()
        if self.task is None:
            return
        for sign in self.part.stop_signals:
            if self.child:
                self.child.signal(sign)
            if (await asyncio.wait([self.task], timeout=grace))[0]:
                return
        self.log.say(f"{self.part.name}: did not stop in time, killed")
        self.kill()
        await asyncio.wait([self.task], timeout=KILL_SECONDS)

    def kill(self) -> None:
        self.stopping.set()
        if self.child:
            self.child.signal_group(signal.SIGKILL)

    async def _keep(self) -> None:
        failures = 0
        while not self.stopping.is_set():
            began = time.monotonic()
            code = await self._live()
            if self.stopping.is_set():
                return
            failures = 1 if time.monotonic() - began >= STEADY_SECONDS else failures + 1
            self._judge(code, failures)
            await self._pause(code, failures)

    async def _live(self) -> int:
        """One process from its start to its end."""
        self.part.repair()
        try:
            self.child = await process.start(self.part, self.environment, self._write)
        except (FileNotFoundError, PermissionError) as error:
            self._write(str(error))
            return max(CANNOT_RUN)
        except OSError as error:  # no memory, no process to be had: later perhaps
            self._write(str(error))
            return 1
        if self.stopping.is_set():
            self.child.signal(self.part.stop_signals[0])
        code = await self.child.wait()
        self.child = None
        return code

    def _judge(self, code: int, failures: int) -> None:
        if code in CANNOT_RUN:
            raise PartLostError(f"{self.part.name} cannot be started")
        if failures >= MOST_FAILURES:
            raise PartLostError(f"{self.part.name} stopped {failures} times in a row ({describe(code)})")
        if code > 0 and failures >= MEND_AFTER and (note := self.part.mend()):
            self.log.say(f"{self.part.name}: {note}")

    async def _pause(self, code: int, failures: int) -> None:
        pause = min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
        self.log.say(f"{self.part.name}: stopped ({describe(code)}), starts again in {pause:g} s")
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), pause)

    def _write(self, line: str) -> None:
        self.log.line(self.part.name, line)


def describe(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
