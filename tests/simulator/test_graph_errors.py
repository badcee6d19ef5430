"""Meta's refusals, by code and HTTP status."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.simulator.conftest import Graph
from whatsapp.simulator.models import MetaTemplate, PhoneMessage

pytestmark = pytest.mark.django_db
NUMBER = settings.SIMULATOR_PHONE_NUMBER_ID
LONG = "x" * 5000


def button(**more: Any) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": "a", "title": "Sim"} | more}


def buttons(*items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "button", "body": {"text": "Oi"}, "action": {"buttons": list(items)}} | more


def rows(count: int, **more: Any) -> dict[str, Any]:
    items = [{"id": str(number), "title": "Linha"} | more for number in range(count)]
    return {"type": "list", "body": {"text": "Oi"}, "action": {"button": "Abrir", "sections": [{"rows": items}]}}


def template(name: str = "boas_vindas", language: str = "pt_BR", *texts: str) -> dict[str, Any]:
    parameters = [{"type": "text", "text": text} for text in texts]
    return {"name": name, "language": {"code": language}, "components": [{"type": "body", "parameters": parameters}]}


@pytest.mark.parametrize(
    ("kind", "content", "status", "code"),
    [
        ("text", None, 400, 131008),
        ("text", {"body": ""}, 400, 131008),
        ("text", {"body": LONG}, 400, 100),
        ("text", {"body": 7}, 400, 100),
        ("text", {"body": "a\x00b"}, 400, 100),
        ("image", {"id": "404"}, 400, 100),
        ("image", {"link": "ftp://x"}, 400, 100),
        ("image", {"link": "https://x/y.png", "caption": LONG}, 400, 100),
        ("location", {"latitude": 200, "longitude": 0}, 400, 131009),
        ("contacts", [], 400, 131008),
        ("reaction", {"emoji": "👍"}, 400, 131008),
        ("interactive", {"type": "none", "body": {"text": "Oi"}}, 400, 100),
        ("interactive", buttons(), 400, 131008),
        ("interactive", buttons(*[button(id=str(n), title=str(n)) for n in range(4)]), 400, 131009),
        ("interactive", buttons(button(), button(title="Não")), 400, 131009),
        ("interactive", buttons(button(title="x" * 21)), 400, 100),
        ("interactive", buttons(button(), body={"text": "x" * 1025}), 400, 100),
        ("interactive", buttons(button(), footer={"text": "x" * 61}), 400, 100),
        ("interactive", rows(11), 400, 131009),
        ("interactive", rows(1, title="x" * 25), 400, 100),
        ("interactive", rows(1, description="x" * 73), 400, 100),
        ("poll", {}, 400, 131051),
        ("template", template("nenhum"), 404, 132001),
        ("template", template("boas_vindas", "en_US", "Ana"), 404, 132001),
        ("template", template("boas_vindas"), 400, 132000),
        ("template", template("boas_vindas", "pt_BR", "Ana", "Bia"), 400, 132000),
        ("template", template("boas_vindas", "pt_BR", "Ana\nBia"), 400, 132018),
    ],
)
def test_bad_content_is_refused(send: Graph, kind: str, content: Any, status: int, code: int) -> None:
    got, answer = send(kind, content)
    assert (got, answer["error"]["code"]) == (status, code)
    assert {"message", "type", "code", "fbtrace_id"} <= set(answer["error"])
    assert not PhoneMessage.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"to": "não é número"}, 131009),
        ({"to": "+551130000000"}, 131021),
        ({"to": None}, 131008),
        ({"to": None, "recipient": "BR.404"}, 131026),
        ({"messaging_product": "sms"}, 100),
        ({"biz_opaque_callback_data": "x" * 513}, 100),
    ],
)
def test_a_bad_envelope_is_refused(send: Graph, more: dict[str, Any], code: int) -> None:
    assert send("text", {"body": "Oi"}, **more)[1]["error"]["code"] == code


def test_a_paused_template_is_refused(send: Graph) -> None:
    MetaTemplate.objects.filter(name="boas_vindas").update(status="PAUSED")
    assert send("template", template("boas_vindas", "pt_BR", "Ana"))[1]["error"]["code"] == 132015


def test_without_a_token_nothing_is_done(client: Client) -> None:
    answer = client.get(f"/simulator/graph/v26.0/{NUMBER}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_the_token_may_stand_in_the_query(client: Client) -> None:
    assert client.get(f"/simulator/graph/v26.0/{NUMBER}?access_token=any").status_code == 200


@pytest.mark.parametrize("body", ["[]", "{", '{"a": NaN}', '"x"', '{"to": "\\ud800"}', "[" * 100_000])
def test_a_body_that_is_no_object_is_refused(client: Client, body: str) -> None:
    answer = client.generic(
        "POST",
        f"/simulator/graph/v26.0/{NUMBER}/messages",
        body,
        content_type="application/json",
        headers={"Authorization": "Bearer x"},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "me/accounts", 2500), ("GET", f"{NUMBER}/nothing", 2500), ("GET", "123", 100), ("POST", "123/x", 100)],
)
def test_an_unknown_path_is_answered_as_meta_does(graph: Graph, method: str, path: str, code: int) -> None:
    status, answer = graph(method, path)
    assert (status, answer["error"]["code"]) == (400, code)


def test_errors_are_ascii(client: Client) -> None:
    answer = client.get("/simulator/graph/v26.0/não?access_token=x")
    assert answer.content.isascii()


def test_switched_off_it_is_not_there(client: Client, settings: Any) -> None:
    settings.SIMULATOR = False
    for path in ("", "api/messages", f"graph/v26.0/{NUMBER}?access_token=x"):
        assert client.get(f"/simulator/{path}").status_code == 404
