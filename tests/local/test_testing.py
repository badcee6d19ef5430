import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.local.process import ROOT
from helpdesk.local.testing import PREFIX
from tests.local.system import is_alive, wait_until

RUN = """
import os, sys
from helpdesk.local.testing import ensure_servers
ensure_servers()
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


def start(tmp: Path, **urls: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env={**kept, **urls, "TMPDIR": str(tmp)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def urls_of(run: "subprocess.Popen[str]") -> list[str]:
    assert run.stdout
    return run.stdout.readline().split()


def server_pids(tmp: Path) -> list[int]:
    """Of all processes that were started for a folder below it."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if f"{tmp}/{PREFIX}" in command_of(pid)]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Short enough for sockets, which would lie elsewhere otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_each_run_has_servers_of_its_own_and_leaves_nothing(short_path: Path) -> None:
    one, two = start(short_path), start(short_path)
    assert not set(urls_of(one)) & set(urls_of(two))
    assert len(server_pids(short_path)) == 4
    for run in (one, two):
        run.communicate()
    assert server_pids(short_path) == []
    assert list(short_path.iterdir()) == []


def test_what_is_given_is_used(short_path: Path) -> None:
    run = start(short_path, DATABASE_URL="postgres://given", REDIS_URL="redis://given")
    assert urls_of(run) == ["postgres://given", "redis://given"]
    run.communicate()
    assert list(short_path.iterdir()) == []


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_takes_its_servers_with_it(short_path: Path, sign: signal.Signals) -> None:
    run = start(short_path)
    urls_of(run)
    pids = server_pids(short_path)
    run.send_signal(sign)
    run.communicate()
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 8)
    # Its folder is thrown away by a later run, after a while.
    (left,) = short_path.iterdir()
    os.utime(left, (0, 0))
    start(short_path).communicate()
    assert list(short_path.iterdir()) == []
