"""A part: one process that the supervisor keeps running."""

import signal
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Part:
    name: str
    # Sent one after the other, each with its time to take effect; then comes SIGKILL.
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    # Sent by the kernel when the supervisor dies.
    death_signal = signal.SIGKILL

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        # Django names its database connections after the part.
        return {**base, "PART": self.name}

    def repair(self) -> None:
        """Called before every start: clears what the last process may have left."""

    def mend(self) -> str:
        """Called when it will not come up: changes something, and says in one line what, or does nothing."""
        return ""

    def is_ready(self) -> bool:
        return True


class Program(Part):
    """A part that is nothing but a command."""

    def __init__(self, name: str, *words: str) -> None:
        self.name = name
        self.words = words

    def command(self) -> list[str]:
        return list(self.words)
