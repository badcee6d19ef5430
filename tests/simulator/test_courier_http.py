"""The courier's HTTP: whatever a server may answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from whatsapp.simulator.courier.http import Client, NoAnswer


@asynccontextmanager
async def serving(*answers: bytes, calls_each: int = 1) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Answers one after the other; a connection is closed after `calls_each`."""
    asked: list[bytes] = []
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(calls_each):
            try:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                break
            writer.write(left.pop(0))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?x=1", asked


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", b"abcd"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it", b"all of it"),
    ],
)
async def test_it_reads_every_kind_of_body(answer: bytes, body: bytes) -> None:
    async with serving(answer) as (url, asked):
        got = await Client().call("GET", url, {"X-One": "1"})
    assert (got.status, got.body) == (200, body)
    assert asked[0].startswith(b"GET /hook?x=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"X-One: 1\r\n" in asked[0]


async def test_a_kept_connection_is_used_again() -> None:
    async with serving(*[b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"] * 2, calls_each=2) as (url, asked):
        client = Client()
        await client.call("GET", url, {})
        (kept,) = client.idle.values()
        assert len(kept) == 1
        await client.call("GET", url, {})
    assert len(asked) == 2


async def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    async with serving(*[b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"] * 2) as (url, _):
        client = Client()
        await client.call("GET", url, {})
        await asyncio.sleep(0.05)
        assert (await client.call("GET", url, {})).status == 200


@pytest.mark.parametrize(
    "answer", [b"", b"no http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"]
)
async def test_half_an_answer_is_none(answer: bytes) -> None:
    async with serving(answer) as (url, _):
        with pytest.raises(NoAnswer):
            await Client().call("GET", url, {})
