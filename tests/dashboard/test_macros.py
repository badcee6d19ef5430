"""Macros on the pages: written in the editor, run from a conversation."""

import json
from typing import Any

import pytest

from conversations.models import Conversation, Macro, Message
from conversations.services.macros import create_macro
from tests.factories import LabelFactory

pytestmark = pytest.mark.django_db
HELLO = {"kind": "send", "text": "Oi, {{customer.first_name}}!"}


def fields(*steps: Any, **more: str) -> dict[str, str]:
    return {"name": "Avisar", "circle": "", "steps": json.dumps(steps), **more}


def test_an_agent_writes_one_of_their_own(page, alice):
    desk = page(alice)
    assert desk.post("/macros/save", fields(HELLO))["HX-Redirect"] == "/macros"
    macro = Macro.objects.get()
    assert (macro.owner, macro.steps) == (alice, [HELLO])
    assert desk.post("/macros/save", fields(HELLO, circle="everybody")).status_code == 403
    changed = desk.post(f"/macros/{macro.pk}/save", fields({"kind": "note", "text": "x"}, version="1"))
    assert changed["HX-Redirect"] == "/macros"
    late = desk.post(f"/macros/{macro.pk}/save", fields(HELLO, version="1"))
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert "Avisar" in desk.get("/macros").content.decode()
    assert desk.post(f"/macros/{macro.pk}/delete")["HX-Redirect"] == "/macros"


def test_a_supervisor_shares_with_a_team(page, charlie, support):
    page(charlie).post("/macros/save", fields(HELLO, circle=f"team:{support.pk}"))
    macro = Macro.objects.get()
    assert (macro.owner, macro.team) == (None, support)
    html = page(charlie).get(f"/macros/{macro.pk}").content.decode()
    assert f'<option value="team:{support.pk}" selected>' in html
    assert "Only me" not in html.partition('id="macro-form"')[2].partition("</select>")[0]


def test_what_is_shared_can_be_looked_at_by_agents(page, alice, bob, charlie, support):
    macro = create_macro(by=charlie, name="Juntos", steps=[HELLO], is_shared=True, team=support)
    html = page(alice).get(f"/macros/{macro.pk}").content.decode()
    assert '<fieldset class="macro-fields" disabled>' in html
    assert page(bob).get(f"/macros/{macro.pk}").status_code == 404


@pytest.mark.parametrize("steps", ["", "{}", "[1]", "nonsense"])
def test_nonsense_is_refused(page, alice, steps):
    answer = page(alice).post("/macros/save", {"name": "x", "steps": steps})
    assert (answer.status_code, answer.json()["attr"]) == (400, "steps")


@pytest.mark.parametrize(
    ("step", "attr"),
    [
        ({"kind": []}, "kind"),
        ({"kind": "priority", "priority": ["high"]}, "priority"),
        ({"kind": "close", "resolution": {}}, "resolution"),
        ({"kind": "add_label", "label": [1]}, "label"),
        ({"kind": "transfer", "team": {"id": 1}}, "team"),
        ({"kind": "send", "text": ["Oi"]}, "text"),
    ],
)
def test_a_step_of_any_shape_is_refused_at_its_field(page, alice, step, attr):
    answer = page(alice).post("/macros/save", fields(step))
    assert (answer.status_code, answer.json()["attr"]) == (400, f"steps.0.{attr}")


def test_true_is_no_label(page, alice):
    label = LabelFactory(pk=1)
    assert page(alice).post("/macros/save", fields({"kind": "add_label", "label": True})).status_code == 400
    assert page(alice).post("/macros/save", fields({"kind": "add_label", "label": label.pk})).status_code == 200


def test_it_is_looked_at_and_run(page, taken, alice):
    label = LabelFactory(name="VIP")
    macro = create_macro(by=alice, name="Avisar", steps=[HELLO, {"kind": "add_label", "label": label.pk}])
    desk, where = page(alice), f"/inbox/{taken.pk}/macros/{macro.pk}"
    assert (
        f'data-value="{macro.pk}" data-version="1" data-known="0"'
        in desk.get(f"/inbox/{taken.pk}/pane").content.decode()
    )
    assert "Oi, João!" in desk.get(where).content.decode()
    answers = [desk.post(f"{where}/run", {"client_id": "a", "version": "1"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Message.objects.filter(author=alice).count() == 1
    html = desk.get(f"/inbox/{taken.pk}/pane").content.decode()
    assert 'data-known="1"' in html
    assert "Alice" in html and "Avisar" in html


def test_what_is_in_the_way_is_shown_and_refused(page, taken, alice):
    macro = create_macro(by=alice, name="Avisar", steps=[{"kind": "priority", "priority": "high"}, HELLO])
    Conversation.objects.update(window_expires_at=None)
    desk, where = page(alice), f"/inbox/{taken.pk}/macros/{macro.pk}"
    assert desk.get(where).content.decode().count("is-refused") == 1
    answer = desk.post(f"{where}/run")
    assert (answer.status_code, answer.json()["attr"]) == (409, "steps.1")


def test_outsiders_run_nothing(page, taken, bob):
    macro = create_macro(by=bob, name="Avisar", steps=[HELLO])
    where = f"/inbox/{taken.pk}/macros/{macro.pk}"
    assert page(bob).get(where).status_code == 404
    assert page(bob).post(f"{where}/run").status_code == 404


def test_the_list_costs_the_same_however_many(page, taken, alice, charlie, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(200) as seen:
            page(alice).get("/macros")
            page(alice).get(f"/inbox/{taken.pk}/pane")
        return len(seen)

    create_macro(by=charlie, name="0", steps=[HELLO], is_shared=True)
    page(alice).get("/macros")
    before = count()
    for n in range(1, 6):
        create_macro(by=charlie, name=str(n), steps=[HELLO], is_shared=True)
    assert count() == before


def test_supervisors_keep_shared_ones_in_the_administration(client, charlie, alice, support):
    client.force_login(charlie)
    own = create_macro(by=alice, name="Minha", steps=[HELLO])
    wrong = client.post("/admin/conversations/macro/add/", {"name": "A", "team": "", "steps": '[{"kind": "send"}]'})
    assert "steps.0.text" in wrong.content.decode()
    good = {"name": "A", "team": str(support.pk), "steps": json.dumps([HELLO])}
    assert client.post("/admin/conversations/macro/add/", good).status_code == 302
    made = Macro.objects.get(name="A")
    assert (made.owner, made.team) == (None, support)
    assert client.get(f"/admin/conversations/macro/{own.pk}/change/").status_code == 302
