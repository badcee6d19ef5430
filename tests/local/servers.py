"""Real servers in a folder of the test's own, ended with the test."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.local.leash import leash
from helpdesk.local.part import Server
from tests.local.system import wait_until

SECONDS = 20


@contextmanager
def running(server: Server, home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """As the supervisor starts it: prepared, repaired, on a leash."""
    server.prepare()
    server.repair()
    process = subprocess.Popen(
        server.command(),
        stdin=subprocess.DEVNULL,
        stdout=(home / "output").open("wb"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=leash(server.death_signal),  # noqa: PLW1509  takes no lock
    )
    try:
        wait_until(lambda: server.is_ready() or process.poll() is not None, SECONDS)
        assert process.poll() is None, output_of(home)
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(SECONDS)


def output_of(home: Path) -> str:
    return (home / "output").read_text()


def as_nobody(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Runs it as the user nobody, for tests that root runs."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, user=65534, group=65534, extra_groups=[]
    )
