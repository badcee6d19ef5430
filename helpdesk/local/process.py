"""Child processes: each in a session of its own, its lines handed to the log, ended by the kernel if we die."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from helpdesk.local.leash import adopt_orphans, children_of, leash
from helpdesk.local.nursery import Child, Nursery

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 65536
LONGEST_LINE = 100_000
PARTIAL_LINE_SECONDS = 1.0

OnLine = Callable[[str], None]


class Lines:
    """What a process says, line by line. A line that is not ended is shown after a while: a prompt, last words."""

    def __init__(self, descriptor: int, on_line: OnLine) -> None:
        self._descriptor = descriptor
        self._on_line = on_line
        self._rest = b""
        self._loop = asyncio.get_running_loop()
        self._late: asyncio.TimerHandle | None = None
        os.set_blocking(descriptor, False)
        self._loop.add_reader(descriptor, self._read)

    def close(self) -> None:
        """Without waiting for the end of it: a grandchild may hold it open."""
        self._read()
        self._loop.remove_reader(self._descriptor)
        self._flush()

    def _read(self) -> None:
        while data := self._next():
            *lines, self._rest = (self._rest + data).split(b"\n")
            for line in lines:
                self._say(line)
        if self._late:
            self._late.cancel()
        if len(self._rest) > LONGEST_LINE:
            self._flush()
        elif self._rest:
            self._late = self._loop.call_later(PARTIAL_LINE_SECONDS, self._flush)

    def _next(self) -> bytes:
        try:
            if data := os.read(self._descriptor, CHUNK):
                return data
        except BlockingIOError:
            return b""
        except OSError:
            pass
        self._loop.remove_reader(self._descriptor)
        return b""

    def _flush(self) -> None:
        rest, self._rest = self._rest, b""
        if self._late:
            self._late.cancel()
        if rest:
            self._say(rest)

    def _say(self, line: bytes) -> None:
        self._on_line(line.decode(errors="replace").rstrip())


class Process:
    """One running program."""

    def __init__(self, popen: "subprocess.Popen[bytes] | Child", on_line: OnLine) -> None:
        assert popen.stdout is not None
        self._popen = popen
        self._lines = Lines(popen.stdout.fileno(), on_line)
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int:
        return self._popen.pid

    def send(self, sent: signal.Signals) -> None:
        """To its whole group, while that is its own: once reaped, its number may be given to another."""
        if not self.ended.done():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, sent)

    async def stop(self, signals: Sequence[signal.Signals], seconds: float) -> None:
        """Each signal has its time to take effect; then comes SIGKILL."""
        for sent in [*signals, signal.SIGKILL]:
            self.send(sent)
            await asyncio.wait([self.ended], timeout=seconds)

    def check_ended(self) -> None:
        # A look without reaping: until then its number cannot be given to another.
        if self.ended.done() or os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return
        self.send(signal.SIGKILL)  # what it leaves behind in its group
        code = self._popen.wait()
        self._lines.close()
        assert self._popen.stdout is not None
        self._popen.stdout.close()
        self.ended.set_result(code)


class Children:
    """All processes that we started. Lives in the main thread (see `leash`)."""

    def __init__(self) -> None:
        self._running: dict[int, Process] = {}
        self._others = children_of(os.getpid())  # not ours to end
        self.nursery: Nursery | None = None
        # Who is just being born is nobody's stray.
        self._births = asyncio.Lock()
        self._is_bearing = False
        adopt_orphans()
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, self._reap)

    def start(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        on_line: OnLine,
        death_signal: signal.Signals = signal.SIGKILL,
        *,
        stdin: int = subprocess.DEVNULL,
    ) -> Process:
        popen = subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C in the terminal reaches the supervisor alone
            preexec_fn=leash(death_signal),  # noqa: PLW1509  takes no lock
        )
        process = self._running[popen.pid] = Process(popen, on_line)
        return process

    async def bear(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        on_line: OnLine,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> Process:
        """By the nursery; where there is none, or it cannot, as a program of its own."""
        async with self._births:
            self._is_bearing = True
            try:
                child = await self.nursery.bear(command, environment, death_signal) if self.nursery else None
                if child is not None:
                    process = self._running[child.pid] = Process(child, on_line)
            finally:
                self._is_bearing = False
        self._reap()  # who died meanwhile, perhaps the newborn
        return process if child is not None else self.start(command, environment, on_line, death_signal)

    def kill_all(self) -> None:
        for process in self._running.values():
            process.send(signal.SIGKILL)

    async def end_strays(self, seconds: float = 5) -> None:
        """What a dead part leaves in sessions of its own, as PostgreSQL's processes are. They are ours now."""
        async with self._births:
            deadline = asyncio.get_running_loop().time() + seconds
            while (strays := self._strays()) and asyncio.get_running_loop().time() < deadline:
                for pid in strays:
                    with suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, signal.SIGKILL)
                await asyncio.sleep(0.02)
                self._reap()

    def _reap(self) -> None:
        for process in list(self._running.values()):
            process.check_ended()
            if process.ended.done():
                del self._running[process.pid]
        for pid in set() if self._is_bearing else self._strays():
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)

    def _strays(self) -> set[int]:
        return children_of(os.getpid()) - self._running.keys() - self._others
