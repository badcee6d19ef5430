"""A DATA_DIR with the schema and the demo's data in it, made once for all systems that a run of tests starts.

What each makes for itself otherwise is the same, and takes longer than the rest of its start. From nothing a system
is made in tests/local.
"""

import atexit
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from helpdesk.local.__main__ import servers_of
from helpdesk.local.home import hold
from helpdesk.local.leash import leash
from helpdesk.local.part import Server
from helpdesk.local.parts import prepare_data
from helpdesk.local.process import ROOT
from helpdesk.local.settings import Settings, read_settings


def copy_to(data_dir: Path) -> None:
    shutil.copytree(_made(), data_dir)


@cache
def _made() -> Path:
    """Of several processes that want it at once, the first makes it."""
    home = Path(os.environ.get("TESTS_SHARE") or _own())
    held = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (made := home / "ready").exists():
            _make(home / "var").rename(made)
    finally:
        os.close(held)
    return made


def _own() -> str:
    """For what starts systems without pytest."""
    home = tempfile.mkdtemp(prefix="helpdesk-ready-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _make(data_dir: Path) -> Path:
    shutil.rmtree(data_dir, ignore_errors=True)  # of one that failed
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    settings = read_settings({**inherited, "DATA_DIR": str(data_dir), "DEMO": "1"})
    os.close(hold(settings))
    _fill(settings)
    shutil.rmtree(settings.run_dir)
    shutil.rmtree(settings.data_dir / "valkey")  # the knocks at workers that never were
    return settings.data_dir


def _fill(settings: Settings) -> None:
    servers = servers_of(settings)
    started = [_start(server) for server in servers]
    try:
        while not all(server.is_ready() for server in servers):
            assert not any(process.poll() for process in started)
            time.sleep(0.05)
        prepare = prepare_data()
        subprocess.run(
            prepare.command(), env=prepare.environment(settings.for_parts()), cwd=ROOT, check=True, capture_output=True
        )
    finally:
        for process in started:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _start(server: Server) -> "subprocess.Popen[bytes]":
    server.prepare()
    return subprocess.Popen(
        server.command(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=leash(server.death_signal),  # noqa: PLW1509  takes no lock
    )
