"""The supervisors' templates page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from dashboard.template_form import text_from, values_of
from tests.dashboard.test_template_picker import PNG
from tests.graph import Graph, running_graph
from whatsapp.models import Template
from whatsapp.services.templates.authoring import text_of

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]
FORM = {
    "name": "visita",
    "language": "pt_BR",
    "category": "UTILITY",
    "header": "Olá {{1}}",
    "example.header.1": "Ana",
    "body": "Sua visita é {{1}}, às {{2}} horas.",
    "example.1": "terça",
    "example.2": "10",
    "footer": "TechISP",
    "button.0.type": "QUICK_REPLY",
    "button.0.text": "Confirmar",
    "button.1.type": "URL",
    "button.1.text": "Ver",
    "button.1.value": "https://e.com/v/{{1}}",
    "button.1.example": "42",
}


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    with running_graph() as running:
        settings.WHATSAPP_API_URL, settings.WHATSAPP_BUSINESS_ACCOUNT_ID = running.url, "waba"
        yield running


def test_only_for_supervisors(page: Page, alice: User) -> None:
    client = page(alice)
    assert client.get("/templates").status_code == 404
    assert client.get("/templates/new").status_code == 404
    assert [client.post(f"/templates/{act}", FORM).status_code for act in ("save", "preview", "sync")] == [404] * 3


def test_the_form_and_what_meta_knows_are_the_same_both_ways() -> None:
    form = QueryDict(mutable=True)
    form.update(FORM)
    text = text_from(form.dict())
    assert text.problems() == []
    assert text.components[1]["example"] == {"body_text": [["terça", "10"]]}
    shown = values_of(text)
    assert shown["examples"] == {"header.1": "Ana", "1": "terça", "2": "10"}
    assert shown["buttons"][1] == {"type": "URL", "text": "Ver", "value": "https://e.com/v/{{1}}", "example": "42"}


def test_it_is_written_submitted_and_shown(page: Page, charlie: User, graph: Graph) -> None:
    graph.orders.append((200, {"id": "9", "status": "PENDING", "category": "UTILITY"}))
    answer = page(charlie).post("/templates/save", {**FORM, "submit": "1"})
    assert answer.status_code == 200, answer.content
    template = Template.objects.get(pk=answer["HX-Redirect"].split("/")[-1])
    assert template.status == "PENDING"
    assert [part["type"] for part in graph.bodies[0]["components"]] == ["HEADER", "BODY", "FOOTER", "BUTTONS"]
    assert "visita" in page(charlie).get("/templates").content.decode()
    assert "TechISP" in page(charlie).get(f"/templates/{template.pk}").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Visita"}, "name"),
        ({"header": "*x*"}, "header"),
        ({"body": "{{1}}"}, "body"),
        ({"example.2": ""}, "example.2"),
        ({"example.header.1": " "}, "example.header.1"),
        ({"footer": "x" * 61}, "footer"),
        ({"button.0.text": ""}, "button.0.text"),
        ({"button.1.value": "x"}, "button.1.value"),
        ({"button.1.example": ""}, "button.1.example"),
        ({"category": "AUTHENTICATION", "minutes": "x"}, "minutes"),
    ],
)
def test_faults_stand_at_their_fields(page: Page, charlie: User, graph: Graph, change: Any, field: str) -> None:
    form = {**FORM, **change}
    answer = page(charlie).post("/templates/save", form)
    assert (answer.status_code, answer.json()["attr"]) == (400, field)
    assert field in page(charlie).post("/templates/preview", form).json()["problems"]
    assert not Template.objects.exists()


def test_metas_refusal_is_shown_with_the_draft(page: Page, charlie: User, graph: Graph) -> None:
    graph.orders.append((400, {"error": {"code": 100, "message": "x", "error_user_msg": "Muito parecido."}}))
    answer = page(charlie).post("/templates/save", {**FORM, "submit": "1"})
    assert answer.json()["detail"] == "Muito parecido."
    draft = Template.objects.get()
    assert "Muito parecido." in page(charlie).get(f"/templates/{draft.pk}").content.decode()


def test_a_code_has_no_words_of_ours(page: Page, charlie: User, graph: Graph) -> None:
    form = {"name": "codigo", "language": "pt_BR", "category": "AUTHENTICATION", "minutes": "10"}
    page(charlie).post("/templates/save", form)
    assert text_of(Template.objects.get()).components[1] == {"type": "FOOTER", "code_expiration_minutes": 10}


def test_an_offer_is_written_in_the_form_and_shown_again() -> None:
    form = {"name": "oferta", "language": "pt_BR", "category": "MARKETING", "body": "Veja.", "offer": "Só hoje"}
    text = text_from({**form, "offer_ends": "1", "button.0.type": "COPY_CODE", "button.0.value": "DEZ", **SHOP})
    assert text.problems() == []
    shown = values_of(text)
    assert (shown["offer"], shown["offer_ends"]) == ("Só hoje", True)


SHOP = {"button.1.type": "URL", "button.1.text": "Ver", "button.1.value": "https://e.com"}


def test_what_the_form_has_no_fields_for_is_not_lost_by_saving(page: Page, charlie: User, graph: Graph) -> None:
    parts = [{"type": "BODY", "text": "Oi"}, {"type": "CAROUSEL", "cards": []}]
    fields = {"business_account_id": "waba", "language": "pt_BR", "status": "DRAFT", "components": parts}
    template = Template.objects.create(name="planos", **fields)
    assert page(charlie).post(f"/templates/{template.pk}/save", {**FORM, "name": "planos"}).status_code == 400
    assert "<fieldset disabled>" in page(charlie).get(f"/templates/{template.pk}").content.decode()


def test_what_meta_has_is_changed_and_deleted(page: Page, charlie: User, graph: Graph) -> None:
    template = Template.objects.create(
        business_account_id="waba", external_id="7", name="visita", language="pt_BR", status="APPROVED"
    )  # fmt: skip
    page(charlie).post(f"/templates/{template.pk}/save", {**FORM, "name": "other"})
    template.refresh_from_db()
    assert (template.name, template.components, bool(template.proposal)) == ("visita", [], True)
    graph.orders.append((200, {"success": True}))
    client, url = page(charlie), f"/templates/{template.pk}/delete"
    assert client.post(url, {"confirm": "visit"}).json()["attr"] == "confirm"
    assert client.post(url, {"confirm": "visita"})["HX-Redirect"] == "/templates"


def test_a_header_with_a_picture_has_an_example_at_meta(page: Page, charlie: User, graph: Graph) -> None:
    client = page(charlie)
    apps = {"data": [{"whatsapp_business_api_data": {"id": "app-1"}}]}
    graph.orders += [(200, apps), (200, {"id": "upload:x"}), (200, {"h": "4::handle"})]
    file = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    answer = client.post("/templates/header", {"kind": "IMAGE", "file": file})
    assert answer.json()["handle"] == "4::handle", answer.content
    assert graph.calls[1][1].split("?")[0].endswith("/app-1/uploads")
    assert graph.headers[2]["file_offset"] == "0"
    form = {**FORM, "header_form": "IMAGE", "header_handle": "4::handle"}
    assert client.post("/templates/save", form).status_code == 200
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::handle"]}}
    template = Template.objects.get()
    assert template.components[0] == header
    assert 'value="4::handle"' in client.get(f"/templates/{template.pk}").content.decode()


def test_a_header_without_its_example_is_named(page: Page, charlie: User, graph: Graph) -> None:
    answer = page(charlie).post("/templates/save", {**FORM, "header_form": "VIDEO"})
    assert (answer.status_code, answer.json()["attr"]) == (400, "header")
    for fields in ({"kind": "IMAGE"}, {"kind": "TEXT", "file": SimpleUploadedFile("a.png", PNG)}):
        assert page(charlie).post("/templates/header", fields).json()["attr"] == "header"
    wrong = {"kind": "IMAGE", "file": SimpleUploadedFile("a.txt", b"words", content_type="text/plain")}
    assert page(charlie).post("/templates/header", wrong).status_code in (400, 413)
