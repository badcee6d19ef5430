"""`make run` puts make between us and whoever stops it. A SIGTERM make passes on; a SIGINT sent to it alone, and its
own death, it does not. Both must stop the system."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

from helpdesk.local.leash import follow

SECONDS = 0.25


def watch_make(stop: Callable[[], None]) -> None:
    make = os.getppid()
    if not is_make(make):
        return
    follow(signal.SIGTERM)
    if catches_interrupts(make):
        asyncio.get_running_loop().call_later(SECONDS, _look, make, stop)


def _look(make: int, stop: Callable[[], None]) -> None:
    """While make handles a SIGINT it waits for us, and no longer catches another."""
    if os.getppid() != make or not catches_interrupts(make):
        stop()
    else:
        asyncio.get_running_loop().call_later(SECONDS, _look, make, stop)


def is_make(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() in {"make", "gmake"}
    except OSError:
        return False


def catches_interrupts(pid: int) -> bool:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    caught = next((line.split()[1] for line in lines if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)
