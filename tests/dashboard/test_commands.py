from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from conversations.models import Conversation, Label, Message, Status, TimelineEntry

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


def test_taking(page: Page, alice: User, queued: Conversation) -> None:
    assert page(alice).post(f"/inbox/{queued.pk}/take").json() == {"ok": True}
    queued.refresh_from_db()
    assert queued.assigned_to == alice


def test_the_second_who_takes_is_told(page: Page, alice: User, taken: Conversation, support: Team) -> None:
    colleague = User.objects.create_user("dora@empresa.com", name="Dora")
    colleague.teams.add(support)
    answer = page(colleague).post(f"/inbox/{taken.pk}/take")
    assert (answer.status_code, answer.json()["code"]) == (409, "assigned_to_other")


def test_outsiders_find_nothing(page: Page, bob: User, queued: Conversation) -> None:
    for command in ("take", "close", "transfer", "labels", "priority", "wait", "messages", "notes", "read"):
        fields = {"resolution": "resolved", "content": "oi", "priority": "1", "to": f"agent:{bob.pk}"}
        assert page(bob).post(f"/inbox/{queued.pk}/{command}", fields).status_code == 404, command


def test_commands_need_the_token(alice: User, queued: Conversation) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(f"/inbox/{queued.pk}/take").status_code == 403


def test_transfer_to_a_team(page: Page, alice: User, taken: Conversation, sales: Team) -> None:
    page(alice).post(f"/inbox/{taken.pk}/transfer", {"to": f"team:{sales.pk}", "reason": "quer um plano"})
    taken.refresh_from_db()
    assert (taken.status, taken.team) == (Status.QUEUE, sales)


@pytest.mark.parametrize("to", ["", "agent:", "agent:x", "team:999999999999999999999", "agent:0", "nobody"])
def test_transfer_to_nobody_is_refused(page: Page, alice: User, taken: Conversation, to: str) -> None:
    assert page(alice).post(f"/inbox/{taken.pk}/transfer", {"to": to}).status_code == 400


def test_close_and_reopen(page: Page, alice: User, taken: Conversation) -> None:
    browser = page(alice)
    browser.post(f"/inbox/{taken.pk}/close", {"resolution": "resolved", "notes": "ok"})
    assert browser.post(f"/inbox/{taken.pk}/close", {"resolution": "resolved"}).status_code == 409
    assert browser.post(f"/inbox/{taken.pk}/reopen").json() == {"ok": True}
    taken.refresh_from_db()
    assert taken.status == Status.IN_PROGRESS


def test_a_repeated_send_is_one_message(page: Page, alice: User, taken: Conversation) -> None:
    fields = {"content": "Olá!\r\nTudo bem?", "client_id": "abc"}
    answers = [page(alice).post(f"/inbox/{taken.pk}/messages", fields).json() for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"]
    assert 'data-client="abc"' in answers[0]["item"]
    assert Message.objects.get(client_id="abc").content == "Olá!\nTudo bem?"


def test_a_note_is_no_message(page: Page, alice: User, taken: Conversation) -> None:
    page(alice).post(f"/inbox/{taken.pk}/notes", {"content": "cliente nervoso"})
    assert TimelineEntry.objects.filter(text="cliente nervoso").exists()
    assert not Message.objects.filter(content="cliente nervoso").exists()


def test_outside_the_window_only_templates(page: Page, alice: User, taken: Conversation) -> None:
    Conversation.objects.filter(pk=taken.pk).update(window_expires_at=None)
    answer = page(alice).post(f"/inbox/{taken.pk}/messages", {"content": "oi"})
    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
    assert 'data-mode="window"' in page(alice).get(f"/inbox/{taken.pk}/pane").content.decode()


def test_labels_and_priority(page: Page, alice: User, taken: Conversation) -> None:
    label = Label.objects.create(name="VIP")
    page(alice).post(f"/inbox/{taken.pk}/labels", {"label": [label.pk, "nonsense"]})
    page(alice).post(f"/inbox/{taken.pk}/priority", {"priority": "3"})
    taken.refresh_from_db()
    assert list(taken.labels.all()) == [label]
    assert taken.priority == 3
