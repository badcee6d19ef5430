"""A real PostgreSQL and a real Valkey for one run of the tests, in a folder of its own."""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from helpdesk.local.postgres import Postgres
from helpdesk.local.valkey import Valkey


def ensure_servers() -> None:
    """Start what DATABASE_URL and REDIS_URL do not name, and set them. Before Django reads its settings.

    Workers of pytest-xdist inherit the variables of their controller and so share its servers.
    """
    home: Path | None = None
    if not os.environ.get("DATABASE_URL"):
        home = _home()
        os.environ["DATABASE_URL"] = start_postgres(home)
    if not os.environ.get("REDIS_URL"):
        home = home or _home()
        os.environ["REDIS_URL"] = start_valkey(home)


def _home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="helpdesk-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def start_postgres(home: Path) -> str:
    server = Postgres(home, durable=False)
    server.prepare()
    _start(server.command)
    server.wait_ready()
    server.ensure_database()
    return server.url


def start_valkey(home: Path) -> str:
    server = Valkey(home, durable=False)
    server.prepare()
    _start(server.command)
    server.wait_ready()
    return server.url


def _start(command: list[str]) -> None:
    """It dies with us: by the exit handler, or by the kernel when we are killed."""
    process: subprocess.Popen[Any] = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    atexit.register(_stop, process)


def _stop(process: "subprocess.Popen[Any]") -> None:
    process.kill()
    process.wait()
