"""Supervisors write templates; Meta takes or refuses them; a crash in between leaves nothing that is not found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests.graph import Graph, running_graph
from whatsapp.models import Template, TemplateStatus
from whatsapp.payloads import TemplateChange
from whatsapp.services.templates import apply_template_changes
from whatsapp.services.templates.rules import template_problems

pytestmark = pytest.mark.django_db
URL = "/api/v1/whatsapp/templates"
BODY = {"type": "BODY", "text": "Oi {{1}}, tudo bem?", "example": {"body_text": [["Ana"]]}}
NEW = {"name": "lembrete", "language": "pt_BR", "category": "UTILITY", "components": [BODY]}
Api = Callable[[User | None], APIClient]


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    with running_graph() as running:
        settings.WHATSAPP_API_URL, settings.WHATSAPP_BUSINESS_ACCOUNT_ID = running.url, "waba"
        yield running


def takes(graph: Graph, **answer: Any) -> None:
    graph.orders.append((200, {"id": "77", "status": "PENDING", "category": "UTILITY", **answer}))


def refuses(graph: Graph, subcode: int = 1) -> None:
    error = {"message": "x", "code": 100, "error_subcode": subcode, "error_user_msg": "O texto tem muitas variáveis."}
    graph.orders.append((400, {"error": error}))


@pytest.fixture
def approved(db: None) -> Template:
    return Template.objects.create(
        business_account_id="waba", external_id="77", status="APPROVED", **{**NEW, "components": [BODY]}
    )


def test_a_template_is_submitted_and_pending(api: Api, charlie: User, graph: Graph) -> None:
    takes(graph)
    answer = api(charlie).post(URL, NEW)
    assert (answer.status_code, answer.json()["status"]) == (201, "PENDING")
    assert graph.calls[0][1] == "/v26.0/waba/message_templates"
    assert graph.bodies[0] == {**NEW, "parameter_format": "POSITIONAL"}
    assert Template.objects.get().external_id == "77"


def test_what_meta_refuses_is_told_and_stays_a_draft_that_can_be_mended(api: Api, charlie: User, graph: Graph) -> None:
    refuses(graph)
    answer = api(charlie).post(URL, NEW)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"], error["detail"]) == (
        400,
        "refused_by_whatsapp",
        "O texto tem muitas variáveis.",
    )
    draft = Template.objects.get()
    assert (draft.status, draft.error, draft.submitted_at) == ("DRAFT", "O texto tem muitas variáveis.", None)
    takes(graph)
    assert api(charlie).post(f"{URL}/{draft.pk}/submit").json()["status"] == "PENDING"


def test_an_outcome_that_nobody_knows_stays_submitted_and_is_asked_for(
    api: Api, charlie: User, graph: Graph, knocks: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    graph.orders.append("hang up")
    with django_capture_on_commit_callbacks(execute=True):
        answer = api(charlie).post(URL, NEW)
    assert answer.json()["status"] == "SUBMITTED"
    assert ("whatsapp.tasks.fetch_template", ("waba", "lembrete")) in knocks
    again = api(charlie).post(f"{URL}/{answer.json()['id']}/submit")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "not_submittable")
    assert len(graph.calls) == 1


def test_who_cannot_be_reached_leaves_a_draft(api: Api, charlie: User, graph: Graph, settings: Any) -> None:
    settings.WHATSAPP_API_URL = "http://127.0.0.1:9"
    assert api(charlie).post(URL, NEW).status_code == 409
    assert Template.objects.get().status == TemplateStatus.DRAFT


def test_a_draft_is_never_sent(api: Api, charlie: User, alice: User, graph: Graph) -> None:
    created = api(charlie).post(URL, {**NEW, "submit": False}).json()
    assert (created["status"], graph.calls) == ("DRAFT", [])
    body = {"to": "+5511988887777", "template_name": "lembrete", "components": []}
    answer = api(alice).post("/api/v1/whatsapp/send-template", body)
    assert answer.json()["errors"][0]["code"] == "template_not_approved"
    assert api(alice).get(URL).json()["templates"] == []
    assert len(api(charlie).get(URL, {"status": "ANY"}).json()["templates"]) == 1


def test_agents_write_nothing(api: Api, alice: User, approved: Template, graph: Graph) -> None:
    client, one = api(alice), f"{URL}/{approved.pk}"
    answers = [client.post(URL, NEW), client.patch(one, NEW), client.delete(one), client.post(f"{one}/submit")]
    assert [answer.status_code for answer in (*answers, client.post(f"{URL}/sync"))] == [403] * 5
    assert graph.calls == []


def test_a_change_holds_once_meta_has_taken_it(api: Api, charlie: User, approved: Template, graph: Graph) -> None:
    changed = {**BODY, "text": "Olá {{1}}, como vai?"}
    refuses(graph)
    assert api(charlie).patch(f"{URL}/{approved.pk}", {"components": [changed]}).status_code == 400
    approved.refresh_from_db()
    assert (approved.status, approved.components, approved.submitted_at) == ("APPROVED", [BODY], None)
    assert approved.proposal == {"category": "UTILITY", "components": [changed]}
    graph.orders.append((200, {"success": True}))
    answer = api(charlie).post(f"{URL}/{approved.pk}/submit").json()
    assert (answer["status"], answer["components"], answer["proposal"]) == ("PENDING", [changed], None)
    assert graph.calls[-1][1] == "/v26.0/77"


def test_an_approval_that_is_faster_than_our_own_answer_stays(approved: Template) -> None:
    Template.objects.update(status="SUBMITTED", submitted_at="2026-11-24T12:00:00Z")
    from_meta = TemplateChange(
        name="lembrete", language="pt_BR", account_id="waba", at=approved.synced_at, status="APPROVED"
    )
    apply_template_changes([from_meta])
    assert Template.objects.get().status == TemplateStatus.APPROVED


def test_deleting_asks_meta_for_this_language_alone(api: Api, charlie: User, approved: Template, graph: Graph) -> None:
    graph.orders.append((200, {"success": True}))
    assert api(charlie).delete(f"{URL}/{approved.pk}").status_code == 204
    assert graph.calls[0][:2] == ("DELETE", "/v26.0/waba/message_templates?name=lembrete&hsm_id=77")
    assert Template.objects.get().status == TemplateStatus.DELETED


def test_a_draft_is_deleted_here_alone(api: Api, charlie: User, graph: Graph) -> None:
    created = api(charlie).post(URL, {**NEW, "submit": False}).json()
    assert api(charlie).delete(f"{URL}/{created['id']}").status_code == 204
    assert (Template.objects.count(), graph.calls) == (0, [])


def test_a_taken_name_is_told_and_a_deleted_one_is_free(
    api: Api, charlie: User, approved: Template, graph: Graph
) -> None:
    answer = api(charlie).post(URL, NEW)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (409, "name")
    Template.objects.update(status="DELETED")
    assert api(charlie).post(URL, {**NEW, "submit": False}).json()["status"] == "DRAFT"


def test_a_preview_shows_the_values_and_the_faults(api: Api, alice: User, approved: Template) -> None:
    given = {"components": [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]}
    answer = api(alice).post(f"{URL}/{approved.pk}/preview", given).json()
    assert (answer["body"], answer["problems"]) == ("Oi Ana, tudo bem?", [])
    empty = api(alice).post(f"{URL}/{approved.pk}/preview", {}).json()
    assert (empty["body"], empty["problems"][0]["attr"]) == ("Oi {{1}}, tudo bem?", "components")


def test_supervisors_synchronise(api: Api, charlie: User, graph: Graph) -> None:
    graph.orders.append((200, {"data": [{**NEW, "id": "1", "status": "APPROVED"}]}))
    assert api(charlie).post(f"{URL}/sync").json() == {"templates": 1}
    graph.refuse(190, 401)
    assert api(charlie).post(f"{URL}/sync").status_code == 409


def body(text: str, **example: Any) -> dict[str, Any]:
    return {"type": "BODY", "text": text, **({"example": example} if example else {})}


def buttons(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"type": "BUTTONS", "buttons": list(rows)}


def quick(text: str) -> dict[str, Any]:
    return {"type": "QUICK_REPLY", "text": text}


LINK = {"type": "URL", "text": "Ver", "url": "https://e.com/a"}
PLAIN = body("Oi.")


@pytest.mark.parametrize(
    ("components", "attr"),
    [
        ([], "components"),
        ([{"type": "BODY"}], "components.0.text"),
        ([body("{{1}} oi", body_text=[["a"]])], "components.0.text"),
        ([body("oi {{1}}.", body_text=[["a"]])], "components.0.text"),
        ([body("oi {{1}}{{2}} tchau", body_text=[["a", "b"]])], "components.0.text"),
        ([body("oi {{2}} tchau", body_text=[["a"]])], "components.0.text"),
        ([body("oi {{Nome}} tchau")], "components.0.text"),
        ([body("oi {{1}} tchau")], "components.0.example.1"),
        ([body("oi {{1 tchau")], "components.0.text"),
        ([body("x" * 1025)], "components.0.text"),
        ([PLAIN, PLAIN], "components.1"),
        ([PLAIN, {"type": "HEADER", "text": "x" * 61}], "components.1.text"),
        ([PLAIN, {"type": "HEADER", "text": "*x*"}], "components.1.text"),
        ([PLAIN, {"type": "HEADER", "text": "🎉"}], "components.1.text"),
        ([PLAIN, {"type": "HEADER", "format": "IMAGE"}], "components.1.example"),
        ([PLAIN, {"type": "FOOTER", "text": "{{1}}"}], "components.1.text"),
        ([PLAIN, {"type": "FOOTER", "text": "x" * 61}], "components.1.text"),
        ([PLAIN, {"type": "SOMETHING"}], "components.1.type"),
        ([PLAIN, buttons()], "components.1.buttons"),
        ([PLAIN, buttons(*(quick(str(n)) for n in range(11)))], "components.1.buttons"),
        ([PLAIN, buttons(quick("x" * 26))], "components.1.buttons.0.text"),
        ([PLAIN, buttons(quick(""))], "components.1.buttons.0.text"),
        ([PLAIN, buttons(quick("a"), quick("a"))], "components.1.buttons.1.text"),
        ([PLAIN, buttons(quick("a"), LINK, quick("b"))], "components.1.buttons"),
        ([PLAIN, buttons({**LINK, "url": "e.com"})], "components.1.buttons.0.url"),
        ([PLAIN, buttons({**LINK, "url": "https://e.com/{{1}}/a"})], "components.1.buttons.0.url"),
        ([PLAIN, buttons({**LINK, "url": "https://e.com/{{1}}"})], "components.1.buttons.0.example"),
        ([PLAIN, buttons({"type": "PHONE_NUMBER", "text": "a"})], "components.1.buttons.0.phone_number"),
        ([PLAIN, buttons({"type": "COPY_CODE", "example": "x" * 16})], "components.1.buttons.0.example"),
    ],
)  # fmt: skip
def test_metas_rules_are_checked_and_name_the_field(components: list[dict[str, Any]], attr: str) -> None:
    named = any("Nome" in str(part.get("text")) for part in components)
    found = template_problems(
        name="a",
        language="pt_BR",
        category="UTILITY",
        parameter_format="NAMED" if named else "POSITIONAL",
        components=components,
    )
    assert [problem.attr for problem in found][:1] == [attr]


@pytest.mark.parametrize(("field", "value"), [("name", "Olá"), ("language", "português"), ("category", "X")])
def test_names_are_checked(field: str, value: str) -> None:
    fields = {"name": "a", "language": "pt_BR", "category": "UTILITY", field: value}
    found = template_problems(**fields, parameter_format="POSITIONAL", components=[PLAIN])
    assert [problem.attr for problem in found] == [field]
