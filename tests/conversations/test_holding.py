"""Undoing a send: it goes out once, in its order and in its time, or it was undone and never goes out."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from accounts.models import User
from conversations.events import FileExpected, MessageHeld
from conversations.exceptions import NotFound
from conversations.models import (
    Attachment,
    Conversation,
    KeptDraft,
    LooseFile,
    Message,
    MessageType,
    Resolution,
    ScheduledMessage,
    Status,
)
from conversations.services import bulk, holding
from conversations.services.assignment import transfer_conversation
from conversations.services.attachments import Upload
from conversations.services.holding import Press, Undone, send_file_undoable, send_undoable, undo_send
from conversations.services.lifecycle import close_conversation
from conversations.services.scheduling import (
    cancel_scheduled,
    change_scheduled,
    hold_on_reply,
    release_due,
    scheduled_of,
    send_scheduled_now,
)
from conversations.services.sending import Draft, send_message
from tests.builders import make_conversation
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HELD = timedelta(seconds=10)


@pytest.fixture(autouse=True)
def patient(alice: User) -> User:
    alice.preferences = {"undo_send": "10"}
    alice.save(update_fields=["preferences"])
    return alice


@pytest.fixture
def later() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def write(conversation: Conversation, by: User, text: str = "Oi", client_id: str = "a", **fields: Any) -> Any:
    draft = Draft(content=text, client_id=client_id, **fields)
    return send_undoable(conversation.pk, draft=draft, by=by, press=Press(batch=f"press-{client_id}", said=text))


def attach(conversation: Conversation, by: User, client_id: str, batch: str = "") -> Any:
    upload = Upload(SimpleUploadedFile("conta.pdf", b"%PDF-1.4 1", "application/pdf"), kind=MessageType.DOCUMENT)
    draft = Draft(content="segue", client_id=client_id)
    return send_file_undoable(conversation.pk, upload=upload, draft=draft, by=by, press=Press(batch=batch))


def undo(conversation: Conversation, by: User, *client_ids: str) -> Undone:
    return undo_send(conversation.pk, client_ids=client_ids, by=by)


def sent() -> list[str]:
    return list(Message.objects.filter(direction="outgoing").order_by("pk").values_list("content", flat=True))


def test_without_the_preference_it_is_sent_at_once(taken: Conversation, alice: User) -> None:
    alice.preferences = {}
    assert isinstance(write(taken, alice), Message)


def test_it_goes_out_once_at_its_time_under_its_own_id(
    taken: Conversation,
    alice: User,
    later: Any,
    published: list[object],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = write(taken, alice)
    assert MessageHeld(row.pk, HELD.total_seconds()) in published
    assert (release_due(), sent()) == (0, [])
    later.shift(HELD)
    assert [release_due(), release_due()] == [1, 0]
    message = Message.objects.get(content="Oi")
    assert (message.client_id, message.author, message.status) == ("a", alice, "queued")


def test_what_was_undone_never_goes_out_also_when_its_page_sends_it_again(
    taken: Conversation, alice: User, later: Any
) -> None:
    write(taken, alice)
    assert [row.said for row in undo(taken, alice, "a").rows] == ["Oi"]
    assert write(taken, alice).state == "cancelled"
    later.shift(HELD)
    release_due()
    alice.preferences = {}
    write(taken, alice)
    assert sent() == []


def test_an_undoing_that_comes_before_its_message_stops_it(taken: Conversation, alice: User, later: Any) -> None:
    undone = undo(taken, alice, "a")
    assert (undone.rows, undone.gone) == ([], [])
    assert write(taken, alice).state == "cancelled"
    later.shift(HELD)
    release_due()
    assert sent() == []


def test_what_has_gone_is_told_and_stays(taken: Conversation, alice: User, later: Any) -> None:
    write(taken, alice)
    later.shift(HELD)
    release_due()
    undone = undo(taken, alice, "a")
    assert (undone.rows, undone.gone, undone.draft) == ([], ["a"], None)
    assert sent() == ["Oi"]


def test_what_was_sent_without_being_held_has_gone(taken: Conversation, alice: User) -> None:
    send_message(taken.pk, draft=Draft(content="já foi", client_id="b"), by=alice)
    assert undo(taken, alice, "b").gone == ["b"]
    assert not ScheduledMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_of_the_undoing_and_its_moment_one_wins_and_says_so(taken: Conversation, alice: User, turn: int) -> None:
    write(taken, alice)
    ScheduledMessage.objects.update(due_at=timezone.now())
    undone: list[Undone] = []
    start = threading.Barrier(4)

    def at_once(act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            start.wait()
            act()
            connections.close_all()

        return run

    acts: list[Callable[[], object]] = [release_due, release_due, lambda: write(taken, alice)]
    acts.insert(turn, lambda: undone.append(undo(taken, alice, "a")))
    threads = [threading.Thread(target=at_once(act)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    release_due()
    went = len(sent())
    assert (len(undone[0].rows), len(undone[0].gone)) == ((0, 1) if went else (1, 0))
    assert went == ScheduledMessage.objects.filter(state="sent").count()


def test_two_go_out_in_their_order_also_when_only_the_second_is_found(
    taken: Conversation, alice: User, later: Any
) -> None:
    write(taken, alice, "primeira", "a")
    second = write(taken, alice, "segunda", "b")
    ScheduledMessage.objects.filter(pk=second.pk).update(due_at=timezone.now())
    release_due()
    assert sent() == ["primeira", "segunda"]


def test_what_cannot_be_held_does_not_overtake_what_is(taken: Conversation, alice: User) -> None:
    write(taken, alice, "primeira")
    send_message(taken.pk, draft=Draft(type=MessageType.TEMPLATE, content="modelo"), by=alice)
    assert sent() == ["primeira", "modelo"]


def test_a_colleagues_message_leaves_it_undoable(taken: Conversation, alice: User, charlie: User) -> None:
    write(taken, alice, "minha")
    send_message(taken.pk, draft=Draft(content="do supervisor"), by=charlie)
    assert len(undo(taken, alice, "a").rows) == 1
    assert sent() == ["do supervisor"]


def test_sending_takes_the_conversation_at_once_and_undoing_leaves_it_taken(queued: Conversation, alice: User) -> None:
    write(queued, alice)
    queued.refresh_from_db()
    assert (queued.status, queued.assigned_to, queued.first_response_at) == (Status.IN_PROGRESS, alice, None)
    undo(queued, alice, "a")
    queued.refresh_from_db()
    assert queued.assigned_to == alice


def test_it_goes_out_before_the_conversation_is_closed(taken: Conversation, alice: User) -> None:
    write(taken, alice, "até logo")
    close_conversation(taken.pk, by=alice)
    assert sent() == ["até logo"]
    assert undo(taken, alice, "a").gone == ["a"]


def test_it_goes_out_before_many_are_closed(taken: Conversation, alice: User) -> None:
    write(taken, alice, "até logo")
    bulk.change_many([taken.pk], bulk.Close(Resolution.RESOLVED), by=alice)
    assert sent() == ["até logo"]


def test_who_has_given_it_away_still_sends_or_undoes_it(
    taken: Conversation, alice: User, sales: Any, later: Any
) -> None:
    write(taken, alice, "fica", "a")
    write(taken, alice, "volta", "b")
    transfer_conversation(taken.pk, by=alice, to_team=sales)
    assert len(undo(taken, alice, "b").rows) == 1
    later.shift(HELD)
    release_due()
    assert sent() == ["fica"]


def test_it_goes_out_when_the_customer_writes_first(taken: Conversation, alice: User, later: Any) -> None:
    write(taken, alice)
    hold_on_reply([taken.pk])
    later.shift(HELD)
    release_due()
    assert sent() == ["Oi"]


def test_the_window_is_looked_at_again_when_it_goes_out(
    taken: Conversation, alice: User, charlie: User, later: Any
) -> None:
    write(taken, alice)
    Conversation.objects.update(window_expires_at=timezone.now() + HELD / 2)
    later.shift(HELD)
    release_due()
    (row,) = scheduled_of(taken)
    assert (row.state, row.error and row.error["code"], sent()) == ("failed", "window_closed", [])
    assert len(undo(taken, alice, "a").rows) == 1
    assert scheduled_of(taken) == []


def test_nobody_else_undoes_it_and_it_is_not_shown_as_scheduled(
    taken: Conversation, alice: User, support: Any, later: Any
) -> None:
    write(taken, alice)
    other = UserFactory(teams=[support])
    assert undo(taken, other, "a").rows == []
    assert scheduled_of(taken) == []
    later.shift(HELD)
    release_due()
    assert sent() == ["Oi"]


@pytest.mark.parametrize("act", [send_scheduled_now, change_scheduled, cancel_scheduled])
def test_as_long_as_it_can_be_undone_nothing_else_reaches_it(
    taken: Conversation, alice: User, charlie: User, act: Callable[..., object]
) -> None:
    row = write(taken, alice)
    for user in (alice, charlie):
        with pytest.raises(NotFound):
            act(row.pk, by=user)
    assert (sent(), len(undo(taken, alice, "a").rows)) == ([], 1)


def test_an_id_that_no_undoing_reaches_has_gone_and_keeps_none_of_the_others(
    taken: Conversation, alice: User, support: Any, later: Any
) -> None:
    other = make_conversation(Status.IN_PROGRESS, team=support, assigned_to=alice)
    failed = write(taken, alice, "remarcada", "a")
    ScheduledMessage.objects.update(state="failed")
    change_scheduled(failed.pk, by=alice, due_at=timezone.now() + 2 * HELD)
    write(other, alice, "de outra conversa", "b")
    write(taken, alice, "volta", "c")
    undone = undo(taken, alice, "a", "b", "c", "d")
    assert ([row.client_id for row in undone.rows], sorted(undone.gone)) == (["c"], ["a", "b"])
    assert write(taken, alice, "a caminho", "d").state == "cancelled"
    assert write(taken, alice, "remarcada", "a").pk == failed.pk
    later.shift(2 * HELD)
    release_due()
    assert sent() == ["de outra conversa", "remarcada"]


def test_the_text_comes_back_over_what_was_written_since(taken: Conversation, alice: User) -> None:
    write(taken, alice, "primeira")
    KeptDraft.objects.create(user=alice, conversation=taken, kind="reply", text="outra coisa", version="v1")
    undone = undo(taken, alice, "a")
    kept = KeptDraft.objects.get(user=alice)
    assert kept.text == "primeira\noutra coisa"
    assert undone.draft is not None
    assert undone.draft.version == kept.version != "v1"
    again = undo(taken, alice, "a")
    assert (len(again.rows), again.draft, KeptDraft.objects.get(user=alice).text) == (1, None, kept.text)


def test_one_press_is_undone_as_one(taken: Conversation, alice: User, later: Any) -> None:
    send_undoable(
        taken.pk, draft=Draft(content="texto", client_id="a"), by=alice, press=Press(batch="one", said="texto")
    )
    attach(taken, alice, "b", batch="one")
    write(taken, alice, "outra", "c")
    assert [row.client_id for row in undo(taken, alice, "b").rows] == ["a", "b"]
    later.shift(HELD)
    release_due()
    assert sent() == ["outra"]


def test_a_file_goes_out_with_its_message_and_is_prepared_then(
    taken: Conversation,
    alice: User,
    later: Any,
    published: list[object],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = attach(taken, alice, "f")
    Attachment.objects.update(state="preparing")
    assert not any(isinstance(event, FileExpected) for event in published)
    later.shift(HELD)
    with django_capture_on_commit_callbacks(execute=True):
        release_due()
    attachment = Attachment.objects.get()
    message = Message.objects.get(client_id="f")
    assert (attachment.message, row.client_id) == (message, "f")
    assert FileExpected(attachment_id=attachment.pk) in published
    assert message.next_attempt_at is not None
    assert message.next_attempt_at > timezone.now() + timedelta(hours=1)


def test_a_file_that_was_undone_is_nobodys_and_is_swept_away(taken: Conversation, alice: User) -> None:
    attach(taken, alice, "f")
    name = Attachment.objects.get().file.name
    assert default_storage.exists(name)
    undo(taken, alice, "f")
    assert not Attachment.objects.exists()
    assert list(LooseFile.objects.values_list("name", flat=True)) == [name]


def test_the_same_file_twice_is_one(taken: Conversation, alice: User) -> None:
    assert attach(taken, alice, "f").pk == attach(taken, alice, "f").pk
    assert Attachment.objects.count() == 1


def test_what_failed_with_its_file_can_be_sent_by_hand(taken: Conversation, alice: User, later: Any) -> None:
    row = attach(taken, alice, "f")
    ScheduledMessage.objects.update(state="failed")
    message = send_scheduled_now(row.pk, by=alice)
    assert Attachment.objects.get().message == message


def test_it_can_be_undone_until_the_last_moment(taken: Conversation, alice: User, later: Any) -> None:
    write(taken, alice)
    later.shift(HELD - timedelta(milliseconds=1))
    assert len(undo(taken, alice, "a").rows) == 1
    assert holding.seconds_held(alice) == HELD.total_seconds()
