"""A message for later goes out once, at its time, or says why not."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import User
from conversations.events import MessageReceived
from conversations.exceptions import AssignedToOther, Conflict, Invalid
from conversations.models import Conversation, Message, ScheduledMessage, ScheduledState
from conversations.receivers import hold_scheduled
from conversations.services import scheduling
from conversations.services.assignment import assign_conversation
from conversations.services.lifecycle import close_conversation
from conversations.services.scheduling import (
    cancel_scheduled,
    release_due,
    schedule_message,
    send_scheduled_now,
)

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


def scheduled(conversation: Conversation, by: User, **fields: Any) -> ScheduledMessage:
    given = {"content": "Lembrete: o técnico vai às 15h", "due_at": timezone.now() + SOON, **fields}
    return schedule_message(conversation.pk, by=by, **given)


@pytest.fixture
def later() -> Iterator[Any]:
    """A clock that stands still, to be moved on."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def state_of(row: ScheduledMessage) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, (row.error or {}).get("code", "")


def test_it_waits_for_its_time_and_then_goes_once(taken: Conversation, alice: User, later: Any) -> None:
    row = scheduled(taken, alice)
    assert release_due() == 0
    later.shift(SOON)
    assert [release_due(), release_due()] == [1, 0]
    message = Message.objects.get(content=row.content)
    assert (message.status, message.author) == ("queued", alice)
    assert state_of(row) == ("sent", "")


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_send_one(taken: Conversation, alice: User) -> None:
    row = scheduled(taken, alice)
    ScheduledMessage.objects.update(due_at=timezone.now())

    def sweep() -> None:
        release_due()
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.filter(content=row.content).count() == 1


