"""What the page is told of what is held, and of what was undone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation, KeptDraft, Message, ScheduledMessage
from conversations.services import holding
from tests.builders import make_incoming

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


@pytest.fixture(autouse=True)
def patient(alice: User) -> None:
    alice.preferences = {"undo_send": "20", "signs": True}
    alice.save(update_fields=["preferences"])


def write(page: Page, by: User, conversation: Conversation, **fields: Any) -> Any:
    given = {"content": "Oi", "client_id": "a", "batch": "one", **fields}
    return page(by).post(f"/inbox/{conversation.pk}/messages", given).json()


def test_a_held_bubble_stands_in_its_authors_thread_alone(
    page: Page, alice: User, charlie: User, taken: Conversation
) -> None:
    quoted = make_incoming(taken, "quanto custa?")
    answer = write(page, alice, taken, reply_to=str(quoted.pk))
    assert 'data-client="a"' in answer["held"]
    assert 'data-left="20"' in answer["held"]
    assert "quanto custa?" in answer["held"]
    pane = page(alice).get(f"/inbox/{taken.pk}/pane").content.decode()
    assert pane.count("is-held") == 1
    assert "data-scheduled=" not in pane
    assert "is-held" in page(alice).get(f"/inbox/{taken.pk}/sync?after=0").json()["held"]
    assert "is-held" not in page(charlie).get(f"/inbox/{taken.pk}/pane").content.decode()


def test_undoing_gives_back_what_was_written_without_the_signature(
    page: Page, alice: User, taken: Conversation
) -> None:
    quoted = make_incoming(taken)
    write(page, alice, taken, reply_to=str(quoted.pk))
    told = page(alice).post(f"/inbox/{taken.pk}/undo", {"client": ["a"]}).json()
    assert told["undone"] == [{"client": "a", "type": "text", "said": "Oi", "reply_to": quoted.pk}]
    assert (told["gone"], told["draft"]["text"]) == ([], "Oi")
    assert write(page, alice, taken)["held"] == ""
    assert ScheduledMessage.objects.get().state == "cancelled"
    assert not Message.objects.filter(direction="outgoing").exists()


def test_without_the_preference_the_answer_is_the_message(page: Page, alice: User, taken: Conversation) -> None:
    page(alice).post("/profile/choice/undo_send", {"undo_send": "0"})
    assert 'data-id="' in write(page, alice, taken)["item"]


def test_what_is_undone_while_its_answer_is_on_the_way_is_a_draft_once(
    page: Page, alice: User, taken: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = holding.send_undoable

    def overtaken(conversation_id: UUID, **given: Any) -> object:
        sent = send(conversation_id, **given)
        holding.undo_send(conversation_id, client_ids=["a"], by=alice)
        return sent

    monkeypatch.setattr(holding, "send_undoable", overtaken)
    KeptDraft.objects.create(user=alice, conversation=taken, kind="reply", text="Oi", version="v1")
    write(page, alice, taken)
    assert KeptDraft.objects.get().text == "Oi"
