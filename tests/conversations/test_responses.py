"""Canned responses: shared ones, and those that people keep for themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Team, User
from conversations.exceptions import Conflict, Forbidden, Invalid, NotFound
from conversations.models import CannedResponse, Conversation
from conversations.services import macros, responses
from dashboard import canned

pytestmark = pytest.mark.django_db


def own(by: User, shortcut: str = "oi", content: str = "Oi!") -> CannedResponse:
    return responses.create_response(by=by, shortcut=shortcut, content=content, is_own=True)


def test_what_is_ones_own_nobody_else_sees_or_changes(alice: User, bob: User, charlie: User) -> None:
    row = own(alice)
    for other in (bob, charlie):
        assert row not in responses.responses_of(other)
        with pytest.raises(NotFound):
            responses.change_response(row, by=other, content="x")
        with pytest.raises(NotFound):
            responses.delete_response(row, by=other)
    responses.change_response(row, by=alice, content="Olá")
    responses.delete_response(row, by=alice)
    assert not CannedResponse.objects.exists()


def test_only_supervisors_write_what_is_shared(alice: User, charlie: User, support: Team) -> None:
    with pytest.raises(Forbidden):
        responses.create_response(by=alice, shortcut="oi", content="Oi")
    shared = responses.create_response(by=charlie, shortcut="oi", content="Oi", team=support)
    assert shared in responses.responses_of(alice)
    with pytest.raises(Forbidden):
        responses.change_response(shared, by=alice, content="x")
    with pytest.raises(Invalid):
        responses.change_response(shared, by=charlie, is_own=True)


def test_a_shortcut_is_once_for_all_and_once_for_each(alice: User, bob: User, charlie: User) -> None:
    responses.create_response(by=charlie, shortcut="oi", content="Oi de todos")
    own(alice)
    own(bob)
    for by, is_own in ((charlie, False), (alice, True)):
        with pytest.raises(Invalid) as refused:
            responses.create_response(by=by, shortcut="oi", content="De novo", is_own=is_own)
        assert (refused.value.code, refused.value.attr) == ("unique", "shortcut")


def test_the_database_forbids_ones_own_for_a_team(alice: User, support: Team) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CannedResponse.objects.create(owner=alice, team=support, shortcut="x", content="x")


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"shortcut": ""}, "shortcut"), ({"shortcut": "duas palavras"}, "shortcut"),
        ({"shortcut": "x" * 41}, "shortcut"), ({"content": " \x00 "}, "content"),
        ({"content": "x" * 4097}, "content"),
    ],
)  # fmt: skip
def test_what_is_no_shortcut_or_no_text_is_refused(fields: dict[str, str], attr: str, alice: User) -> None:
    with pytest.raises(Invalid) as refused:
        own(alice, **fields)
    assert refused.value.attr == attr


def test_a_slash_before_the_shortcut_is_no_part_of_it(alice: User) -> None:
    assert own(alice, "/boleto").shortcut == "boleto"


def test_nobody_keeps_more_than_so_many(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "MOST_OWN", 1)
    own(alice)
    with pytest.raises(Conflict) as refused:
        own(alice, "outra")
    assert refused.value.code == "too_many"


def test_in_a_conversation_ones_own_stand_for_shared_ones_of_the_same_shortcut(
    alice: User, bob: User, charlie: User, taken: Conversation, django_assert_num_queries: Any
) -> None:
    for shortcut in ("ola", "tchau"):
        responses.create_response(by=charlie, shortcut=shortcut, content=f"{shortcut} de todos")
    own(alice, "ola", "{{customer.first_name}}, oi")
    own(bob, "do-bob")
    with django_assert_num_queries(1):
        offered = canned.for_conversation(taken, alice)
    assert offered == [
        {"shortcut": "ola", "text": f"{taken.customer.name.split()[0]}, oi"},
        {"shortcut": "tchau", "text": "tchau de todos"},
    ]


def test_a_macro_sends_only_what_is_shared(alice: User) -> None:
    row = own(alice)
    with pytest.raises(Invalid):
        macros.create_macro(by=alice, name="Oi", steps=[{"kind": "send", "canned_response": row.pk}])


def test_over_the_api_agents_keep_their_own(api: Any, alice: User, bob: User) -> None:
    created = api(alice).post("/api/v1/canned-responses", {"shortcut": "oi", "content": "Oi!", "is_own": True})
    assert created.status_code == 201, created.content
    assert created.json() | {"is_own": True, "team": None, "shortcut": "oi"} == created.json()
    row = f"/api/v1/canned-responses/{created.json()['id']}"
    assert api(alice).patch(row, {"content": "Olá!"}).json()["content"] == "Olá!"
    assert api(bob).get(row).status_code == 404
    assert api(bob).get("/api/v1/canned-responses").json()["canned_responses"] == []
    twice = api(alice).post("/api/v1/canned-responses", {"shortcut": "oi", "content": "x", "is_own": True})
    assert (twice.status_code, twice.json()["errors"][0]["attr"]) == (400, "shortcut")
    assert api(alice).delete(row).status_code == 204


def test_the_pages_keep_change_and_delete_them(client: Client, alice: User, charlie: User) -> None:
    shared = responses.create_response(by=charlie, shortcut="aviso", content="De todos")
    client.force_login(alice)
    client.defaults["HTTP_X_REQUESTED_WITH"] = "fetch"
    assert client.post("/responses/keep", {"shortcut": "oi", "content": "Oi!"}).json()["text"] == "Guardada como /oi."
    row = CannedResponse.objects.get(owner=alice)
    text = client.get("/responses").content.decode()
    assert text.index("/oi") < text.index("/aviso")
    assert "Oi!" in client.get(f"/responses/{row.pk}").content.decode()
    assert "disabled" in client.get(f"/responses/{shared.pk}").content.decode()
    assert client.post(f"/responses/{shared.pk}/save", {"shortcut": "a", "content": "b"}).status_code == 403
    client.post(f"/responses/{row.pk}/save", {"shortcut": "oi", "content": "Olá!"})
    row.refresh_from_db()
    assert row.content == "Olá!"
    client.post(f"/responses/{row.pk}/delete")
    assert not CannedResponse.objects.filter(owner=alice).exists()


def test_the_administration_shows_what_is_shared_and_says_what_is_twice(
    client: Client, alice: User, charlie: User
) -> None:
    own(alice, "segredo")
    responses.create_response(by=charlie, shortcut="aviso", content="De todos")
    client.force_login(charlie)
    shown: Callable[[str], str] = lambda path: client.get(path).content.decode()  # noqa: E731
    page = shown("/admin/conversations/cannedresponse/")
    assert "aviso" in page
    assert "segredo" not in page
    answer = client.post("/admin/conversations/cannedresponse/add/", {"shortcut": "aviso", "content": "x"})
    assert answer.status_code == 200
    assert "Já existe uma resposta rápida com este atalho." in answer.content.decode()
