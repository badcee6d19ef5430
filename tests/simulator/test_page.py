"""The phone in the browser."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.simulator.conftest import Graph
from whatsapp.simulator.incoming import revoke_as_customer, write_as_customer
from whatsapp.simulator.models import Fault, Person
from whatsapp.simulator.templatetags.simulator_text import initials, number_shown, whatsapp_markup

pytestmark = pytest.mark.django_db
LIST = {"type": "list", "body": {"text": "Qual luz?"}, "action": {"button": "Ver opções", "sections": []}}
LIST["action"]["sections"] = [{"title": "Luzes", "rows": [{"id": "los", "title": "LOS vermelha"}]}]  # type: ignore[index]


def page(client: Client, query: str = "", language: str = "pt-br") -> str:
    return client.get(f"/simulator/{query}", headers={"Accept-Language": language}).content.decode()


def test_it_shows_everyone_and_the_first_ones_phone(client: Client, joao: Person) -> None:
    html = page(client)
    for name in ("João Silva", "Maria Oliveira", "Rafael Nogueira"):
        assert name in html
    assert f'data-person="{joao.pk}"' in html


def test_it_speaks_portuguese_and_english(client: Client) -> None:
    assert "Como usar" in page(client)
    assert "How to play" in page(client, language="en")


def test_it_runs_under_the_content_security_policy(client: Client) -> None:
    html = page(client)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son\w+=|javascript:|https?://(?!www\.w3\.org)", html)


def test_what_the_business_sent_can_be_tapped(client: Client, send: Graph, joao: Person) -> None:
    send("interactive", LIST)
    template = {"name": "promocao_upgrade", "language": {"code": "pt_BR"}}
    texts = [{"type": "text", "text": text} for text in ("João", "Fibra 500 Mbps")]
    send("template", template | {"components": [{"type": "body", "parameters": texts}]})
    html = page(client, f"?customer={joao.pk}")
    assert "LOS vermelha" in html
    assert "<strong>Fibra 500 Mbps</strong>" in html
    assert 'data-kind="button" data-id="Quero mudar"' in html
    assert "Responda SAIR" in html


def test_what_is_written_is_never_markup(client: Client, joao: Person) -> None:
    write_as_customer(joao, type="text", content={"body": "<script>alert(1)</script>"})
    html = page(client, f"?customer={joao.pk}")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "kind", ["order", "interactive", "template", "contacts", "location", "image", "text", "system"]
)
@pytest.mark.parametrize("content", [{}, {"body": 5}, {"body": None, "header": []}, [], [{"name": "x"}]])
def test_no_content_breaks_the_page(client: Client, joao: Person, kind: str, content: Any) -> None:
    write_as_customer(joao, type=kind, content=content)
    assert client.get(f"/simulator/?customer={joao.pk}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_poll_brings_rows_and_bubbles(client: Client, send: Graph) -> None:
    joao = Person.objects.get(wa_id="5511999999999")
    cursor = client.get("/simulator/live?customer=0").json()["next"]
    send("text", {"body": "Bom dia"})
    change = client.get(f"/simulator/live?after={cursor}&customer={joao.pk}").json()
    assert ["Bom dia" in one["html"] for one in change["bubbles"]] == [True]
    assert ["badge" in one["html"] for one in change["rows"]] == [True]
    again = client.get(f"/simulator/live?after={change['next']}&customer={joao.pk}").json()
    assert (again["bubbles"], again["rows"], again["card"]) == ([], [], None)


def test_a_quiet_poll_takes_few_queries(client: Client, joao: Person, django_assert_num_queries: Any) -> None:
    cursor = client.get("/simulator/live").json()["next"]
    with django_assert_num_queries(3):
        client.get(f"/simulator/live?after={int(cursor) + 1000}&customer={joao.pk}")


def test_another_customers_phone(client: Client) -> None:
    maria = Person.objects.get(name="Maria Oliveira")
    parts = client.get(f"/simulator/chat/{maria.pk}").json()
    assert f'data-person="{maria.pk}"' in parts["screen"]
    assert "5511987654321" in parts["card"]
    assert client.get("/simulator/chat/999999").status_code == 404


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* _b_ ~c~", "<strong>a</strong> <em>b</em> <s>c</s>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("```x < y```", "<code>x &lt; y</code>"),
        (
            "veja https://a.br/b_c_d.",
            'veja <a href="https://a.br/b_c_d" target="_blank" rel="noopener noreferrer">https://a.br/b_c_d</a>.',
        ),
        ('https://a.br/"onx', 'href="https://a.br/&quot;onx"'),
    ],
)
def test_markup(text: str, html: str) -> None:
    assert html in whatsapp_markup(text)


def test_names_and_numbers() -> None:
    assert [initials(name) for name in ("João Silva", "Ana", "+5511", "")] == ["JS", "A", "#", "#"]
    assert number_shown("557188123456") == "+55 71 8812-3456"
    assert number_shown("15550001111") == "+15550001111"


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_metas_side_asks_for_what_each_fault_needs(client: Client, language: str) -> None:
    html = client.get("/simulator/meta", headers={"Accept-Language": language}).content.decode()
    for kind in Fault.Kind.values:
        assert f'<option value="{kind}" data-asks="' in html
    assert "boas_vindas" in client.get("/simulator/meta/state").content.decode()


def test_metas_side_is_not_there_when_switched_off(client: Client, settings: Any) -> None:
    settings.SIMULATOR = False
    for path in ("meta", "meta/state", "api/account", "api/templates"):
        assert client.get(f"/simulator/{path}").status_code == 404


def test_what_was_deleted_is_shown_no_more(client: Client, joao: Person) -> None:
    message = write_as_customer(joao, type="text", content={"body": "um segredo"})
    revoke_as_customer(joao, target=message)
    html = client.get(f"/simulator/?customer={joao.pk}").content.decode()
    assert "um segredo" not in html
