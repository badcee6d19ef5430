"""Answers that are none: what a client meets when the connection or something on the way fails."""

import asyncio
import contextlib
import os
import socket
import struct
import time
from collections.abc import AsyncIterator
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
)
# The server's loop needs a moment to notice that its connection has ended.
NOTICE, PATIENCE = 0.05, 3.0
CLOSE_WITH_RESET = struct.pack("ii", 1, 0)


class Broken(Exception):
    """The call ends with this response, whatever became of it."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__("ordered by the simulator")
        self.response = response


def proxy_page() -> HttpResponse:
    return HttpResponse(PAGE, status=502, content_type="text/html")


def garbage() -> HttpResponse:
    """A 200 with JSON's content type and half an object."""
    return HttpResponse('{"messaging_product":"whatsapp","contacts":[{"inp', content_type="application/json")


def truncated(request: HttpRequest) -> HttpResponseBase:
    """A 200 whose body is announced longer than what comes of it."""

    async def half() -> AsyncIterator[bytes]:
        yield b'{"messaging_product":"whatsapp","contacts":[{"inp'
        await asyncio.sleep(NOTICE)
        break_connection(request)
        await asyncio.sleep(NOTICE)

    response = StreamingHttpResponse(half(), content_type="application/json")
    response.headers["Content-Length"] = "400"
    return response


def reset(request: HttpRequest) -> HttpResponse:
    """No answer at all. Where the connection is not ours to break (behind a proxy), the proxy's page."""
    if break_connection(request):
        # An answer that is ready before the server has noticed would still go out.
        deadline = time.monotonic() + PATIENCE
        while (still := _connection_of(request)) is not None:
            still.close()
            if time.monotonic() > deadline:
                break
            hold(NOTICE)
    return proxy_page()


def break_connection(request: HttpRequest) -> bool:
    """End the connection to this client with a reset; whether it was found among this process's own.

    The server reads an end of file at once and closes; the option turns that close into a reset.
    """
    found = _connection_of(request)
    if found is None:
        return False
    with found, contextlib.suppress(OSError):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLOSE_WITH_RESET)
        found.shutdown(socket.SHUT_RD)
    return True


def _connection_of(request: HttpRequest) -> socket.socket | None:
    """Another handle of it, to be closed by the caller; null when it is not, or no longer, this process's."""
    peer = (str(request.META.get("REMOTE_ADDR")), str(request.META.get("REMOTE_PORT")))
    for file in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError):
            one = socket.socket(fileno=os.dup(int(file.name)))
            with contextlib.suppress(OSError):
                if tuple(map(str, one.getpeername()[:2])) == peer:
                    return one
            one.close()
    return None


def hold(seconds: float) -> None:
    """Wait without keeping a database connection from the others."""
    if not connection.in_atomic_block:
        connection.close()
    time.sleep(seconds)
