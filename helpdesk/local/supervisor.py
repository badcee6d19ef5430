"""Starts everything in order, keeps it running, and stops it again."""

import asyncio
import signal
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

from helpdesk.local.errors import StartError
from helpdesk.local.keeper import Keeper
from helpdesk.local.leash import ADOPTS
from helpdesk.local.log import RETRY_SECONDS, Log
from helpdesk.local.make import watch_make
from helpdesk.local.nursery import COMMAND, Nursery
from helpdesk.local.part import Part, Server
from helpdesk.local.parts import parts, prepare_data
from helpdesk.local.process import Children, Process
from helpdesk.local.ready import ask, show_addresses
from helpdesk.local.reasons import reason_of, wrong_setting
from helpdesk.local.settings import Settings

SERVER_SECONDS = 120.0  # a long recovery after a crash included
PATIENCE_SECONDS = 45.0  # a system that answers, but is not all healthy, is then shown as it is
PART_GRACE, SERVER_GRACE = 5.0, 2.5
ECHO_SECONDS = 1.0  # Ctrl-C may reach us twice, from the terminal and from make: within this it is one wish


class Supervisor:
    def __init__(self, settings: Settings, servers: Sequence[Server], log: Log) -> None:
        self._settings = settings
        self._log = log
        self._children = Children()
        self._environment = settings.for_parts()
        self._servers = [self._keeper(server) for server in servers]
        self._parts: list[Keeper] = []
        self._nursery: Process | None = None
        self._asked_at = 0.0
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Until somebody asks to stop. A StartError says why it could not go on."""
        self._listen()
        writer = asyncio.create_task(self._write_log())
        try:
            await self._until_asked(self._work())
        finally:
            await self._stop_all()
            writer.cancel()

    def _keeper(self, part: Part) -> Keeper:
        return Keeper(part, self._environment, self._children, self._log)

    # --- Who asks to stop --------------------------------------------------------------------------------------

    def _listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Ignored as SIGHUP is under nohup; a shell's background job ignores SIGINT too, but we were asked.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, self._ask_stop)
        watch_make(self._stop.set)

    def _ask_stop(self) -> None:
        now = time.monotonic()
        if not self._asked_at:
            self._asked_at = now
            self._stop.set()
        elif now - self._asked_at > ECHO_SECONDS:
            self._log.say("killing everything")
            self._children.kill_all()

    async def _until_asked(self, work: Coroutine[Any, Any, None]) -> None:
        tasks = [asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await tasks[0]

    # --- Start -------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        started = time.monotonic()
        try:
            async with asyncio.TaskGroup() as group:
                load = group.create_task(self._load_nursery())
                await self._start_servers(group)
                await load
                await self._prepare_data()
                self._log.say("starting web, workers and scheduler")
                found = parts(self._settings)
                self._keep(group, [part for part in found if not part.is_late])
                while not (await ask(self._settings)).code:
                    await asyncio.sleep(0.1)
                self._keep(group, [part for part in found if part.is_late])
                await self._wait_healthy()
                show_addresses(self._settings, self._log, time.monotonic() - started)
        except* StartError as errors:
            raise first(errors) from None

    def _keep(self, group: asyncio.TaskGroup, found: Sequence[Part]) -> None:
        keepers = [self._keeper(part) for part in found]
        self._parts += keepers
        for keeper in keepers:
            group.create_task(keeper.keep())

    async def _load_nursery(self) -> None:
        """While the servers start. It is the first to read all settings, and says what is wrong with one at once; if
        it cannot for another reason, the first part, then a program of its own, says why."""
        if ADOPTS:
            nursery, lines = Nursery(), list[str]()
            self._children.nursery = nursery
            stdin = nursery.theirs.fileno()
            self._nursery = self._children.start(COMMAND, self._environment, lines.append, stdin=stdin)
            await nursery.wait_loaded(self._nursery.ended)
            if self._nursery.ended.done() and (text := wrong_setting(lines)):
                raise StartError(text)

    async def _start_servers(self, group: asyncio.TaskGroup) -> None:
        if self._servers:
            self._log.say(f"starting {' and '.join(keeper.part.name for keeper in self._servers)}")
        for keeper in self._servers:
            group.create_task(keeper.keep())
        await asyncio.gather(*[self._wait_server(keeper.part) for keeper in self._servers])

    async def _wait_server(self, server: Part) -> None:
        assert isinstance(server, Server)
        deadline = time.monotonic() + SERVER_SECONDS
        while not server.is_ready():
            if time.monotonic() > deadline:
                raise StartError(f"DATA_DIR: the {server.name} did not start within {SERVER_SECONDS:.0f} s")
            await asyncio.sleep(0.02)

    async def _prepare_data(self) -> None:
        self._log.say("bringing the data up to date")
        part, lines = prepare_data(), list[str]()
        environment = part.environment(self._environment)
        process = await self._children.bear(part.command(), environment, lines.append)
        code = await self._ended(process)
        reason = reason_of(code, lines, "DATABASE_URL" if self._settings.database_url else "DATA_DIR")
        for line in [] if reason.is_plain else lines:
            self._log.line(part.name, line)
        if code:
            raise StartError(reason.text)

    async def _ended(self, process: Process) -> int:
        try:
            return await asyncio.shield(process.ended)
        finally:
            process.send(signal.SIGKILL)

    async def _wait_healthy(self) -> None:
        waited_for, deadline = "", time.monotonic() + PATIENCE_SECONDS
        while not (health := await ask(self._settings)).is_healthy:
            if health.code and time.monotonic() > deadline:
                self._log.say(f"it answers, but not all is well: {health.missing}")
                return
            if health.missing != waited_for:
                waited_for = health.missing
                self._log.say(f"waiting for {waited_for}")
            await asyncio.sleep(0.1)

    async def _write_log(self) -> None:
        while True:
            self._log.write_waiting()
            await asyncio.sleep(RETRY_SECONDS)

    # --- Stop --------------------------------------------------------------------------------------------------

    async def _stop_all(self) -> None:
        started = time.monotonic()
        self._log.say("stopping")
        await asyncio.gather(*[keeper.stop(PART_GRACE) for keeper in self._parts])
        await asyncio.gather(*[keeper.stop(SERVER_GRACE) for keeper in self._servers])
        if self._nursery:
            await self._nursery.stop([], 1)
        await self._children.end_strays()
        self._log.say(f"stopped after {time.monotonic() - started:.1f} s")


def first(errors: BaseExceptionGroup[StartError]) -> StartError:
    """The group may hold groups."""
    error = errors.exceptions[0]
    return first(error) if isinstance(error, BaseExceptionGroup) else error
