"""One log of all parts on standard output: `12:34:56 web       | text`."""

import os
import queue
import sys
import threading
import time
from itertools import cycle

SELF = "helpdesk"
WIDTH = 9
WAITING_LINES = 5000
COLOURS = cycle((36, 33, 32, 35, 34, 96, 93, 92, 95, 94))
LAST_WORDS_SECONDS = 1.0


class Log:
    """A thread writes, so that a reader who does not read (Ctrl-S, a pager) stops neither the parts nor us.

    What does not fit into the queue meanwhile is counted and dropped.
    """

    def __init__(self, descriptor: int = 1) -> None:
        self.descriptor = descriptor
        self.is_coloured = os.isatty(descriptor) and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self.colours: dict[str, int] = {}
        self.lost = 0
        self.waiting: queue.Queue[str | None] = queue.Queue(WAITING_LINES)
        self.writer = threading.Thread(target=self._write_all, daemon=True)
        self.writer.start()

    def line(self, part: str, text: str) -> None:
        prefix = f"{time.strftime('%H:%M:%S')} {part:<{WIDTH}} |"
        if self.is_coloured:
            colour = self.colours.setdefault(part, 1 if part == SELF else next(COLOURS))
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        self._put(f"{prefix} {text}")

    def say(self, text: str) -> None:
        self.line(SELF, text)

    def block(self, text: str) -> None:
        """Without a prefix, for people."""
        self._put(text)

    def close(self) -> None:
        try:
            self.waiting.put(None, timeout=LAST_WORDS_SECONDS)
        except queue.Full:
            return
        self.writer.join(LAST_WORDS_SECONDS)

    def _put(self, text: str) -> None:
        try:
            if self.lost:
                self.waiting.put_nowait(f"… {self.lost} lines were dropped here: nobody read them")
                self.lost = 0
            self.waiting.put_nowait(text)
        except queue.Full:
            self.lost += 1

    def _write_all(self) -> None:
        while (text := self.waiting.get()) is not None:
            try:
                self._write((text + "\n").encode(errors="replace"))
            except OSError:  # the reader is gone (`| head`, a closed terminal); the system runs on
                self.descriptor = os.open(os.devnull, os.O_WRONLY)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.descriptor, data) :]


def complain(text: str) -> None:
    """The one line of a start that cannot be."""
    print(f"{SELF}: {text}", file=sys.stderr, flush=True)
