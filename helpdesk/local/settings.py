"""What the supervisor itself needs to know, from the environment and `.env`; the rest is for Django to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from helpdesk.local.dotenv import with_dotenv
from helpdesk.local.errors import StartError
from helpdesk.local.process import ROOT

HIGHEST_PORT = 65535
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
ANYWHERE = {"0.0.0.0", "::", "localhost"}  # reached over the loopback interface
WEB_SERVERS = ("uvicorn", "daphne")
# Ours, not the parts': make's own words, and bytecode makes every start quicker.
DROPPED = ("PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKE_TERMOUT", "MAKE_TERMERR")
# What libraries say at every start, and nobody can act upon here.
HUSHED = ("The `websockets` implementation is deprecated", "You're running the worker with superuser privileges")


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    data_dir: Path
    demo: bool
    simulator: bool
    web_server: str
    database_url: str
    redis_url: str
    environment: dict[str, str]  # as it was given

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    @property
    def reachable_host(self) -> str:
        """Where this machine reaches the web server."""
        return "127.0.0.1" if self.host in ANYWHERE else self.host

    @property
    def address(self) -> str:
        host = "localhost" if self.reachable_host == "127.0.0.1" else self.reachable_host
        return f"http://{bracketed(host)}:{self.port}"

    def is_given(self, name: str) -> bool:
        return bool(self.environment.get(name, "").strip())

    def for_parts(self) -> dict[str, str]:
        """The environment of every part. It names what was decided here, so that nobody decides again."""
        given = {name: value for name, value in self.environment.items() if name not in DROPPED}
        defaults = {
            # Each thread's own arena would hold on to memory that another one freed.
            "MALLOC_ARENA_MAX": "2",
            "PYTHONWARNINGS": ",".join(f"ignore:{text}" for text in HUSHED),
        }
        decided = {
            "PORT": str(self.port),
            "DATA_DIR": str(self.data_dir),
            "DEMO": str(int(self.demo)),
            "SIMULATOR": str(int(self.simulator)),
            "PYTHONUNBUFFERED": "1",
            "ALLOWED_HOSTS": self._allowed_hosts(),
        }
        return defaults | self._simulator_addresses() | given | decided

    def _allowed_hosts(self) -> str:
        """The simulator and our look at /health come from this machine, whatever name the outside uses."""
        names = self.environment.get("ALLOWED_HOSTS", "").split(",")
        ours = ["localhost", "127.0.0.1", "[::1]", bracketed(self.reachable_host)]
        return ",".join(dict.fromkeys(name.strip() for name in [*names, *ours] if name.strip()))

    def _simulator_addresses(self) -> dict[str, str]:
        base = f"http://{bracketed(self.reachable_host)}:{self.port}"
        if not self.simulator or self.reachable_host == "127.0.0.1":
            return {}
        return {
            "WHATSAPP_API_URL": f"{base}/simulator/graph",
            "SIMULATOR_WEBHOOK_URL": f"{base}/webhooks/whatsapp",
        }


def read_settings(environment: Mapping[str, str], root: Path = ROOT) -> Settings:
    known = with_dotenv(environment, root / ".env")

    def text(name: str, default: str = "") -> str:
        return known.get(name, "").strip() or default

    return Settings(
        host=text("HOST", "127.0.0.1").strip("[]"),
        port=read_port(text("PORT", "8000")),
        data_dir=Path(root, Path(text("DATA_DIR", "var")).expanduser()).resolve(),
        demo=read_switch("DEMO", text("DEMO", "1")),
        simulator=read_switch("SIMULATOR", text("SIMULATOR", "0" if text("WHATSAPP_ACCESS_TOKEN") else "1")),
        web_server=read_choice("WEB_SERVER", text("WEB_SERVER", WEB_SERVERS[0]), WEB_SERVERS),
        database_url=read_url("DATABASE_URL", text("DATABASE_URL"), ("postgres", "postgresql")),
        redis_url=read_url("REDIS_URL", text("REDIS_URL"), ("redis", "rediss", "unix")),
        environment=known,
    )


def read_port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= HIGHEST_PORT):
        raise StartError(f"PORT must be a number from 1 to {HIGHEST_PORT}, not {value!r}")
    return int(value)


def read_switch(name: str, value: str) -> bool:
    if value.lower() not in TRUE | FALSE:
        raise StartError(f"{name} must be 1 or 0, not {value!r}")
    return value.lower() in TRUE


def read_choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise StartError(f"{name} must be {' or '.join(choices)}, not {value!r}")
    return value


def read_url(name: str, value: str, schemes: tuple[str, ...]) -> str:
    """The value is not repeated in the message: it may hold a password."""
    forms = " or ".join(f"{scheme}://" for scheme in schemes)
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        raise StartError(f"{name} is malformed: it must be an address that starts with {forms}") from None
    if value and (scheme not in schemes or not value.startswith(f"{scheme}://")):
        raise StartError(f"{name} must start with {forms}")
    return value


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
