"""HTTP calls that end in time, whatever the server does. A client's time-outs are one for each piece that comes, and a
server that drips its headers or its body byte by byte outlasts them all; so the connections themselves look at the
clock. For httpx and httpx2 alike."""

import math
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

C = TypeVar("C")
PIECE = 1 << 16
_ends: ContextVar[float] = ContextVar("ends", default=math.inf)


class Late(TimeoutError):
    """The moment has come."""


@contextmanager
def until(moment: float) -> Iterator[None]:
    """What punctual clients are asked within it ends by then, by time.monotonic()."""
    token = _ends.set(min(moment, _ends.get()))
    try:
        yield
    finally:
        _ends.reset(token)


def moment() -> float:
    """By which it all must end here, by time.monotonic(); infinite where nobody said."""
    return _ends.get()


def punctual(client: C) -> C:
    """The client, with connections that look at the clock; those through a proxy, too."""
    inside: Any = client
    for transport in (inside._transport, *inside._mounts.values()):
        if pool := getattr(transport, "_pool", None):
            pool._network_backend = _Backend(pool._network_backend)
    return client


def _left(timeout: float | None) -> float | None:
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise Late
    return min(left, math.inf if timeout is None else timeout) if math.isfinite(left) else timeout


class _Backend:
    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def connect_tcp(self, *args: Any, timeout: float | None = None, **more: Any) -> "_Stream":
        """In a thread of its own: the resolver has time-outs of its own, and each address of a name has ours anew."""
        left, pool = _left(timeout), ThreadPoolExecutor(1, "connect")
        asked: Future[Any] = pool.submit(self._backend.connect_tcp, *args, timeout=left, **more)
        try:
            return _Stream(asked.result(timeout=_left(None)))
        except TimeoutError as error:
            asked.add_done_callback(_close)
            raise Late from error
        finally:
            pool.shutdown(wait=False)


def _close(late: "Future[Any]") -> None:
    with suppress(Exception):
        late.result().close()


class _Stream:
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        read: bytes = self._stream.read(max_bytes, timeout=_left(timeout))
        return read

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            self._stream.write(buffer[start : start + PIECE], timeout=_left(timeout))

    def start_tls(self, *args: Any, timeout: float | None = None, **more: Any) -> "_Stream":
        return _Stream(self._stream.start_tls(*args, timeout=_left(timeout), **more))
