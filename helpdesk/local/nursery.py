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

    async def bear(
        self, command: Sequence[str], environment: Mapping[str, str], death_signal: signal.Signals
    ) -> Child | None:
        """Nobody if it cannot, and then no more: whoever is born of it after all finds the door shut, and ends. One
        at a time. While it is waited for, all else goes on."""
        if not self.is_ready:
            return None
        order = {"command": list(command), "environment": dict(environment), "death_signal": int(death_signal)}
        message = json.dumps(order).encode()
        if len(message) > LONGEST_ORDER:
            return None
        ours, theirs = os.pipe()
        pid = 0
        try:
            socket.send_fds(self._door, [message], [theirs])
            async with asyncio.timeout(BIRTH_SECONDS):
                pid = int(await asyncio.get_running_loop().sock_recv(self._door, 32))
        except (OSError, ValueError):  # a TimeoutError is an OSError
            pass
        finally:
            os.close(theirs)
            if not pid:  # also when we were cancelled: the answer would be taken for the next one's
                os.close(ours)
                self.close()
        return Child(pid, ours) if pid else None

    def close(self) -> None:
        """It ends by that."""
        self.is_ready = False
        self._door.close()
