"""HTTP clients that take no more than so many bytes of an answer, and nothing that unfolds: half a thousand bytes,
packed twice, are hundreds of megabytes before anybody could count them. Errors are read through it, too. For httpx and
httpx2 alike."""

from collections.abc import Iterator
from typing import Any, TypeVar

C = TypeVar("C")


class TooMuch(Exception):
    """The answer is longer than is taken, or packed."""


def bounded(client: C, limit: int) -> C:
    """The client; its answers come as they are, or not at all."""

    def bind(response: Any) -> None:
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise TooMuch("packed")
        response.stream = _bound(response.stream, limit)

    inside: Any = client
    inside.headers["Accept-Encoding"] = "identity"
    hooks = inside.event_hooks
    inside.event_hooks = {**hooks, "response": [*hooks.get("response", ()), bind]}
    return client


def _bound(stream: Any, limit: int) -> Any:
    """Of the kind that the library looks for, whichever of the two it is."""
    kind = next(base for base in type(stream).__mro__ if base.__name__ == "SyncByteStream")

    def pieces(_self: Any) -> Iterator[bytes]:
        left = limit
        for piece in stream:
            left -= len(piece)
            if left < 0:
                raise TooMuch("too long")
            yield piece

    return type("Bounded", (kind,), {"__iter__": pieces, "close": lambda _self: stream.close()})()
