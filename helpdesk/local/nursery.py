"""The supervisor's side of the nursery (`helpdesk.nursery`), which forks into parts that need not import anything."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

READY = b"ready"
LONGEST_ORDER = 2**17
# Room for the words of the commands that its children will show.
COMMAND = (sys.executable, "-m", "helpdesk.nursery", " " * 400)
LOAD_SECONDS, BIRTH_SECONDS = 60.0, 5.0


class Child:
    """Of the nursery, and then our own; what `Process` wants to know of a `Popen`."""

    def __init__(self, pid: int, output: int) -> None:
        self.pid = pid
        self.stdout = os.fdopen(output, "rb", buffering=0)

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Nursery:
    """Without it, be it that the system has no such thing or that it died, parts are started as programs."""

    def __init__(self) -> None:
        self.is_ready = False
        self._door, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    async def wait_loaded(self, ended: "asyncio.Future[int]") -> None:
        """Until it can be asked, or never will be: then the first part says why."""
        self.theirs.close()
        self._door.setblocking(False)
        said = asyncio.ensure_future(asyncio.get_running_loop().sock_recv(self._door, len(READY)))
        either: list[asyncio.Future[Any]] = [said, ended]
        await asyncio.wait(either, timeout=LOAD_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        self.is_ready = said.done() and not said.exception() and said.result() == READY
        said.cancel()
        self._door.settimeout(BIRTH_SECONDS)

    def bear(
        self, command: Sequence[str], environment: Mapping[str, str], death_signal: signal.Signals
    ) -> Child | None:
        """Nobody if it cannot, and then no more."""
        if not self.is_ready:
            return None
        order = {"command": list(command), "environment": dict(environment), "death_signal": int(death_signal)}
        message = json.dumps(order).encode()
        if len(message) > LONGEST_ORDER:
            return None
        ours, theirs = os.pipe()
        try:
            socket.send_fds(self._door, [message], [theirs])
            pid = int(self._door.recv(32))
        except (OSError, ValueError):
            os.close(ours)
            self.close()
            return None
        finally:
            os.close(theirs)
        return Child(pid, ours)

    def close(self) -> None:
        """It ends by that."""
        self.is_ready = False
        self._door.close()
