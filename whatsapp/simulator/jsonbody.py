"""Reads a JSON object that PostgreSQL can store as it stands."""

import json
from typing import Any

MAX_BYTES = 1024 * 1024


class NotAnObject(ValueError):
    """The body is no JSON object, or holds what no text may hold."""


def parse_object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw or b"{}", parse_constant=refuse)
        # PostgreSQL takes neither NUL nor half a surrogate pair.
        if b"\\u" in raw:
            text = json.dumps(value, ensure_ascii=False).encode()
            if b"\\u0000" in text:
                raise NotAnObject("the body holds a NUL character")
    except (ValueError, RecursionError) as problem:
        raise NotAnObject("the body is not valid JSON") from problem
    if not isinstance(value, dict):
        raise NotAnObject("the body must be an object")
    return value


def refuse(constant: str) -> None:
    raise ValueError(constant)
