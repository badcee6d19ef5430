"""Forwarding from a bubble: where it may go, and the mark on what was forwarded."""

import pytest

from conversations.models import Conversation, Message, Status
from tests.factories import ConversationFactory, CustomerFactory, UserFactory

pytestmark = pytest.mark.django_db


def names(desk, conversation, q=""):
    return [row["name"] for row in desk.get(f"/inbox/{conversation.pk}/forward", {"q": q}).json()["conversations"]]


def test_an_agents_own_open_conversations_are_offered(page, taken, alice, charlie, support):
    dora = UserFactory(name="Dora", teams=[support])
    for name, by, status in (
        ("Ana Lima", alice, Status.IN_PROGRESS),
        ("Bruno", alice, Status.WAITING),
        ("Carlos", dora, Status.IN_PROGRESS),
        ("Davi", None, Status.QUEUE),
        ("Elisa", alice, Status.CLOSED),
    ):
        ConversationFactory(customer=CustomerFactory(name=name), assigned_to=by, status=status, team=support)
    assert sorted(names(page(alice), taken)) == ["Ana Lima", "Bruno"]
    assert names(page(alice), taken, "lima") == ["Ana Lima"]
    assert sorted(names(page(charlie), taken)) == ["Ana Lima", "Bruno", "Carlos", "Davi"]


def test_it_is_forwarded_and_marked(page, taken, alice, support):
    other = ConversationFactory(assigned_to=alice, status=Status.IN_PROGRESS, team=support)
    desk = page(alice)
    assert 'data-act="forward"' in desk.get(f"/inbox/{taken.pk}/pane").content.decode()
    where = f"/inbox/messages/{taken.last_message_id}/forward"
    ids = {desk.post(where, {"to": other.pk, "client_id": "a"}).json()["id"] for _ in range(2)}
    assert ids == {Message.objects.get(author=alice).pk}
    assert "Forwarded" in desk.get(f"/inbox/{other.pk}/pane", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert desk.post(where, {"to": "x"}).status_code == 400


def test_a_closed_window_is_told(page, taken, alice, support):
    other = ConversationFactory(assigned_to=alice, status=Status.IN_PROGRESS, team=support)
    Conversation.objects.filter(pk=other.pk).update(window_expires_at=None)
    answer = page(alice).post(f"/inbox/messages/{taken.last_message_id}/forward", {"to": other.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
