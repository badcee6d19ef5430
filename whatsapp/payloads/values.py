"""Reading values out of JSON that may hold anything."""

from datetime import UTC, datetime, timedelta
from typing import Any

AHEAD = timedelta(minutes=10)  # clocks differ; a time further ahead than that is none
EPOCH = datetime(2009, 1, 1, tzinfo=UTC)  # before that there was no WhatsApp


class Malformed(Exception):
    """A part of a webhook that makes no sense; the text says which."""


def mapping(source: dict[str, Any], key: str) -> dict[str, Any]:
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def items(source: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = source.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(source: dict[str, Any], key: str, limit: int = 65_536) -> str:
    value = source.get(key)
    if isinstance(value, str):
        return value[:limit]
    return str(value)[:limit] if isinstance(value, int | float) and not isinstance(value, bool) else ""


def required(source: dict[str, Any], key: str, what: str, limit: int = 200) -> str:
    value = text(source, key, limit + 1)
    if not value or len(value) > limit:
        raise Malformed(f"{what} without a proper {key}")
    return value


def moment(source: dict[str, Any], key: str, received_at: datetime) -> datetime:
    """Seconds since 1970, as text; when it is nonsense, the time of arrival."""
    try:
        at = datetime.fromtimestamp(int(text(source, key, 20)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    return at if EPOCH < at < received_at + AHEAD else received_at


def texts_cleaned(value: Any) -> Any:
    """The same without what a PostgreSQL text cannot hold."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [texts_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {texts_cleaned(key): texts_cleaned(item) for key, item in value.items()}
    return value
