"""One process in a session of its own: started on a leash, its output pumped line by line, ended with its group."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping
from contextlib import suppress

from helpdesk.local.leash import leash
from helpdesk.local.part import ROOT, Part

CHUNK = 65536
LONGEST_LINE = 1 << 20
PARTIAL_LINE_SECONDS = 1.0
DRAIN_SECONDS = 0.5  # for what it said last; a grandchild may hold the pipe open for ever

Write = Callable[[str], None]


class Child:
    def __init__(self, process: Process, pump: "asyncio.Task[None]") -> None:
        self.process = process
        self.pump = pump

    async def wait(self) -> int:
        """Its exit code; whatever it started itself ends with it."""
        code = await self.process.wait()
        self.signal_group(signal.SIGKILL)
        await asyncio.wait([self.pump], timeout=DRAIN_SECONDS)
        self.pump.cancel()
        return code

    def signal(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(sign)

    def signal_group(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS refuses a group of zombies
            os.killpg(self.process.pid, sign)


async def start(part: Part, environment: Mapping[str, str], write: Write) -> Child:
    """Call it from the main thread. Raises OSError when the program cannot be run."""
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *part.command(),
            stdin=DEVNULL,
            stdout=writing,
            stderr=writing,
            cwd=ROOT,
            env=part.environment(environment),
            start_new_session=True,  # a Ctrl-C in the terminal reaches the supervisor alone
            preexec_fn=leash(part.death_signal),
        )
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    return Child(process, asyncio.create_task(_pump(reading, write)))


async def _pump(descriptor: int, write: Write) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    pipe = os.fdopen(descriptor, "rb", buffering=0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    try:
        await _copy_lines(reader, write)
    finally:
        transport.close()


async def _copy_lines(reader: asyncio.StreamReader, write: Write) -> None:
    rest = b""
    while True:
        try:
            chunk = await asyncio.wait_for(reader.read(CHUNK), PARTIAL_LINE_SECONDS if rest else None)
        except TimeoutError:  # a prompt, or a program that died in the middle of a line: show what there is
            chunk, rest = b"\n", rest
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > LONGEST_LINE or not chunk:
            lines, rest = [*lines, *([rest] if rest else [])], b""
        for line in lines:
            write(line.decode(errors="replace").rstrip("\r"))
        if not chunk:
            return
