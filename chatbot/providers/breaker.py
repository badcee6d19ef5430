"""A provider that fails again and again is left alone for a while: its time-outs would keep every customer waiting."""

import time
from dataclasses import dataclass

FAILURES = 3
PAUSE = 30.0


@dataclass(slots=True)
class Breaker:
    """One per process: each finds out by itself, and none needs the others for it."""

    failures: int = 0
    closed_until: float = 0.0

    @property
    def is_open_for_calls(self) -> bool:
        return time.monotonic() >= self.closed_until

    def succeeded(self) -> None:
        self.failures = 0

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= FAILURES:
            # After the pause a single failure closes it again.
            self.failures, self.closed_until = FAILURES - 1, time.monotonic() + PAUSE
