"""One log of all parts on standard output: `12:34:56 web       | text`."""

import os
import select
import sys
import time
from collections import deque
from itertools import cycle

SELF = "helpdesk"
WIDTH = 9
COLOURS = cycle((36, 33, 32, 35, 34, 96, 93, 92, 95, 94))
WAITING_LINES = 5000
PIECE = 4096  # what a pipe that can be written to takes without blocking
RETRY_SECONDS = 0.05


class Log:
    """Never waits for its reader: one that does not read (Ctrl-S, a pager) must stop neither the parts nor us.

    What does not fit meanwhile is counted and dropped; a reader that went away (`| head`) is not missed.
    """

    def __init__(self, descriptor: int = 1) -> None:
        self._descriptor = descriptor
        self._is_coloured = os.isatty(descriptor) and not os.environ.get("NO_COLOR")
        self._colours: dict[str, int] = {}
        self._waiting: deque[bytes] = deque()
        self._dropped = 0
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)

    def line(self, part: str, text: str) -> None:
        if text.strip():
            self.block(f"{self._prefix(part)} {text}")

    def say(self, text: str) -> None:
        self.line(SELF, text)

    def block(self, text: str) -> None:
        if len(self._waiting) >= WAITING_LINES:
            self._dropped += 1
            return
        if self._dropped:
            text, self._dropped = f"… {self._dropped} lines were not read in time, and dropped\n{text}", 0
        self._waiting.append(f"{text}\n".encode(errors="replace"))
        self.write_waiting()

    def bold(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self._is_coloured else text

    def write_waiting(self) -> bool:
        """True when nothing is left to write. Called again and again by the supervisor."""
        while self._waiting and self._poll.poll(0):
            data = self._waiting.popleft()
            if rest := data[self._write(data[:PIECE]) :]:
                self._waiting.appendleft(rest)
        return not self._waiting

    def close(self, seconds: float = 1) -> None:
        deadline = time.monotonic() + seconds
        while not self.write_waiting() and time.monotonic() < deadline:
            time.sleep(RETRY_SECONDS)

    def _write(self, data: bytes) -> int:
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)

    def _prefix(self, part: str) -> str:
        prefix = f"{time.strftime('%H:%M:%S')} {part:<{WIDTH}} |"
        if not self._is_coloured:
            return prefix
        if part not in self._colours:
            self._colours[part] = 1 if part == SELF else next(COLOURS)
        return f"\033[{self._colours[part]}m{prefix}\033[0m"


def complain(text: str) -> None:
    """The one line of a start that cannot be."""
    print(f"{SELF}: {text}", file=sys.stderr, flush=True)
