"""Half a kilobyte that unfolds to gigabytes, from whoever we ask: nothing is unpacked, or read past its limit."""

import gzip
import threading
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from chatbot.providers import embeddings
from chatbot.providers.base import ProviderError
from chatbot.providers.openai import client_of, write_text
from conversations.bounded import TooMuch, bounded
from isp.exceptions import NotReached, OutcomeUnknown
from isp.http import HttpAdapter
from isp.models import System

TWICE = gzip.compress(gzip.compress(b"\0" * 100_000_000, 9), 9)


class Hostile:
    """What it answers everybody: a status, the packing that it claims, a body."""

    def __init__(self) -> None:
        self.status, self.packing, self.body, self.url = 200, "gzip, gzip", TWICE, ""
        self.accepted: list[str] = []


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    told = Hostile()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            told.accepted.append(self.headers.get("Accept-Encoding", ""))
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(told.status)
            if told.packing:
                self.send_header("Content-Encoding", told.packing)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = answer

        def log_message(self, *args: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # who asked has gone
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def asked(hostile: Hostile, settings: Any) -> Iterator[Hostile]:
    settings.OPENAI_BASE_URL = settings.EMBEDDINGS_BASE_URL = hostile.url
    settings.OPENAI_API_KEY, settings.EMBEDDINGS_MODEL = "key", "any"
    client_of.cache_clear()
    embeddings._client.cache_clear()
    tracemalloc.start()
    yield hostile
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    client_of.cache_clear()
    embeddings._client.cache_clear()
    assert peak < 60_000_000
    assert set(hostile.accepted) == {"identity"}


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("packing", ["gzip, gzip", "gzip", "br", "deflate"])
def test_a_model_is_not_unpacked_whatever_its_status(asked: Hostile, status: int, packing: str) -> None:
    asked.status, asked.packing = status, packing
    with pytest.raises(ProviderError):
        write_text("Write.", "data")


@pytest.mark.parametrize("status", [200, 500])
def test_nor_is_it_read_past_its_limit(asked: Hostile, status: int) -> None:
    asked.status, asked.packing, asked.body = status, "", b" " * 30_000_000
    with pytest.raises(ProviderError):
        write_text("Write.", "data")


def test_nor_is_a_model_of_embeddings(asked: Hostile) -> None:
    with pytest.raises(embeddings.EmbeddingsError):
        embeddings.embed_texts(["a"])


def test_nor_is_a_providers_system(asked: Hostile) -> None:
    adapter = HttpAdapter(System(base_url=asked.url, seconds=5))
    with pytest.raises(NotReached):
        adapter.invoices("1")
    with pytest.raises(OutcomeUnknown):
        adapter.trust_unlock("1", key="k")


def test_what_is_plain_and_short_is_read(hostile: Hostile) -> None:
    hostile.packing, hostile.body = "", b"{}"
    with bounded(httpx.Client(), 2) as client:
        assert client.get(hostile.url).content == b"{}"
    with bounded(httpx.Client(), 1) as client, pytest.raises(TooMuch):
        client.get(hostile.url)
