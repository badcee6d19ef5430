"""Drafts are kept for who writes them, one of a kind, and the newer is never written over by the older."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from conversations.events import DraftChanged
from conversations.exceptions import NotFound
from conversations.models import Conversation, KeptDraft
from conversations.services.drafts import Writing, drop_sent, keep_draft

pytestmark = pytest.mark.django_db


def write(conversation: Conversation, by: User, text: str, base: str = "", **fields: str) -> KeptDraft | None:
    given = {"kind": "reply", "version": uuid4().hex, **fields}
    return keep_draft(conversation.pk, writing=Writing(text=text, base=base, **given), by=by)


def test_it_is_kept_and_told_to_who_wrote_it(
    taken: Conversation, alice: User, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert write(taken, alice, "Bom dia", version="v1") is None
    assert KeptDraft.objects.get().text == "Bom dia"
    assert published == [DraftChanged(alice.pk, taken.pk, "reply", "Bom dia", "v1")]


def test_a_late_page_overwrites_nothing_newer(taken: Conversation, alice: User) -> None:
    write(taken, alice, "alt", version="v1")
    write(taken, alice, "neu", base="v1", version="v2")
    for base in ("", "v1"):
        kept = write(taken, alice, "spät", base=base)
        assert kept is not None
        assert (kept.text, kept.version) == ("neu", "v2")
    assert KeptDraft.objects.get().text == "neu"


def test_what_is_told_twice_is_kept_once(taken: Conversation, alice: User) -> None:
    for _ in range(2):
        assert write(taken, alice, "Bom dia", version="v1") is None
    assert KeptDraft.objects.count() == 1


def test_an_empty_one_is_gone_and_no_late_page_brings_it_back(taken: Conversation, alice: User) -> None:
    write(taken, alice, "Bom dia", version="v1")
    assert write(taken, alice, " ", base="v1") is None
    assert not KeptDraft.objects.exists()
    kept = write(taken, alice, "Bom dia, s", base="v1")
    assert kept is not None
    assert (kept.text, kept.version) == ("", "")


def test_reply_note_and_people_never_cross(taken: Conversation, alice: User, charlie: User) -> None:
    write(taken, alice, "resposta")
    write(taken, alice, "nota", kind="note")
    write(taken, charlie, "dele")
    assert sorted(KeptDraft.objects.values_list("text", flat=True)) == ["dele", "nota", "resposta"]


def test_who_may_not_see_the_conversation_keeps_nothing(taken: Conversation, bob: User) -> None:
    with pytest.raises(NotFound):
        write(taken, bob, "x")


def test_the_database_forbids_a_second_of_a_kind(taken: Conversation, alice: User) -> None:
    write(taken, alice, "x")
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptDraft.objects.create(user=alice, conversation=taken, kind="reply", text="y", version="z")


def test_what_was_sent_is_gone_and_what_was_written_on_since_stays(taken: Conversation, alice: User) -> None:
    write(taken, alice, "Bom dia e", version="v1")
    drop_sent(taken.pk, text="Bom dia", by=alice)
    assert KeptDraft.objects.exists()
    write(taken, alice, "Bom dia", base="v1")
    drop_sent(taken.pk, text="Bom dia", by=alice)
    assert not KeptDraft.objects.exists()


def test_the_page_keeps_and_brings_it(taken: Conversation, alice: User, client: Client) -> None:
    client.force_login(alice)
    fields = {"kind": "reply", "content": "metade", "base": "", "version": "v1"}
    assert client.post(f"/inbox/{taken.pk}/draft", fields).json()["is_kept"] is True
    assert client.post(f"/inbox/{taken.pk}/draft", {**fields, "version": "v2"}).json()["text"] == "metade"
    assert 'data-reply-draft="metade"' in client.get(f"/inbox/{taken.pk}").content.decode()
    assert "chip draft" in client.get("/inbox/rows?tab=mine").content.decode()
    client.post(f"/inbox/{taken.pk}/messages", {"content": "metade", "client_id": "c1"})
    assert "chip draft" not in client.get("/inbox/rows?tab=mine").content.decode()
