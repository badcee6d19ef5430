"""Reads settings from the environment; a missing or malformed one stops the start with one line that names it."""

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(str(BASE_DIR / ".env"))

KEY_FORM = "32 bytes in URL-safe base64 (44 characters)"
RATE = re.compile(r"[1-9]\d{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)", re.ASCII)
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def envbool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def envint(name: str, default: int, least: int = 0) -> int:
    value = os.environ.get(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}, not {value!r}")
    return number


def envchoice(name: str, choices: Collection[str], default: str) -> str:
    """In whatever case it is written."""
    value = envstr(name, default)
    found = next((choice for choice in choices if choice.lower() == value.lower()), None)
    if found is None:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}")
    return found


def envrate(name: str, default: str) -> str:
    """So many calls in a second, a minute, an hour or a day."""
    value = envstr(name, default)
    if not RATE.fullmatch(value):
        raise ImproperlyConfigured(f"{name} must be a number and a time, such as {default}, not {value!r}")
    return value


def envzone(name: str, default: str) -> str:
    value = envstr(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ImproperlyConfigured(f"{name} must be a time zone, such as {default}, not {value!r}") from None
    return value


def envlist(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def envkeys(name: str) -> list[str]:
    """Fernet keys, separated by commas. The value is not repeated in the message: it is a secret."""
    keys = envlist(name)
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ImproperlyConfigured(f"{name}: key {place} is malformed, it must be {KEY_FORM}") from None
    return keys


def envstr(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def envurl(name: str, schemes: tuple[str, ...], default: str = "") -> str:
    """A URL with one of the schemes, without its trailing slash."""
    value = envstr(name, default)
    if value and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ImproperlyConfigured(f"{name} must start with {' or '.join(s + '://' for s in schemes)}")
    if value and value.startswith("http") and not _names_host(value):
        raise ImproperlyConfigured(f"{name} names no host, or a port that is none")
    return value.rstrip("/")


def _names_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def connection_options() -> dict[str, Any]:
    """Which part of the system asks, and how many connections it may hold."""
    # Under ASGI a persistent connection per thread leaks; a pool does not.
    pool = {"min_size": 0, "max_size": envint("DATABASE_POOL_SIZE", 20, least=1), "timeout": 10, "max_idle": 60}
    return {"pool": pool, "application_name": envstr("PART", "helpdesk")}


def database_config(url: str) -> dict[str, Any]:
    """Django's form of a libpq URL, read by libpq itself: sockets (`postgres://user@%2Fpath/name` or `?host=/path`),
    ports and `sslmode` mean what they mean to psql."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL is malformed: {str(error).strip()}") from None
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = {key: str(parts.pop(name, "") or "") for key, name in names.items()}
    if not known["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host/name")
    options = {**parts, "connect_timeout": 5, **connection_options()}
    # A connection from before the server's restart is not handed out.
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": options, "CONN_HEALTH_CHECKS": True}
