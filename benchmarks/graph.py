"""A stand-in for Meta's Graph API that answers sends at once, or after DELAY_MS, and remembers them.

`python -m benchmarks.graph PORT DELAY_MS`; what was sent is read at /sent. A tiny server, so that it costs little of
what is measured.
"""

import asyncio
import json
import sys
import time

import uvloop

BORN = time.time_ns()  # no two stand-ins give out the same id
sent: list[tuple[float, str, str]] = []


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = head.lower().split("\r\n")
            length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
            body = await reader.readexactly(length)
            answer = await respond(head, body, delay)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
            writer.write(b"content-length: %d\r\n\r\n%b" % (len(answer), answer))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def respond(head: str, body: bytes, delay: float) -> bytes:
    method, path, _ = head.split(" ", 2)
    if path == "/sent":
        return json.dumps(sent).encode()
    if method == "POST" and path.endswith("/messages"):
        return await accept(json.loads(body), delay)
    return b'{"data":[]}'


async def accept(message: dict[str, object], delay: float) -> bytes:
    """The order of arrival is what counts, so it is noted before the pause."""
    if "to" not in message:  # a read receipt
        return b'{"success":true}'
    text = message.get("text")
    sent.append((time.time(), str(message["to"]), str(text["body"]) if isinstance(text, dict) else ""))
    number = len(sent)
    await asyncio.sleep(delay)
    contacts = [{"input": message["to"], "wa_id": str(message["to"]).lstrip("+")}]
    return json.dumps(
        {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": f"wamid.{BORN}.{number}"}]}
    ).encode()


async def main(port: int, delay: float) -> None:
    server = await asyncio.start_server(lambda r, w: serve(r, w, delay), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]) / 1000))
