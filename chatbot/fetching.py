"""A web page that somebody names, fetched without going anywhere inside.

Each name is asked for once and the very address that was checked is called; every redirect is checked anew. Size and
time are bounded as a whole: a server that drips holds nobody.
"""

import socket
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chatbot.importing.types import MAX_BYTES, Unreadable
from conversations.addresses import AddressRefused, pinned, port_of, public_address

log = structlog.get_logger(__name__)
SECONDS, MAX_REDIRECTS = 20.0, 5
MAX_ADDRESS, MAX_PORT = 2000, 65535
KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
}
ACCEPTED = ", ".join(kind for kind in KINDS if not kind.startswith("text/x-"))
COMPRESSED = {"": 0, "identity": 0, "gzip": 47, "x-gzip": 47, "deflate": 47}
DETAILS = {
    "bad_address": _("This is no address of a web page."),
    "address_refused": _("This address leads to a network that is not public, and is not called."),
    "not_reached": _("This page could not be reached."),
    "too_slow": _("The page did not come in time."),
    "too_large": _("The page is too large."),
    "too_many_redirects": _("The page leads on and on."),
    "wrong_type": _("What is there is no web page, text, CSV or PDF."),
    "refused": _("The page's server refused: it answered %(status)s."),
}


class Unfetchable(Unreadable):
    def __init__(self, code: str, **values: Any) -> None:
        detail = DETAILS[code]
        super().__init__(str(detail) % values if values else detail, code=code, attr="url")


@dataclass(frozen=True, slots=True)
class Page:
    """`address` is where it was found at last; `ending` is what a file of its kind is called by."""

    address: str
    content: bytes
    ending: str
    charset: str = ""


def fetch_page(address: str) -> Page:
    """Raises Unfetchable. Takes some seconds: not within a transaction."""
    deadline = Deadline(time.monotonic() + SECONDS)
    try:
        return _follow(_url_of(address), deadline)
    except Unfetchable as error:
        log.info("page not fetched", code=error.code)
        raise


@dataclass(slots=True)
class Deadline:
    """Ends every connection that it has seen, in whatever state: a time-out of the client's is one a piece."""

    ends: float
    sockets: list[socket.socket] = field(default_factory=list)
    is_over: bool = False

    @property
    def left(self) -> float:
        return max(0.05, self.ends - time.monotonic())

    def watch(self, event: str, told: dict[str, Any]) -> None:
        """What httpx calls on its way."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.sockets.append(told["return_value"].get_extra_info("socket"))
            if self.is_over:  # it stood only after its end
                self.end()

    def end(self) -> None:
        self.is_over = True
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def running(self) -> Iterator[None]:
        timer = threading.Timer(self.left, self.end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (httpx.HTTPError, OSError) as error:
            is_late = self.is_over or isinstance(error, httpx.TimeoutException)
            raise Unfetchable("too_slow" if is_late else "not_reached") from error
        finally:
            timer.cancel()
        if self.is_over:
            raise Unfetchable("too_slow")


def _follow(url: httpx.URL, deadline: Deadline) -> Page:
    for _hop in range(MAX_REDIRECTS + 1):
        found = _get(url, deadline)
        if isinstance(found, Page):
            return found
        url = found
    raise Unfetchable("too_many_redirects")


def _url_of(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
        port = url.port
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Unfetchable("bad_address") from error
    if (
        url.scheme not in ("http", "https")
        or not url.host
        or url.userinfo
        or not 0 < (80 if port is None else port) <= MAX_PORT
    ):
        raise Unfetchable("bad_address")
    if len(str(url)) > MAX_ADDRESS:
        raise Unfetchable("bad_address")
    return url


def _get(url: httpx.URL, deadline: Deadline) -> Page | httpx.URL:
    call = pinned(url, _address(url, deadline))
    call["headers"] |= {
        "User-Agent": f"Helpdesk/{settings.VERSION}",
        "Accept": ACCEPTED,
        "Accept-Encoding": "gzip",
        "Accept-Language": "pt-BR, en;q=0.5",
    }
    call["extensions"]["trace"] = deadline.watch
    with (
        deadline.running(),
        httpx.Client(timeout=deadline.left, trust_env=False, follow_redirects=False) as client,
        client.stream("GET", **call) as response,
    ):
        return _read(url, response)


def _address(url: httpx.URL, deadline: Deadline) -> str:
    """The resolver has time-outs of its own, longer than ours."""
    pool = ThreadPoolExecutor(1, "resolve")
    try:
        asked = pool.submit(public_address, url.host, port_of(url), allow_private=settings.KNOWLEDGE_ALLOW_PRIVATE)
        return asked.result(timeout=deadline.left)
    except AddressRefused as error:
        raise Unfetchable("address_refused") from error
    except TimeoutError as error:
        raise Unfetchable("too_slow") from error
    except (OSError, UnicodeError, ValueError) as error:
        raise Unfetchable("not_reached") from error
    finally:
        pool.shutdown(wait=False)


def _read(url: httpx.URL, response: httpx.Response) -> Page | httpx.URL:
    if response.has_redirect_location:
        try:
            return _url_of(str(url.join(response.headers["Location"])))
        except (httpx.InvalidURL, ValueError) as error:
            raise Unfetchable("bad_address") from error
    if response.status_code != httpx.codes.OK:
        raise Unfetchable("refused", status=response.status_code)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if kind not in KINDS or encoding not in COMPRESSED:
        raise Unfetchable("wrong_type")
    content = _body(response, COMPRESSED[encoding])
    return Page(str(url), content, KINDS[kind], response.charset_encoding or "")


def _body(response: httpx.Response, window: int) -> bytes:
    """What is compressed may unfold to as much as is allowed, and no further."""
    body = bytearray()
    unfold = zlib.decompressobj(window) if window else None
    try:
        for piece in response.iter_raw():
            body += unfold.decompress(piece, MAX_BYTES + 1 - len(body)) if unfold else piece
            if len(body) > MAX_BYTES:
                raise Unfetchable("too_large")
    except zlib.error as error:
        raise Unfetchable("not_reached") from error
    return bytes(body)