def test_nothing_is_scheduled_past_the_windows_end(taken: Conversation, alice: User) -> None:
    with pytest.raises(Conflict) as refused:
        scheduled(taken, alice, due_at=taken.window_expires_at)
    assert (refused.value.code, refused.value.attr) == ("window_closed_by_then", "due_at")


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (31, "too_far")])
def test_the_time_is_checked(taken: Conversation, alice: User, days: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        scheduled(taken, alice, due_at=timezone.now() + timedelta(days=days))
    assert (refused.value.code, refused.value.attr) == (code, "due_at")


def test_one_that_cannot_be_released_holds_up_no_other(
    taken: Conversation, alice: User, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, good = scheduled(taken, alice, content="a"), scheduled(taken, alice, content="b")
    written = scheduling._written

    def fails_once(row: ScheduledMessage, conversation: Conversation) -> Message:
        if row.pk == odd.pk:
            raise RuntimeError("a bug")
        return written(row, conversation)

    monkeypatch.setattr(scheduling, "_written", fails_once)
    later.shift(SOON)
    release_due()
    assert (state_of(odd), state_of(good)) == (("pending", ""), ("sent", ""))


def test_what_a_colleague_has_is_not_scheduled_into(taken: Conversation, support: Any) -> None:
    other = User.objects.create(email="dora@x.com", name="Dora")
    other.teams.add(support)
    with pytest.raises(AssignedToOther):
        scheduled(taken, other)


def test_a_conversation_that_was_closed_meanwhile_says_so(taken: Conversation, alice: User, later: Any) -> None:
    row = scheduled(taken, alice)
    close_conversation(taken.pk, by=alice)
    later.shift(SOON)
    release_due()
    assert state_of(row) == ("failed", "conversation_closed")


def test_who_lost_it_to_a_colleague_is_told(taken: Conversation, alice: User, charlie: User, later: Any) -> None:
    row = scheduled(taken, alice)
    assign_conversation(taken.pk, agent=charlie, by=charlie)
    later.shift(SOON)
    release_due()
    assert state_of(row) == ("failed", "assigned_to_other")


def test_an_author_whose_account_was_closed_sends_nothing(taken: Conversation, alice: User, later: Any) -> None:
    row = scheduled(taken, alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    later.shift(SOON)
    release_due()
    assert state_of(row) == ("failed", "author_gone")


def test_when_the_customer_writes_first_it_is_held_unless_told_otherwise(taken: Conversation, alice: User) -> None:
    held, kept = scheduled(taken, alice), scheduled(taken, alice, is_kept_on_reply=True)
    hold_scheduled([MessageReceived(message_id=1, conversation_id=taken.pk)])
    assert (state_of(held), state_of(kept)) == (("failed", "customer_wrote"), ("pending", ""))
    send_scheduled_now(held.pk, by=alice)
    assert state_of(held) == ("sent", "")


def test_what_was_dropped_or_sent_is_over(taken: Conversation, alice: User, later: Any) -> None:
    row = scheduled(taken, alice)
    cancel_scheduled(row.pk, by=alice)
    later.shift(SOON)
    assert release_due() == 0
    with pytest.raises(Conflict):
        send_scheduled_now(row.pk, by=alice)
    assert not Message.objects.filter(content=row.content).exists()


def test_the_same_client_id_is_one(taken: Conversation, alice: User) -> None:
    assert scheduled(taken, alice, client_id="a") == scheduled(taken, alice, client_id="a")


def test_the_api_lists_makes_and_drops(taken: Conversation, alice: User, bob: User, api: Any) -> None:
    path = f"/api/v1/conversations/{taken.pk}/scheduled"
    body = {"content": "Oi", "due_at": (timezone.now() + SOON).isoformat()}
    assert api(bob).post(path, body, format="json").status_code == 404
    made = api(alice).post(path, body, format="json")
    assert (made.status_code, made.data["state"]) == (201, "pending")
    assert [row["id"] for row in api(alice).get(path).data["scheduled"]] == [made.data["id"]]
    assert api(bob).delete(f"{path}/{made.data['id']}").status_code == 404
    assert api(alice).delete(f"{path}/{made.data['id']}").status_code == 204
    assert api(alice).get(path).data["scheduled"] == []
    assert ScheduledMessage.objects.get().state == ScheduledState.CANCELLED


def test_the_page_shows_it_and_takes_it_back(taken: Conversation, alice: User, client: Client) -> None:
    client.force_login(alice)
    path = f"/inbox/{taken.pk}/scheduled"
    fields = {"content": "Oi <b>", "due_at": (timezone.now() + SOON).isoformat(), "client_id": "a"}
    made = client.post(path, fields).json()["id"]
    assert "Oi &lt;b&gt;" in client.get(f"/inbox/{taken.pk}/sync").json()["scheduled"]
    assert client.post(path, {**fields, "due_at": "amanhã"}).json()["attr"] == "due_at"
    assert client.post(f"{path}/{made}/cancel").json()["content"] == "Oi <b>"
    assert "scheduled" not in client.get(f"/inbox/{taken.pk}/sync").json()["scheduled"]


def test_its_words_and_its_time_are_changed(taken: Conversation, alice: User, api: Any, later: Any) -> None:
    row = scheduled(taken, alice)
    url = f"/api/v1/conversations/{taken.pk}/scheduled/{row.pk}"
    due_at = (timezone.now() + 2 * SOON).isoformat()
    told = api(alice).patch(url, {"content": "Às 16h", "due_at": due_at, "keep_on_reply": True}).json()
    assert (told["content"], told["keep_on_reply"], told["state"]) == ("Às 16h", True, "pending")
    later.shift(SOON)
    assert release_due() == 0
    later.shift(SOON)
    release_due()
    assert Message.objects.filter(content="Às 16h").count() == 1
    assert api(alice).patch(url, {"content": "Tarde demais"}).status_code == 409


def test_one_that_was_held_waits_again_when_it_is_changed(taken: Conversation, alice: User, api: Any) -> None:
    row = scheduled(taken, alice)
    hold_scheduled([MessageReceived(message_id=1, conversation_id=taken.pk)])
    assert state_of(row) == ("failed", "customer_wrote")
    response = api(alice).patch(f"/api/v1/conversations/{taken.pk}/scheduled/{row.pk}", {"keep_on_reply": True})
    assert response.status_code == 200
    assert state_of(row) == ("pending", "")


@pytest.mark.parametrize(
    ("change", "attr"), [({"due_at": "2020-01-01T00:00:00Z"}, "due_at"), ({"content": ""}, "content")]
)
def test_a_change_is_checked_as_a_new_one_is(
    taken: Conversation, alice: User, api: Any, change: dict[str, str], attr: str
) -> None:
    row = scheduled(taken, alice)
    error = api(alice).patch(f"/api/v1/conversations/{taken.pk}/scheduled/{row.pk}", change).json()["errors"][0]
    assert error["attr"] == attr
    row.refresh_from_db()
    assert row.content.startswith("Lembrete")


def test_nobody_else_changes_it(taken: Conversation, alice: User, bob: User, api: Any) -> None:
    row = scheduled(taken, alice)
    response = api(bob).patch(f"/api/v1/conversations/{taken.pk}/scheduled/{row.pk}", {"content": "x"})
    assert response.status_code in (403, 404, 409)
