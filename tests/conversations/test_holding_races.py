"""Undoing a send at the very moment of something else: the one waits for the other, and both are told the truth."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from accounts.models import User
from conversations.models import Attachment, Conversation, KeptDraft, Message, MessageType
from conversations.services.attachments import Upload
from conversations.services.drafts import Writing, keep_draft
from conversations.services.holding import Press, send_file_undoable, send_undoable, undo_send
from conversations.services.sending import Draft
from tests.simulator.listener import until

pytestmark = pytest.mark.django_db(transaction=True)
AWAITED = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
Beside = Callable[[Callable[[], Any]], "Future[Any]"]


@pytest.fixture
def beside() -> Iterator[Beside]:
    """`beside(act)` on a connection of its own; from within a transaction, until it waits for that."""
    with ThreadPoolExecutor(1) as pool:

        def start(act: Callable[[], Any]) -> "Future[Any]":
            def run() -> Any:
                try:
                    return act()
                finally:
                    connections.close_all()

            future = pool.submit(run)
            until(is_awaited)
            return future

        yield start


def is_awaited() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(AWAITED)
        (found,) = cursor.fetchone()
    return bool(found)


def write(conversation: Conversation, by: User) -> Any:
    draft = Draft(content="Oi", client_id="a")
    return send_undoable(conversation.pk, draft=draft, by=by, press=Press(batch="one", said="Oi"))


def attach(conversation: Conversation, by: User) -> Any:
    upload = Upload(SimpleUploadedFile("conta.pdf", b"%PDF-1.4 1", "application/pdf"), kind=MessageType.DOCUMENT)
    draft = Draft(content="segue", client_id="a")
    return send_file_undoable(conversation.pk, upload=upload, draft=draft, by=by, press=Press(batch="one"))


@pytest.mark.parametrize("send", [write, attach])
@pytest.mark.parametrize("seconds", ["0", "10"])
def test_what_was_told_as_undone_is_not_sent(
    taken: Conversation, alice: User, beside: Beside, send: Callable[[Conversation, User], Any], seconds: str
) -> None:
    alice.preferences = {"undo_send": seconds}
    with transaction.atomic():
        assert undo_send(taken.pk, client_ids=["a"], by=alice).gone == []
        sent = beside(lambda: send(taken, alice))
    assert sent.result().state == "cancelled"
    assert not Message.objects.filter(direction="outgoing").exists()
    assert not Attachment.objects.exists()


def test_a_draft_that_is_being_kept_stays_below_what_is_given_back(
    taken: Conversation, alice: User, beside: Beside
) -> None:
    alice.preferences = {"undo_send": "10"}
    write(taken, alice)
    with transaction.atomic():
        keep_draft(taken.pk, writing=Writing(kind="reply", text="e mais", base="", version="v1"), by=alice)
        undone = beside(lambda: undo_send(taken.pk, client_ids=["a"], by=alice))
    assert undone.result().draft.text == "Oi\ne mais"
    assert KeptDraft.objects.get().text == "Oi\ne mais"
