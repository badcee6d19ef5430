"""Children that do not outlive the process that started them."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
# Loaded here and not after the fork, where nothing may take a lock.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


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
