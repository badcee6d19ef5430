"""Children that do not outlive the process that started them, and orphans that come back to it."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
# Loaded here and not after the fork, where nothing may take a lock.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
ADOPTS = _libc is not None  # whether the system knows of all this


def leash(death_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends the signal when we die, however we die. Does nothing but on Linux.

    The kernel watches the thread that forked, so start children from the main thread.
    """
    parent = os.getpid()

    def hold() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # we died before the child had asked for the signal
                os._exit(1)

    return hold


def follow(death_signal: signal.Signals) -> None:
    """Puts this process itself on its parent's leash."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def adopt_orphans() -> None:
    """Grandchildren whose parent died become our children instead of init's, so that we can find and end them."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children_of(parent: int) -> set[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {pid for pid in numbers if parent_of(pid) == parent}


def parent_of(pid: int) -> int:
    try:
        # The name in brackets may hold spaces and brackets itself.
        return int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0
