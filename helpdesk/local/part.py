"""A part: one process that the supervisor keeps running."""

import signal
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence


class Part(ABC):
    name: str
    # Sent one after the other, each with its time to take effect; then comes SIGKILL.
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    # Sent by the kernel when the supervisor dies.
    death_signal = signal.SIGKILL
    # Words of lines that nobody needs: what the supervisor says itself, and what cannot be acted upon here.
    noise: tuple[str, ...] = ()

    # Started once the web server answers: nobody waits for it, and the others have the processor to themselves.
    is_late = False

    # Whether it is a program of Python's that needs what the nursery has loaded.
    is_born = False

    @abstractmethod
    def command(self) -> list[str]: ...

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        return dict(base)

    def repair(self) -> None:  # noqa: B027  most parts leave nothing
        """Called before every start: clears what the last process may have left."""

    def mend(self, last_lines: Sequence[str]) -> str:
        """Called when it died soon: changes something, and says in one line what, or does nothing."""
        return ""


class Server(Part):
    """A part that others wait for."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    def prepare(self) -> None:
        """Once, before the first start."""

    @abstractmethod
    def is_ready(self) -> bool: ...
