"""Keeps one part running: starts it again when it dies, with growing pauses, and gives up when that does not help."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping

from helpdesk.local.errors import PartLostError
from helpdesk.local.log import Log
from helpdesk.local.part import Part
from helpdesk.local.pauses import DEATHS, Pauses, ending
from helpdesk.local.process import Children, Process

EARLY_SECONDS = 5  # a server that dies so soon may have been unable to read its files


class Keeper:
    def __init__(self, part: Part, environment: Mapping[str, str], children: Children, log: Log) -> None:
        self.part = part
        self._environment = part.environment(environment)
        self._children = children
        self._log = log
        self._process: Process | None = None
        self._last_lines: deque[str] = deque(maxlen=20)

    async def keep(self) -> None:
        """Ends with a PartLostError only. Cancelled, it leaves its process running: `stop` is for that."""
        pauses = Pauses()
        while True:
            started = time.monotonic()
            code = await asyncio.shield((await self._start()).ended)
            lived = time.monotonic() - started
            await self._children.end_strays()
            pause = pauses.after(lived)
            if pauses.is_hopeless:
                raise PartLostError(
                    f"{self.part.name} {ending(code)}, for the {DEATHS}th time in a row; its last lines are above"
                )
            self._log.say(f"{self.part.name} {ending(code)}; starts again in {pause:.1f} s")
            if lived < EARLY_SECONDS and (done := self.part.mend(list(self._last_lines))):
                self._log.say(f"{self.part.name}: {done}")
            await asyncio.sleep(pause)

    async def stop(self, seconds: float) -> None:
        if self._process:
            await self._process.stop(self.part.stop_signals, seconds)

    async def _start(self) -> Process:
        self.part.repair()
        self._last_lines.clear()
        words, children = self.part.command(), self._children
        try:
            if self.part.is_born:
                self._process = await children.bear(words, self._environment, self._on_line, self.part.death_signal)
            else:
                self._process = children.start(words, self._environment, self._on_line, self.part.death_signal)
        except OSError as error:
            raise PartLostError(f"{self.part.name} cannot be started: {error}") from None
        return self._process

    def _on_line(self, line: str) -> None:
        self._last_lines.append(line)
        if not any(words in line for words in self.part.noise):
            self._log.line(self.part.name, line)
