"""A database and a broker for the tests: fresh ones for each run, gone with it however it ends."""

import atexit
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from helpdesk.local.folders import socket_folder
from helpdesk.local.leash import leash
from helpdesk.local.postgres import Postgres
from helpdesk.local.valkey import Valkey

PREFIX = "helpdesk-test-"
# What the tests write need not survive anything.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
START_SECONDS = 30


def ensure_servers(fill: Callable[[Path], None] | None = None) -> None:
    """Starts what DATABASE_URL and REDIS_URL do not name yet, and names it there. `fill` makes the database's folder;
    otherwise it is a new one.

    It must run before Django's settings load.
    """
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    home = _make_home()
    sockets = socket_folder(home)
    if not os.environ.get("DATABASE_URL"):
        if fill:
            fill(home / "postgres")
        os.environ["DATABASE_URL"] = start(Postgres(home / "postgres", sockets, HASTE), home)
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = start(Valkey(home / "valkey", sockets, is_durable=False), home)


def start(server: Postgres | Valkey, home: Path) -> str:
    """The server's URL, once it answers."""
    server.prepare()
    log = home / f"{server.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            server.command(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl-C is pytest's; the servers go when it is through
            preexec_fn=leash(server.death_signal),  # noqa: PLW1509  takes no lock
        )
    atexit.register(_stop, process)
    until = time.monotonic() + START_SECONDS
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the {server.name} for the tests did not start:\n{log.read_text()}")
        time.sleep(0.01)
    return server.url


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate shutdown; Valkey just ends
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _make_home() -> Path:
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    # Held as long as this process lives: the sign for others that the folder is in use.
    held = os.open(home, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    # Registered before the servers, so that it comes after their end.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _sweep() -> None:
    """Throws away what runs that were killed left behind."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if home.stat().st_uid == os.getuid() and time.time() - home.stat().st_mtime > 60:  # noqa: PLR2004
                _remove_unless_held(home)
        except FileNotFoundError:
            continue


def _remove_unless_held(home: Path) -> None:
    held = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(home, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(held)
