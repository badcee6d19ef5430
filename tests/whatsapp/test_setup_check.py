"""`manage.py whatsapp_check`: against a real webhook, and a Graph API that answers as ordered."""

import asyncio
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import uvicorn
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from tests.graph import Graph, running_graph
from whatsapp.models import BusinessNumber, Payload
from whatsapp.payloads import FIELDS, SOME_FIELDS
from whatsapp.services.credentials import set_credentials
from whatsapp.services.inbound import drain_lane
from whatsapp.services.numbers import ensure_number
from whatsapp.webhook import Webhook

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = {"display_phone_number": "+55 11 3000-0000", "status": "CONNECTED", "quality_rating": "GREEN"}
SUBSCRIBED = (200, {"data": [{"whatsapp_business_api_data": {"id": "1"}}]})
SUBSCRIPTIONS = (
    200,
    {
        "data": [
            {"object": "whatsapp_business_account", "fields": [{"name": name} for name in (*FIELDS, *SOME_FIELDS)]}
        ]
    },
)
TEMPLATES = (200, {"data": []})


@pytest.fixture
def address() -> Iterator[str]:
    """Our webhook on a port of its own."""
    webhook = Webhook()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await webhook(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))

    async def serve() -> None:
        await server.serve()
        await webhook.intake.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/webhooks/whatsapp"
    server.should_exit = True
    thread.join()


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    settings.SIMULATOR = False
    settings.WHATSAPP_PHONE_NUMBER_ID, settings.WHATSAPP_BUSINESS_ACCOUNT_ID = "777", "888"
    number = ensure_number("777", account_id="888")
    BusinessNumber.objects.filter(pk=number.pk).update(last_webhook_at=timezone.now())
    with running_graph() as running:
        settings.WHATSAPP_API_URL = running.url
        yield running


def check(graph: Graph, *answers: Any) -> tuple[str, int]:
    graph.orders += list(answers)
    out = StringIO()
    try:
        call_command("whatsapp_check", stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


def said(address: str = "", **changes: Any) -> tuple[int, Any]:
    return 200, {**NUMBER, "webhook_configuration": {"application": address}, **changes}


def of_account(*ids: str) -> tuple[int, Any]:
    return 200, {"data": [{"id": number_id} for number_id in ids]}


def test_all_is_well(graph: Graph, address: str) -> None:
    text, code = check(graph, said(address), of_account("777"), SUBSCRIBED, SUBSCRIPTIONS, TEMPLATES)
    assert "DO " not in text, text
    assert code == 0
    for step in ("settings", "token", "number", "account", "subscription", "templates", "webhook", "signature"):
        assert f"OK   {step}:" in text


def test_the_probe_leaves_nothing_that_failed(graph: Graph, address: str) -> None:
    check(graph, said(address), of_account("777"), SUBSCRIBED, SUBSCRIPTIONS, TEMPLATES)
    drain_lane("")
    assert list(Payload.objects.values_list("state", flat=True)) == ["applied"]


@pytest.mark.parametrize(
    ("code", "advice"), [(190, "permanent one"), (10, "whatsapp_business_management"), (100, "no access to it")]
)
def test_a_token_that_is_refused_says_what_to_do(graph: Graph, code: int, advice: str) -> None:
    text, ended = check(graph, (400, {"error": {"code": code, "message": "no"}}))
    assert advice in text
    assert ended == 1


def test_each_thing_that_is_wrong_is_named(graph: Graph, address: str, settings: Any) -> None:
    no_permission = (403, {"error": {"code": 200}})
    disconnected = said(address, status="DISCONNECTED")
    text, ended = check(graph, disconnected, of_account("1"), (200, {"data": []}), no_permission)
    assert ended == 1
    for step in ("number", "account", "subscription", "templates"):
        assert f"DO   {step}:" in text


@pytest.mark.parametrize("wrong", ["", "https://example.com/other", "http://127.0.0.1:1/webhooks/whatsapp"])
def test_a_wrong_address_of_the_webhook_is_told(graph: Graph, wrong: str) -> None:
    text, ended = check(graph, said(wrong), of_account("777"), SUBSCRIBED, SUBSCRIPTIONS, TEMPLATES)
    assert "DO   webhook:" in text
    assert ended == 1


def test_secrets_that_differ_are_found(graph: Graph, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the web server had been started with others."""
    monkeypatch.setattr("whatsapp.services.setup_check.sign", lambda secret, body: "sha256=" + "0" * 64)
    text, ended = check(graph, said(address), of_account("777"), SUBSCRIBED, SUBSCRIPTIONS, TEMPLATES)
    assert "DO   signature:" in text
    assert ended == 1


def test_what_is_not_set_is_named(graph: Graph, address: str, settings: Any) -> None:
    settings.WHATSAPP_APP_SECRET = ""
    text, ended = check(graph, said(address), of_account("777"), SUBSCRIBED, SUBSCRIPTIONS, TEMPLATES)
    assert "Set WHATSAPP_APP_SECRET." in text
    assert ended == 1


def test_credentials_that_no_key_opens_are_told(graph: Graph, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    set_credentials(ensure_number("777"), token="t")
    settings.ENCRYPTION_KEYS = []
    text, ended = check(graph)
    assert "DO   credentials:" in text
    assert ended == 1


def test_a_number_that_has_heard_nothing_yet_is_a_hint(graph: Graph, address: str) -> None:
    BusinessNumber.objects.update(last_webhook_at=None)
    text, ended = check(graph, said(address), of_account("777"), SUBSCRIBED, SUBSCRIPTIONS, TEMPLATES)
    assert "SEE  last webhook:" in text
    assert ended == 0


def test_each_field_that_is_not_subscribed_to_is_named(graph: Graph, address: str) -> None:
    fields = [{"name": name} for name in FIELDS if name != "security"]
    some = (200, {"data": [{"object": "whatsapp_business_account", "fields": fields}]})
    text, ended = check(graph, said(address), of_account("777"), SUBSCRIBED, some, TEMPLATES)
    assert "DO   field security:" in text
    assert "OK   field account_update:" in text
    assert "SEE  field user_id_update:" in text
    assert ended == 1
    asked = [path.endswith("/1/subscriptions") for _, path, _ in graph.calls].index(True)
    assert graph.headers[asked]["Authorization"].startswith("Bearer 1|")


def test_fields_that_nobody_may_read_are_a_hint(graph: Graph, address: str) -> None:
    refused = (400, {"error": {"code": 190, "message": "no"}})
    text, ended = check(graph, said(address), of_account("777"), SUBSCRIBED, refused, TEMPLATES)
    assert "SEE  fields:" in text
    assert ended == 0
