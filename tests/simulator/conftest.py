"""The simulator as its users see it: a Graph client, a script, a webhook."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as current
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from pywa import WhatsApp

from tests.simulator.listener import Listener
from tests.simulator.pywa_client import Redirected
from whatsapp.simulator.models import Person

Reply = tuple[int, dict[str, Any]]
Graph = Callable[..., Reply]


@pytest.fixture(autouse=True)
def simulator_alone(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ROOT_URLCONF, settings.SIMULATOR, settings.DATA_DIR = "tests.simulator.urls", True, tmp_path
    clear_url_caches()
    set_urlconf(None)
    yield
    clear_url_caches()


@pytest.fixture
def graph(client: Client) -> Graph:
    """Calls the Graph API with a token and JSON."""

    def call(method: str, path: str, body: object = None, **query: str) -> Reply:
        answer = client.generic(
            method,
            f"/simulator/graph/v26.0/{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            query_params=query,
            headers={"Authorization": "Bearer some-token"},
        )
        return answer.status_code, answer.json()

    return call


@pytest.fixture
def send(graph: Graph) -> Graph:
    """Sends to João unless told otherwise."""

    def call(type: str = "text", content: object = None, **more: Any) -> Reply:
        body = {"messaging_product": "whatsapp", "to": "+5511999999999", "type": type, type: content} | more
        return graph("POST", f"{current.SIMULATOR_PHONE_NUMBER_ID}/messages", body)

    return call


@pytest.fixture
def joao(db: None) -> Person:
    """His window is open, as the seed leaves it."""
    return Person.objects.get(wa_id="5511999999999")


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as one:
        yield one


@pytest.fixture
def wa(live_server: Any) -> Iterator[WhatsApp]:
    with httpx.Client(transport=Redirected(live_server.url)) as session:
        yield WhatsApp(
            phone_id=current.SIMULATOR_PHONE_NUMBER_ID,
            waba_id=current.SIMULATOR_BUSINESS_ACCOUNT_ID,
            token="any",
            session=session,
        )
