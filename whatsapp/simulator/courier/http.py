"""HTTP/1.1 with kept connections, as much of it as a webhook needs.

Hundreds of small posts a second go to one address; a general client takes five times the work for each.
"""

import asyncio
import ssl
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

CONNECT, ANSWER = 2.0, 10.0
LONGEST_BODY = 1024 * 1024
PORTS = {"http": 80, "https": 443}


class Answer(NamedTuple):
    status: int
    body: bytes
    is_kept: bool


class NoAnswer(Exception):
    """The connection ended, or what came was no HTTP."""


class Connection(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Client:
    """Connections to whatever was called, kept for the next call."""

    def __init__(self) -> None:
        self.idle: dict[tuple[str, int], list[Connection]] = {}

    async def call(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """Raises ConnectionRefusedError when nobody listens, OSError, TimeoutError or NoAnswer for the rest."""
        address = urlsplit(url)
        request = request_of(method, address, headers, body)
        place = (address.hostname or "", address.port or PORTS[address.scheme])
        while kept := self.idle.get(place):
            try:
                return await self.exchange(place, kept.pop(), request)
            except (ConnectionError, NoAnswer):
                # The other side had closed it meanwhile; the next one may be fresher.
                continue
        return await self.exchange(place, await connect(address, place), request)

    async def exchange(self, place: tuple[str, int], connection: Connection, request: bytes) -> Answer:
        try:
            async with asyncio.timeout(ANSWER):
                connection.writer.write(request)
                answer = await read_answer(connection.reader)
        except BaseException:
            connection.writer.close()
            raise
        if answer.is_kept:
            self.idle.setdefault(place, []).append(connection)
        else:
            connection.writer.close()
        return answer


async def connect(address: SplitResult, place: tuple[str, int]) -> Connection:
    # The certificates are read only when an address needs them: they cost megabytes.
    context = ssl.create_default_context() if address.scheme == "https" else None
    async with asyncio.timeout(CONNECT):
        return Connection(*await asyncio.open_connection(*place, ssl=context))


def request_of(method: str, address: SplitResult, headers: dict[str, str], body: bytes) -> bytes:
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address.netloc.rpartition('@')[2]}", "Accept: */*"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("ascii", "replace") + body


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        status, headers = parse_head(head)
        body = await read_body(reader, headers)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError) as problem:
        raise NoAnswer from problem
    is_kept = headers.get("connection", "").lower() != "close" and is_measured(headers)
    return Answer(status, body, is_kept)


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split(" ")[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}


def is_measured(headers: dict[str, str]) -> bool:
    """Whether one can tell where the body ends without the connection's end."""
    return "content-length" in headers or headers.get("transfer-encoding", "").lower() == "chunked"


async def read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await read_chunks(reader)
    if "content-length" in headers:
        return await reader.readexactly(min(int(headers["content-length"]), LONGEST_BODY))
    return await reader.read(LONGEST_BODY)


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
        if len(body) > LONGEST_BODY:
            raise ValueError("too long")
    await reader.readuntil(b"\r\n")
    return body
