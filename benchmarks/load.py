"""The load of `accept`: raw HTTP over kept-alive connections, one request at a time on each.

`python -m benchmarks.load PORT PATH CONNECTIONS SECONDS LABEL` prints its figures as JSON. A process of its own, and
as light as can be, for it shares the machine with what it measures. All requests are made and signed beforehand.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

from benchmarks.figures import percentile
from benchmarks.webhooks import headers, message_body

MOST = 14_000  # requests prepared for a second of load; who answers more is through earlier


class Client(asyncio.Protocol):
    def __init__(self, requests: list[bytes], until: float, done: asyncio.Future[None]) -> None:
        self.requests, self.until, self.done = requests, until, done
        self.latencies: list[float] = []
        self.refused = 0
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        if not self.requests or time.perf_counter() >= self.until:
            self.transport.close()
            return
        self.asked_at = time.perf_counter()
        self.transport.write(self.requests.pop())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found or len(body) < length_of(head):
            return
        self.buffer = b""
        self.latencies.append(time.perf_counter() - self.asked_at)
        self.refused += not head.startswith(b"HTTP/1.1 200")
        self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def length_of(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


def request(path: str, label: str, number: int) -> bytes:
    phone = f"5511{900_000_000 + number % 5000}"
    body = message_body(phone, f"wamid.{label}.{number}", f"Minha internet está lenta, protocolo {number}")
    lines = [f"POST {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers(body).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def attack(port: int, requests: list[bytes], connections: int, seconds: float) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    until, clients, ends = began + seconds, [], []
    for _ in range(connections):
        done = loop.create_future()
        client = Client(requests, until, done)
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
        clients.append(client)
        ends.append(done)
    await asyncio.wait(ends, timeout=seconds + 10)
    elapsed = time.perf_counter() - began
    latencies = [latency for client in clients for latency in client.latencies]
    return {
        "answered": len(latencies),
        "refused": sum(client.refused for client in clients),
        "rate": len(latencies) / elapsed,
        "p50_ms": percentile(latencies, 0.5) * 1000,
        "p99_ms": percentile(latencies, 0.99) * 1000,
    }


def main(port: str, path: str, connections: str, seconds: str, label: str) -> None:
    requests = [request(path, label, number) for number in range(int(MOST * float(seconds)))]
    print(json.dumps(uvloop.run(attack(int(port), requests, int(connections), float(seconds)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
