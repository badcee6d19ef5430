"""What the supervisor itself must know, from the environment and `.env`; the rest Django reads."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from helpdesk.local.errors import StartError
from helpdesk.local.part import ROOT

HIGHEST_PORT = 65535
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
DATABASE_SCHEMES = ("postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
WEB_SERVERS = ("uvicorn", "daphne")
LAST_PORT = 65535
# A setting, as django-environ reads it, too: `export` and quotes may be left out.
LINE = re.compile(r"""^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:'([^']*)'|"([^"]*)"|(.*?))\s*$""")
# Ours, not the children's: a part must not believe that make runs it, and bytecode makes every start quicker.
DROPPED = ("PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKE_TERMOUT", "MAKE_TERMERR")


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    data_dir: Path
    is_demo: bool
    is_simulator: bool
    database_url: str
    redis_url: str
    web_server: str
    environment: dict[str, str]  # of the parts

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        shown = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::1": "localhost", "::": "localhost"}
        host = shown.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{host}:{self.port}"


def read_settings(environ: Mapping[str, str], env_file: Path = ROOT / ".env") -> Settings:
    values = read_env_file(env_file) | dict(environ)
    has_credentials = bool(values.get("WHATSAPP_ACCESS_TOKEN", "").strip())
    settings = Settings(
        host=values.get("HOST", "").strip() or "127.0.0.1",
        port=_port(values.get("PORT", "8000")),
        data_dir=Path(values.get("DATA_DIR", "").strip() or ROOT / "var").expanduser().absolute(),
        is_demo=_bool("DEMO", values.get("DEMO", "1")),
        is_simulator=_bool("SIMULATOR", values.get("SIMULATOR", "0" if has_credentials else "1")),
        database_url=_url("DATABASE_URL", values, DATABASE_SCHEMES),
        redis_url=_url("REDIS_URL", values, REDIS_SCHEMES),
        web_server=values.get("WEB_SERVER", "").strip() or WEB_SERVERS[0],
        environment={},
    )
    if settings.web_server not in WEB_SERVERS:
        raise StartError(f"WEB_SERVER must be {' or '.join(WEB_SERVERS)}, not {settings.web_server!r}")
    settings.environment.update(_environment(values, settings))
    return settings


def read_env_file(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{path} cannot be read: {error}") from None
    found = [match for line in lines if not line.lstrip().startswith("#") and (match := LINE.match(line))]
    return {match[1]: next((value for value in match.groups()[1:] if value is not None), "") for match in found}


def _environment(values: Mapping[str, str], settings: Settings) -> dict[str, str]:
    kept = {name: value for name, value in values.items() if name not in DROPPED}
    return kept | {
        "PORT": str(settings.port),
        "DATA_DIR": str(settings.data_dir),
        "DEMO": str(int(settings.is_demo)),
        "SIMULATOR": str(int(settings.is_simulator)),
        "ALLOWED_HOSTS": values.get("ALLOWED_HOSTS", "").strip() or "localhost,127.0.0.1,[::1]",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PYTHONUNBUFFERED": "1",
        # Threads of glibc's malloc each take an arena; two are plenty, and the parts stay small.
        "MALLOC_ARENA_MAX": values.get("MALLOC_ARENA_MAX", "2"),
    }


def _port(value: str) -> int:
    if value.strip().isascii() and value.strip().isdigit() and 1 <= int(value) <= LAST_PORT:
        return int(value)
    raise StartError(f"PORT must be a number from 1 to {LAST_PORT}, not {value!r}")


def _bool(name: str, value: str) -> bool:
    if value.strip().lower() in TRUE | FALSE:
        return value.strip().lower() in TRUE
    raise StartError(f"{name} must be 1 or 0, not {value!r}")


def _url(name: str, values: Mapping[str, str], schemes: tuple[str, ...]) -> str:
    """The message does not repeat the value: it may hold a password."""
    value = values.get(name, "").strip()
    try:
        is_fine = not value or (urlsplit(value).scheme in schemes and "://" in value)
    except ValueError:
        is_fine = False
    if not is_fine:
        raise StartError(f"{name} must start with {' or '.join(scheme + '://' for scheme in schemes)}")
    return value


def read_process_environment() -> Settings:
    return read_settings(os.environ)
