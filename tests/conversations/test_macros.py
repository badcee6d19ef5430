"""Macros: checked as they are written, run as a whole or not at all, and once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Team, User
from conversations.events import MessageQueued
from conversations.exceptions import ChangedMeanwhile, Conflict, Forbidden, Invalid, NotFound
from conversations.models import (
    CannedResponse,
    Conversation,
    Macro,
    MacroRun,
    Message,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services import assignment, routing
from conversations.services.macro_runs import StepRefused, prepare, run_macro
from conversations.services.macros import change_macro, create_macro, delete_macro, macros_of, with_known
from tests.factories import ConversationFactory, LabelFactory, UserFactory

pytestmark = pytest.mark.django_db
HELLO = {"kind": "send", "text": "Oi, {{customer.first_name}}!"}
CLOSE = {"kind": "close", "resolution": "resolved", "notes": "ok"}


def make(by: Any, *steps: dict[str, Any], name: str = "Macro", **fields: Any) -> Macro:
    return create_macro(by=by, name=name, steps=steps, **fields)


def test_all_steps_are_taken_in_one_go(taken, alice, published, django_capture_on_commit_callbacks):
    vip, old = LabelFactory(name="VIP"), LabelFactory(name="old")
    taken.labels.set([old])
    macro = make(
        alice,
        HELLO,
        {"kind": "note", "text": "{{customer.name}} foi avisado"},
        {"kind": "add_label", "label": vip.pk},
        {"kind": "remove_label", "label": old.pk},
        {"kind": "priority", "priority": "high"},
        CLOSE,
    )
    with django_capture_on_commit_callbacks(execute=True):
        run = run_macro(taken.pk, macro.pk, by=alice)
    taken.refresh_from_db()
    message = Message.objects.get(pk=run.message_ids[0])
    assert (message.content, message.author, message.status) == ("Oi, João!", alice, "queued")
    assert (taken.status, taken.resolution, taken.priority, list(taken.labels.all())) == (
        "closed",
        "resolved",
        2,
        [vip],
    )
    kinds = list(taken.timeline.order_by("id").values_list("kind", flat=True))
    assert kinds == ["macro", "note", "labels", "labels", "priority", "closed"]
    assert any(isinstance(event, MessageQueued) for event in published)


def test_a_step_that_fails_undoes_all_before_it(taken, alice, monkeypatch, published):
    macro = make(alice, HELLO, {"kind": "priority", "priority": "urgent"})

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise Conflict("nein", code="because")

    monkeypatch.setattr("conversations.services.macro_runs.set_priority", refuse)
    with pytest.raises(StepRefused) as error:
        run_macro(taken.pk, macro.pk, by=alice, client_id="once")
    assert (error.value.code, error.value.attr, error.value.status) == ("because", "steps.1", 409)
    assert "2" in str(error.value) and "nein" in str(error.value)
    assert not Message.objects.filter(author=alice).exists()
    assert not TimelineEntry.objects.filter(conversation=taken).exists()
    assert not MacroRun.objects.exists()
    assert published == []


def test_the_window_is_asked_before_anything_is_done(taken, alice, django_assert_max_num_queries):
    macro = make(alice, {"kind": "priority", "priority": "high"}, HELLO)
    Conversation.objects.update(window_expires_at=None)
    with django_assert_max_num_queries(12), pytest.raises(StepRefused) as error:
        run_macro(taken.pk, macro.pk, by=alice)
    assert (error.value.code, error.value.attr) == ("window_closed", "steps.1")
    taken.refresh_from_db()
    assert taken.priority == 1


def test_the_same_client_id_runs_it_once(taken, alice):
    macro = make(alice, HELLO)
    first, second = (run_macro(taken.pk, macro.pk, by=alice, client_id="a") for _ in range(2))
    assert first.pk == second.pk
    assert Message.objects.filter(author=alice).count() == 1
    run_macro(taken.pk, macro.pk, by=alice, client_id="b")
    assert Message.objects.filter(author=alice).count() == 2


def test_a_client_id_of_another_run_is_refused(taken, alice, support):
    macro = make(alice, HELLO)
    run_macro(taken.pk, macro.pk, by=alice, client_id="a")
    other = ConversationFactory(status=Status.IN_PROGRESS, assigned_to=alice, team=support)
    with pytest.raises(Conflict) as error:
        run_macro(other.pk, macro.pk, by=alice, client_id="a")
    assert error.value.code == "client_id_taken"


def test_a_repeated_run_is_answered_when_the_first_moved_it_out_of_sight(taken, alice, sales):
    macro = make(alice, {"kind": "transfer", "team": sales.pk, "reason": "quer um plano"})
    first = run_macro(taken.pk, macro.pk, by=alice, client_id="a")
    assert not Conversation.objects.visible_to(alice).filter(pk=taken.pk).exists()
    assert run_macro(taken.pk, macro.pk, by=alice, client_id="a").pk == first.pk
    entry = taken.timeline.get(kind=TimelineKind.TRANSFERRED)
    assert (entry.data["team"], entry.data["reason"]) == ("Vendas", "quer um plano")


@pytest.mark.django_db(transaction=True)
def test_a_double_click_runs_it_once(taken, alice):
    macro, barrier = make(alice, HELLO), threading.Barrier(2)

    def click() -> int:
        try:
            barrier.wait(5)
            return run_macro(taken.pk, macro.pk, by=alice, client_id="a").pk
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        runs = [one.result(20) for one in [pool.submit(click), pool.submit(click)]]
    assert runs[0] == runs[1]
    assert Message.objects.filter(author=alice).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_cross_do_not_wait_for_each_other(support, alice):
    dora, barrier = UserFactory(name="Dora", teams=[support]), threading.Barrier(2)
    pairs = []
    for one, other in ((alice, dora), (dora, alice)):
        queued = ConversationFactory(status=Status.QUEUE, team=support)
        pairs.append((one, queued, make(one, HELLO, {"kind": "transfer", "agent": other.pk})))

    def run(by: Any, conversation: Conversation, macro: Macro) -> None:
        try:
            with transaction.atomic():
                barrier.wait(5)
                run_macro(conversation.pk, macro.pk, by=by)
        finally:
            connection.close()

    for _ in range(5):
        Conversation.objects.update(status=Status.QUEUE, assigned_to=None)
        with ThreadPoolExecutor() as pool:
            [one.result(20) for one in [pool.submit(run, *pair) for pair in pairs]]
    assert {row.assigned_to for row in Conversation.objects.all()} == {alice, dora}


@pytest.mark.django_db(transaction=True)
def test_one_that_crosses_the_router_waits_for_it(support, sales, alice, monkeypatch):
    """The router seats several people, in the order of the queue; so does a macro that answers and passes on."""
    dora, is_routing = UserFactory(name="Dora", teams=[support, sales]), threading.Event()
    alice.teams.add(sales)
    User.objects.exclude(pk=dora.pk).update(last_assigned_at=timezone.now())
    User.objects.filter(pk__in=[alice.pk, dora.pk]).update(presence="online")
    Team.objects.filter(pk=sales.pk).update(assignment="manual")
    for priority in (2, 1):
        ConversationFactory(status=Status.QUEUE, team=support, priority=priority)
    apart = ConversationFactory(status=Status.QUEUE, team=sales)
    macro = make(alice, HELLO, {"kind": "transfer", "agent": dora.pk})

    def seat(*args: Any, **kwargs: Any) -> Any:
        events = assignment.hand_to(*args, **kwargs)
        is_routing.set()
        time.sleep(0.5)
        return events

    def run(act: Any) -> Any:
        try:
            return act()
        finally:
            connection.close()

    def pass_on() -> None:
        assert is_routing.wait(10)
        run_macro(apart.pk, macro.pk, by=alice)

    monkeypatch.setattr(routing, "hand_to", seat)
    with ThreadPoolExecutor() as pool:
        routed, passed = pool.submit(run, routing.route_queue), pool.submit(run, pass_on)
        passed.result(20)
        assert routed.result(20) == 2
    apart.refresh_from_db()
    assert apart.assigned_to == dora


def test_it_runs_in_the_agents_own_rights(taken, alice, charlie, support):
    dora = UserFactory(teams=[support])
    macro = make(charlie, CLOSE, is_shared=True)
    with pytest.raises(StepRefused) as error:
        run_macro(taken.pk, macro.pk, by=dora)
    assert error.value.code == "assigned_to_other"


def test_outsiders_find_neither_conversation_nor_macro(taken, alice, bob):
    own, his = make(alice, HELLO), make(bob, HELLO)
    for by, macro in ((bob, his), (alice, his), (bob, own)):
        with pytest.raises(NotFound):
            run_macro(taken.pk, macro.pk, by=by)


@pytest.mark.parametrize("kind", ["canned_response", "label", "team", "agent"])
def test_a_step_whose_target_is_gone_says_so(taken, alice, bob, sales, kind):
    rows = {
        "canned_response": CannedResponse.objects.create(shortcut="oi", content="Oi"),
        "label": LabelFactory(name="VIP"),
        "team": sales,
        "agent": bob,
    }
    step = {"canned_response": "send", "label": "add_label"}.get(kind, "transfer")
    macro = make(alice, {"kind": step, kind: rows[kind].pk})
    if kind == "agent":
        bob.is_active = False
        bob.save()
    else:
        rows[kind].delete()
    with pytest.raises(StepRefused) as error:
        run_macro(taken.pk, macro.pk, by=alice)
    assert error.value.code == "target_gone"
    assert {"canned_response": "/oi", "label": "VIP", "team": "Vendas", "agent": "Bob"}[kind] in str(error.value)


def test_nothing_is_sent_with_a_hole_in_it(taken, alice):
    macro = make(alice, {"kind": "send", "text": "Seu plano {{customer.plan}}"})
    assert prepare(macro, taken, alice)[0].words == "Seu plano Fibra 100 Mbps"
    taken.customer.plan = ""
    taken.customer.save()
    with pytest.raises(StepRefused) as error:
        run_macro(taken.pk, macro.pk, by=alice)
    assert error.value.code == "variable_empty"


def test_a_canned_response_is_sent_as_it_is_now(taken, alice):
    response = CannedResponse.objects.create(shortcut="oi", content="Oi")
    macro = make(alice, {"kind": "send", "canned_response": response.pk})
    CannedResponse.objects.update(content="Bom dia, {{agent.name}} aqui")
    run = run_macro(taken.pk, macro.pk, by=alice)
    assert Message.objects.get(pk=run.message_ids[0]).content == "Bom dia, Alice aqui"


def test_what_was_looked_at_is_what_is_run(taken, alice):
    macro = make(alice, HELLO)
    changed = change_macro(macro, by=alice, steps=[CLOSE], version=1)
    assert changed.version == 2
    with pytest.raises(Conflict) as error:
        run_macro(taken.pk, macro.pk, by=alice, version=1)
    assert error.value.code == "macro_changed"
    with pytest.raises(ChangedMeanwhile):
        change_macro(macro, by=alice, name="other", version=1)


def test_a_change_makes_it_unknown_again(taken, alice):
    macro = make(alice, HELLO)

    def known() -> bool:
        return with_known(macros_of(alice), alice).get().is_known

    assert not known()
    run_macro(taken.pk, macro.pk, by=alice)
    assert known()
    change_macro(macro, by=alice, name="Outra")
    assert not known()


@pytest.mark.parametrize(
    ("steps", "attr"),
    [
        ([], "steps"),
        ([{"kind": "dance"}], "steps.0.kind"),
        ([{"kind": "note", "text": " "}], "steps.0.text"),
        ([{"kind": "send"}], "steps.0.text"),
        ([{"kind": "send", "text": "{{customer.secret}}"}], "steps.0.text"),
        ([{"kind": "send", "text": "x" * 4097}], "steps.0.text"),
        ([{"kind": "send", "canned_response": 1}], "steps.0.canned_response"),
        ([HELLO, {"kind": "add_label"}], "steps.1.label"),
        ([{"kind": "add_label", "label": 999}], "steps.0.label"),
        ([{"kind": "transfer"}], "steps.0.team"),
        ([{"kind": "transfer", "team": 999}], "steps.0.team"),
        ([{"kind": "priority", "priority": "soon"}], "steps.0.priority"),
        ([{"kind": "close", "resolution": "perhaps"}], "steps.0.resolution"),
        ([CLOSE, HELLO], "steps.0.kind"),
        ([HELLO] * 21, "steps"),
    ],
)
def test_steps_are_checked_when_they_are_written(alice, steps, attr):
    with pytest.raises(Invalid) as error:
        make(alice, *steps)
    assert error.value.attr == attr


def test_only_supervisors_share_and_change_what_is_shared(alice, charlie, support):
    with pytest.raises(Forbidden):
        make(alice, HELLO, is_shared=True)
    shared = make(charlie, HELLO, is_shared=True, team=support)
    for write in (lambda: change_macro(shared, by=alice, name="x"), lambda: delete_macro(shared, by=alice)):
        with pytest.raises(Forbidden):
            write()
    own = make(alice, HELLO)
    with pytest.raises(NotFound):
        delete_macro(own, by=charlie)


def test_everybody_sees_their_own_and_what_is_shared_with_them(alice, bob, charlie, support, sales):
    everybody = make(charlie, HELLO, name="all", is_shared=True)
    of_team = make(charlie, HELLO, name="support", is_shared=True, team=support)
    own = make(alice, HELLO, name="own")
    assert list(macros_of(alice)) == [everybody, own, of_team]
    assert list(macros_of(bob)) == [everybody]
    assert list(macros_of(charlie)) == [everybody, of_team]


def test_a_name_is_used_once_in_its_circle(alice, bob, charlie, support):
    make(alice, HELLO, name="Olá")
    make(bob, HELLO, name="Olá")
    for fields in (
        {"by": alice},
        {"by": charlie, "is_shared": True},
        {"by": charlie, "is_shared": True, "team": support},
    ):
        by = fields.pop("by")
        if by != alice:
            make(by, HELLO, name="Olá", **fields)
        with pytest.raises(Conflict) as error:
            make(by, HELLO, name="olá", **fields)
        assert error.value.code == "name_taken"


def test_the_api_keeps_and_runs_them(api, taken, alice, charlie):
    label = LabelFactory(name="VIP")
    body = {"name": "Avisar", "steps": [HELLO, {"kind": "add_label", "label": label.pk}]}
    made = api(alice).post("/api/v1/macros", body, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["steps"][1] == {"kind": "add_label", "label": label.pk, "name": "VIP"}
    assert api(alice).post("/api/v1/macros", {**body, "is_shared": True}, format="json").status_code == 403
    row, where = made.json()["id"], f"/api/v1/conversations/{taken.pk}/macros/{made.json()['id']}"
    preview = api(alice).get(where).json()
    assert [step["text"] for step in preview["steps"]] == ["Oi, João!", ""]
    answers = [api(alice).post(where, {"client_id": "a", "version": 1}, format="json") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    changed = api(alice).patch(f"/api/v1/macros/{row}", {"steps": [{"kind": "close"}]}, format="json")
    assert changed.json()["errors"][0]["attr"] == "steps.0.resolution"
    assert api(charlie).get(f"/api/v1/macros/{row}").status_code == 404
    assert api(alice).delete(f"/api/v1/macros/{row}").status_code == 204
    assert MacroRun.objects.get().macro_id is None


def test_the_api_says_which_step_is_refused(api, taken, alice):
    macro = make(alice, {"kind": "priority", "priority": "high"}, HELLO)
    Conversation.objects.update(window_expires_at=None)
    answer = api(alice).post(f"/api/v1/conversations/{taken.pk}/macros/{macro.pk}", {}, format="json")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"], error["attr"]) == (409, "window_closed", "steps.1")


@pytest.mark.parametrize(
    ("kinds", "ends"), [([], ""), (["send"], ""), (["send", "close"], "close"), (["note", "transfer"], "transfer")]
)
def test_it_says_what_ends_the_work(kinds: list[str], ends: str) -> None:
    assert Macro(steps=[{"kind": kind} for kind in kinds]).ends_by == ends
