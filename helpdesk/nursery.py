"""The nursery: a process that has loaded everything once, and forks into the parts that the supervisor asks it for.

A part then starts at once instead of importing for seconds, at the start of the system as after its own death, and
what all have loaded is in the memory once. Orders come over the standard input, a socket: a command of Python's, its
environment, and where its lines go. The child is the supervisor's own, which adopts orphans.
"""

import ctypes
import gc
import json
import os
import runpy
import signal
import socket
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from helpdesk.local.leash import follow
from helpdesk.local.nursery import LONGEST_ORDER, READY

# What web and workers need, beyond all that Django's set-up loads.
LOADED = (
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.thread",
    "celery.worker.consumer",
    "helpdesk.asgi",
    "helpdesk.celery",
    "helpdesk.urls",
    "kombu.transport.redis",
    "uvicorn.lifespan.on",
    "uvicorn.main",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
)


def main() -> None:
    door, supervisor = socket.socket(fileno=os.dup(0)), os.getppid()
    for name in LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()  # a collection would write into what the children share
    door.send(READY)
    order, output = serve(door)
    settle(order, output, supervisor)
    door.send(str(os.getpid()).encode())
    door.close()
    run(order["command"][1:])


def serve(door: socket.socket) -> tuple[dict[str, Any], int]:
    """Comes back in the children only; without a supervisor the process ends."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(door, LONGEST_ORDER, 1)
        if not message:
            os._exit(0)
        if not (middle := os.fork()):
            if os.fork():  # whose parent dies at once is the supervisor's
                os._exit(0)
            return json.loads(message), descriptors[0]
        os.close(descriptors[0])
        os.waitpid(middle, 0)


def settle(order: dict[str, Any], output: int, supervisor: int) -> None:
    """Makes it what `Popen` would have made: a session, a leash, an output and an environment of its own."""
    os.setsid()
    deadline = time.monotonic() + 5
    while os.getppid() != supervisor and time.monotonic() < deadline:
        time.sleep(0.001)
    follow(signal.Signals(order["death_signal"]))
    if os.getppid() != supervisor:
        os._exit(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for taken, standard in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(taken, standard)
    os.close(nothing)
    os.close(output)
    os.environ.clear()
    os.environ.update(order["environment"])
    rename(order["command"])
    name_connections()


def rename(words: list[str]) -> None:
    """What `ps` shows: the command's words, in the room that our own left for them."""
    found = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(found[45]), int(found[46])
    ctypes.memmove(start, "\0".join(words).encode()[: end - start - 1].ljust(end - start, b"\0"), end - start)


def name_connections() -> None:
    """Django's settings were read before the part had a name."""
    settings = import_module("django.conf").settings
    settings.DATABASES["default"]["OPTIONS"].update(import_module("helpdesk.environment").connection_options())


def run(words: list[str]) -> None:
    """As `python` does with these words."""
    match words:
        case ["-m", module, *rest]:
            sys.argv = [module, *rest]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case ["-c", code]:
            sys.argv = ["-c"]
            exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
        case [file, *rest]:
            sys.argv = [file, *rest]
            runpy.run_path(file, run_name="__main__")


if __name__ == "__main__":
    main()
