"""The assistant's drafts in captions and in messages for later: sent when these are, and taken back with them."""

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image

from accounts.models import User
from chatbot.models import AgentDraft
from chatbot.services.agent_drafts import offer_draft, tell_scheduled, use_draft
from conversations.models import Conversation, Message, ScheduledMessage
from conversations.services import scheduling
from conversations.services.scheduling import change_scheduled, release_due, schedule_message, send_scheduled_now
from tests.builders import make_conversation

pytestmark = pytest.mark.django_db
TEXT = "Reinicie o aparelho e espere dois minutos."


@pytest.fixture
def mine(taken: Conversation, alice: User) -> AgentDraft:
    made = offer_draft(taken, kind="suggest", text=TEXT, origin="knowledge", to=alice)
    assert made is not None
    return use_draft(made.pk, conversation_id=taken.pk, by=alice)


@pytest.fixture
def later(page: Any, alice: User, taken: Conversation, mine: AgentDraft) -> Callable[[str], ScheduledMessage]:
    def write(text: str) -> ScheduledMessage:
        due = (timezone.now() + timedelta(hours=1)).isoformat()
        body = {"content": text, "due_at": due, "client_id": "later", "offered": str(mine.pk)}
        answer = page(alice).post(f"/inbox/{taken.pk}/scheduled", body)
        assert answer.status_code == 200, answer.content
        return ScheduledMessage.objects.get(pk=answer.json()["id"])

    return write


def fate(draft: AgentDraft) -> tuple[str, float | None]:
    draft.refresh_from_db()
    return draft.state, draft.changed


def release(row: ScheduledMessage) -> None:
    ScheduledMessage.objects.filter(pk=row.pk).update(due_at=timezone.now())
    release_due()


def test_what_waits_is_taken_over_and_what_is_released_was_sent(mine: AgentDraft, later: Any) -> None:
    row = later(TEXT)
    assert fate(mine) == ("used", None)
    release(row)
    assert fate(mine) == ("sent", 0)
    assert mine.message == Message.objects.get(content=TEXT) and mine.sent_at


def test_what_was_changed_and_signed_is_compared_without_the_signature(
    mine: AgentDraft, later: Any, alice: User
) -> None:
    alice.preferences = {**alice.preferences, "signs": True}
    alice.save()
    row = later(TEXT)
    assert row.content.startswith("*Alice:*\n") and row.content.endswith(TEXT)
    release(row)
    assert fate(mine) == ("sent", 0)


def test_an_edited_one_tells_how_much(mine: AgentDraft, later: Any, alice: User) -> None:
    row = later(f"Oi! {TEXT}")
    release(row)
    state, changed = fate(mine)
    assert state == "sent" and changed is not None and 0 < changed < 0.5


def test_words_that_were_changed_while_they_waited_count_as_they_went(
    mine: AgentDraft, later: Any, alice: User
) -> None:
    row = later(TEXT)
    change_scheduled(row.pk, by=alice, content="Outra coisa completamente diferente")
    send_scheduled_now(row.pk, by=alice)
    state, changed = fate(mine)
    assert state == "sent" and changed is not None and changed > 0.8


def test_a_colleague_who_sends_it_at_once_sends_its_authors_draft(mine: AgentDraft, later: Any, charlie: User) -> None:
    send_scheduled_now(later(TEXT).pk, by=charlie)
    assert fate(mine) == ("sent", 0)


def test_what_is_taken_back_goes_on_in_the_field_and_is_sent_from_there(
    mine: AgentDraft, later: Any, page: Any, alice: User, taken: Conversation
) -> None:
    client, row = page(alice), later(TEXT)
    answer = client.post(f"/inbox/{taken.pk}/scheduled/{row.pk}/cancel").json()
    assert (answer["content"], answer["offered"]) == (TEXT, [mine.pk])
    assert fate(mine) == ("used", None)
    body = {"content": TEXT, "client_id": "now", "offered": str(mine.pk)}
    assert client.post(f"/inbox/{taken.pk}/messages", body).status_code == 200
    assert fate(mine) == ("sent", 0)


def test_what_fails_when_it_is_due_was_not_sent(mine: AgentDraft, later: Any, taken: Conversation) -> None:
    row = later(TEXT)
    Conversation.objects.filter(pk=taken.pk).update(window_expires_at=None)
    release(row)
    row.refresh_from_db()
    assert (row.state, fate(mine)) == ("failed", ("used", None))


def test_nobody_ties_anothers_draft_or_one_of_another_conversation(
    mine: AgentDraft, alice: User, charlie: User, taken: Conversation
) -> None:
    elsewhere = make_conversation("in_progress", assigned_to=alice)
    due = timezone.now() + timedelta(hours=1)
    for conversation, by in ((taken, charlie), (elsewhere, alice)):
        row = schedule_message(conversation.pk, by=by, content=TEXT, due_at=due)
        tell_scheduled([mine.pk], scheduled_id=row.pk, said=TEXT, by=by)
        send_scheduled_now(row.pk, by=by)
    assert fate(mine) == ("used", None)


def test_a_caption_tells_which_drafts_went_out(page: Any, alice: User, taken: Conversation, mine: AgentDraft) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    file = SimpleUploadedFile("a.png", buffer.getvalue(), "image/png")
    body = {"content": TEXT, "client_id": "f1", "offered": str(mine.pk), "file": file}
    assert page(alice).post(f"/inbox/{taken.pk}/files", body).status_code == 200
    assert fate(mine) == ("sent", 0) and mine.message == Message.objects.get(client_id="f1")


def closing(work: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    try:
        return work(*args, **fields)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_release_at_the_moment_in_which_it_is_tied_is_seen(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = make_conversation("in_progress", assigned_to=alice, window_expires_at=timezone.now() + timedelta(hours=9))
    mine = offer_draft(taken, kind="suggest", text=TEXT, origin="knowledge", to=alice)
    assert mine is not None
    row = schedule_message(taken.pk, by=alice, content=TEXT, due_at=timezone.now() + timedelta(hours=1))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            scheduling.send_scheduled_now(row.pk, by=alice)
            tying = pool.submit(closing, tell_scheduled, [mine.pk], scheduled_id=row.pk, said=TEXT, by=alice)
            time.sleep(0.5)
            assert not tying.done()
        tying.result(timeout=20)
    assert fate(mine) == ("sent", 0)
