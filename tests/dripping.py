"""A server that takes its time: it drips its headers or its body byte by byte, or does not read what it is sent."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

WAYS = ("headers", "a header without end", "body", "chunks", "nothing", "not even reading")
PAUSE = 0.05
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


async def _drops(way: str) -> AsyncIterator[bytes]:
    if way == "headers":
        for byte in HEAD:
            yield bytes((byte,))
    if way == "a header without end":
        yield HEAD + b"X-Long: "
    if way == "body":
        yield HEAD + b"Content-Length: 900000\r\n\r\n{"
    if way == "chunks":
        yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"1\r\n \r\n" if way == "chunks" else b" " if way in ("body", "a header without end") else b""


@contextmanager
def dripping(way: str) -> Iterator[str]:
    """Its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            if way != "not even reading":
                await reader.read(1)
            async for drop in _drops("nothing" if way == "not even reading" else way):
                writer.write(drop)
                await writer.drain()
                await asyncio.sleep(PAUSE)
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0, limit=1024))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    server.close()
    loop.close()
