"""Reading values out of JSON that may hold anything."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

AHEAD = timedelta(minutes=10)  # clocks differ; a time further ahead than that is none
EPOCH = datetime(2009, 1, 1, tzinfo=UTC)  # before that there was no WhatsApp
LONGEST_ID = 160
# What is kept of a structure beside the text. WhatsApp's own stay far below; the payload itself is kept as it came.
DEPTH, NODES, LONGEST_TEXT, LONGEST_KEY = 12, 4_000, 16_384, 200
BIGGEST = 2**63


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


def identifier(source: dict[str, Any], key: str, limit: int = LONGEST_ID) -> str:
    """An id that may be missing. It is never cut: two long ones would become one."""
    value = text(source, key, limit + 1)
    if len(value) > limit:
        raise Malformed(f"{key} is too long for an id")
    return value


def moment(source: dict[str, Any], key: str, received_at: datetime) -> datetime:
    """Seconds since 1970, as text; when it is nonsense, the time of arrival."""
    try:
        at = datetime.fromtimestamp(int(text(source, key, 20)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    return at if EPOCH < at < received_at + AHEAD else received_at


def texts_cleaned(value: Any, depth: int = 0) -> Any:
    """The same without what a PostgreSQL text cannot hold, and not deeper than anything that makes sense."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if not isinstance(value, list | dict):
        return value
    if depth > 4 * DEPTH:
        return None
    if isinstance(value, list):
        return [texts_cleaned(item, depth + 1) for item in value]
    return {texts_cleaned(key): texts_cleaned(item, depth + 1) for key, item in value.items()}


def compact(value: dict[str, Any]) -> dict[str, Any]:
    """A copy that is fit to be kept: of bounded depth, number and size, with numbers that JSON can hold."""
    kept = _compact(value, 0, [NODES]) if value else {}
    return kept if isinstance(kept, dict) else {}


def _compact(value: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, dict | list):
        return _compact_many(value, depth, left) if depth < DEPTH else None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    # Also of a float: PostgreSQL writes 1e20 as the whole number that it is, which is then too large for clients.
    if isinstance(value, int | float) and abs(value) >= BIGGEST:
        return str(value)[:LONGEST_KEY]
    return value


def _compact_many(value: dict[str, Any] | list[Any], depth: int, left: list[int]) -> Any:
    if isinstance(value, list):
        return [_compact(item, depth + 1, left) for item in value if left[0] > 0]
    pairs = (pair for pair in value.items() if left[0] > 0)
    return {key[:LONGEST_KEY]: _compact(item, depth + 1, left) for key, item in pairs}
