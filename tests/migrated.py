"""PostgreSQL's folder with the migrated database that tests run in, made once and copied by every process of every run
until a migration changes.

To migrate takes a process longer than most files of tests. What depends on the day, as what the simulator begins with,
is not in it.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from helpdesk.local.folders import make_private, socket_folder
from helpdesk.local.leash import leash
from helpdesk.local.postgres import Postgres
from helpdesk.local.process import ROOT
from helpdesk.local.testing import HASTE

DATABASE = "test_helpdesk"  # as Django calls it
# What decides what is in it: the migrations, Django's and the libraries' own, and how the folder is made.
SOURCES = ("*/migrations/**/*.py", "whatsapp/simulator/migrations/*.py", "requirements*.txt")
MAKERS = (Path(__file__), ROOT / "helpdesk/local/postgres.py", ROOT / "helpdesk/local/testing.py")
KEPT = 4  # of branches that are worked on by turns
START_SECONDS = 60


def copy_to(folder: Path) -> None:
    """One process at a time: of those that come at once the first makes what all copy."""
    with cache_held() as cache:
        made = cache / digest()
        if not made.exists():
            make(made)
            forget_all_but(cache, made)
        made.touch()
        shutil.copytree(made, folder)


@contextmanager
def cache_held() -> Iterator[Path]:
    cache = Path(tempfile.gettempdir()) / f"helpdesk-migrated-{os.getuid()}"
    make_private(cache)
    held = os.open(cache, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield cache
    finally:
        os.close(held)


def digest() -> str:
    found = hashlib.sha256(sys.version.encode())
    sources = {path for pattern in SOURCES for path in ROOT.glob(pattern)} | set(MAKERS)
    for path in sorted(sources):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:20]


def make(folder: Path) -> None:
    """A maker that dies leaves nothing under the name that others look for."""
    unfinished = folder.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    server = Postgres(unfinished, socket_folder(folder.parent), HASTE)
    server.prepare()
    process = subprocess.Popen(
        server.command(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=leash(server.death_signal),  # noqa: PLW1509  takes no lock
    )
    try:
        wait_until_ready(server, process)
        migrate(server.url)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_SECONDS)
    unfinished.rename(folder)


def wait_until_ready(server: Postgres, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the database to be migrated for the tests did not start")
        time.sleep(0.01)


def migrate(url: str) -> None:
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    environment = {**os.environ, "DATABASE_URL": f"{url.rpartition('/')[0]}/{DATABASE}", "SIMULATOR": "0"}
    environment["REDIS_URL"] = "redis://127.0.0.1:9"  # nobody is there to be told
    command = [sys.executable, "manage.py", "migrate", "--run-syncdb", "--skip-checks", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the database for the tests could not be migrated:\n{done.stderr}")


def forget_all_but(cache: Path, made: Path) -> None:
    """Whoever copies holds the cache, so that nobody is in the midst of one."""
    others = [path for path in cache.iterdir() if path.is_dir() and path.name not in {made.name, "run"}]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
