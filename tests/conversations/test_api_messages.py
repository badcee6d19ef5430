"""Reading a thread and writing into it."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conversations.models import Attachment, Message, MessageStatus, Status, TimelineEntry
from tests.factories import AnswerFactory, MessageFactory

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def url(conversation, tail="/messages"):
    return f"/api/v1/conversations/{conversation.pk}{tail}"


def file(content=PNG, name="photo.png", mime="image/png"):
    return SimpleUploadedFile(name, content, content_type=mime)


def test_the_detail_has_the_latest_messages_oldest_first(api, alice, taken):
    for n in range(205):
        MessageFactory(conversation=taken, content=str(n))
    data = api(alice).get(url(taken, "")).json()
    assert [m["content"] for m in data["messages"]] == [str(n) for n in range(5, 205)]
    older = api(alice).get(url(taken), {"before": data["messages"][0]["id"]}).json()
    assert [m["content"] for m in older["messages"]] == ["Oi, estou sem internet", *"01234"]
    assert older["next"] is None


def test_the_detail_costs_the_same_however_long(api, alice, taken, django_assert_num_queries):
    for _ in range(5):
        AnswerFactory(conversation=taken, author=alice)
    client = api(alice)
    client.get(url(taken, ""))
    with django_assert_num_queries(4):  # token, conversation, messages, timeline; labels where there are some
        client.get(url(taken, ""))


def test_what_belongs_to_another_team_is_not_found(api, bob, taken):
    client = api(bob)
    assert client.get(url(taken, "")).status_code == 404
    assert client.get(url(taken)).status_code == 404
    response = client.post(url(taken), {"content": "Oi"})
    assert response.status_code == 404
    assert response.json() == {
        "type": "client_error",
        "errors": [{"code": "not_found", "detail": response.json()["errors"][0]["detail"], "attr": None}],
    }


def test_a_text_is_queued(api, alice, taken):
    response = api(alice).post(url(taken), {"type": "text", "content": "Olá! 👋", "client_id": "c-1"})
    assert response.status_code == 201
    data = response.json()
    assert data["status"] == "queued"
    assert data["direction"] == "outgoing"
    assert data["author"] == {"kind": "agent", "id": alice.pk, "name": "Alice"}
    assert data["client_id"] == "c-1"
    assert Message.objects.get(pk=data["id"]).content == "Olá! 👋"


def test_the_same_client_id_is_one_message(api, alice, taken):
    client = api(alice)
    first, second = (client.post(url(taken), {"content": "Oi", "client_id": "c-1"}) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Message.objects.filter(author=alice).count() == 1


def test_answering_the_queue_takes_it(api, alice, queued):
    assert api(alice).post(url(queued), {"content": "Oi"}).status_code == 201
    queued.refresh_from_db()
    assert (queued.status, queued.assigned_to) == (Status.IN_PROGRESS, alice)


def test_outside_the_window_nothing_is_sent(api, alice, taken):
    taken.window_expires_at = timezone.now() - timedelta(seconds=1)
    taken.save()
    response = api(alice).post(url(taken), {"content": "Oi"})
    assert response.status_code == 409
    assert response.json()["errors"][0]["code"] == "window_closed"
    assert not Message.objects.filter(author=alice).exists()


def test_a_link_is_sent_as_media(api, alice, taken):
    content = {"url": "https://empresa.com/a.pdf", "caption": "Boleto", "filename": "boleto.pdf"}
    for sent in (content, json.dumps(content)):
        data = api(alice).post(url(taken), {"type": "document", "content": sent}).json()
        assert data["content"] == "Boleto"
        assert data["media"] == {"url": "https://empresa.com/a.pdf", "filename": "boleto.pdf"}


@pytest.mark.parametrize(
    ("fields", "caption"),
    [
        ({"content": "Olha"}, "Olha"),
        ({"content": "5"}, "5"),
        ({"content": '{"caption": "Olha"}'}, "Olha"),
        ({"content": "não", "caption": "Olha"}, "Olha"),
        ({"content": ""}, ""),
    ],
)
def test_a_files_caption_may_be_the_content(api, alice, taken, fields, caption):
    response = api(alice).post(url(taken), {"type": "image", "file": file(), **fields}, format="multipart")
    assert (response.status_code, response.json().get("content")) == (201, caption)


@pytest.mark.parametrize("content", ["x" * 1025, '{"caption": 5}', '{"caption"'])
def test_a_files_bad_caption_is_named(api, alice, taken, content):
    response = api(alice).post(url(taken), {"file": file(), "content": content}, format="multipart")
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "content")


def test_a_text_in_a_form_is_a_text(api, alice, taken):
    response = api(alice).post(url(taken), {"content": "123"}, format="multipart")
    assert (response.status_code, response.json()["content"]) == (201, "123")


def test_an_uploaded_file_is_stored_and_read_back(api, alice, bob, taken):
    response = api(alice).post(url(taken), {"file": file(), "caption": "Olha"}, format="multipart")
    assert response.status_code == 201, response.content
    data = response.json()
    assert (data["type"], data["content"]) == ("image", "Olha")
    assert data["media"]["filename"] == "photo.png"
    read = api(alice).get(data["media"]["url"])
    assert b"".join(read.streaming_content) == PNG
    assert read["X-Content-Type-Options"] == "nosniff"
    assert read["Content-Disposition"].startswith("inline")
    assert api(bob).get(data["media"]["url"]).status_code == 404


@pytest.mark.parametrize(
    ("upload", "status", "code"),
    [
        (file(name="a.exe", content=b"MZ\x90\0" * 30, mime="application/x-msdownload"), 400, "invalid"),
        (file(content=b"<script>"), 400, "invalid"),
        (file(content=PNG + b"0" * 30 * 1024 * 1024), 413, "too_large"),
        (file(content=b""), 400, "empty"),
    ],
)
def test_a_file_that_whatsapp_would_refuse_is_refused(api, alice, taken, upload, status, code):
    response = api(alice).post(url(taken), {"file": upload}, format="multipart")
    assert response.status_code == status
    assert response.json()["errors"][0] | {"detail": ""} == {"code": code, "detail": "", "attr": "file"}
    assert not Attachment.objects.exists()


def test_a_file_that_could_not_be_sent_is_not_kept(api, alice, closed, settings):
    response = api(alice).post(url(closed), {"file": file()}, format="multipart")
    assert response.status_code == 409
    assert not Attachment.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_note_is_never_a_message(api, alice, taken):
    response = api(alice).post(url(taken), {"content": "Cliente bravo", "note": True})
    assert response.status_code == 201
    data = response.json()
    assert (data["type"], data["direction"], data["content"]) == ("note", "internal", "Cliente bravo")
    assert not Message.objects.filter(direction="outgoing").exists()
    assert TimelineEntry.objects.get(pk=data["id"]).text == "Cliente bravo"
    assert data["id"] in [entry["id"] for entry in api(alice).get(url(taken, "")).json()["timeline"]]


def test_catching_up_counts_messages_and_not_what_happened_around_them(api, alice, taken):
    client = api(alice)
    last = Message.objects.latest("id").pk
    for n in range(3):
        client.post(url(taken), {"content": str(n), "note": True})
    sent = client.post(url(taken), {"content": "Oi"}).json()["id"]
    page = client.get(url(taken), {"after": last, "limit": 2}).json()
    assert [m["id"] for m in page["messages"]] == [sent]


def test_an_id_in_capitals_is_the_same_id(api, alice, taken):
    assert api(alice).get(f"/api/v1/conversations/{str(taken.pk).upper()}").status_code == 200


def test_catching_up_gives_messages_and_notes_in_order(api, alice, taken):
    client = api(alice)
    last = Message.objects.latest("id").pk
    first = client.post(url(taken), {"content": "1"}).json()["id"]
    note = client.post(url(taken), {"content": "2", "note": True}).json()["id"]
    third = client.post(url(taken), {"content": "3"}).json()["id"]
    page = client.get(url(taken), {"after": last, "limit": 1}).json()
    assert [m["id"] for m in page["messages"]] == [first]
    page = client.get(url(taken), {"after": page["next"]}).json()
    assert [e["id"] for e in page["timeline"]] == [note]
    assert [m["id"] for m in page["messages"]] == [third]
    assert page["next"] is None


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "content"),
        ({"content": ""}, "content"),
        ({"content": "   "}, "content"),
        ({"content": "x" * 4097}, "content"),
        ({"content": {"a": 1}}, "content"),
        ({"content": "a\x00"}, "content"),
        ({"content": None}, "content"),
        ({"content": "", "note": True}, "content"),
        ({"type": "fax", "content": "x"}, "type"),
        ({"type": "image", "content": "x"}, "content"),
        ({"type": "image", "content": {"url": "ftp://x/y"}}, "content.url"),
        ({"type": "image", "content": {"url": "javascript:alert(1)"}}, "content.url"),
        ({"type": "image", "content": []}, "content.non_field_errors"),
        ({"content": "x", "reply_to": 2**70}, "reply_to"),
        ({"content": "x", "reply_to": 1}, "reply_to"),
        ({"content": "x", "client_id": "c" * 101}, "client_id"),
        ([1], "non_field_errors"),
    ],
)
def test_bad_input_is_named(api, alice, taken, body, attr):
    response = api(alice).post(url(taken), body)
    assert response.status_code == 400, response.content
    assert response.json()["type"] == "validation_error"
    assert response.json()["errors"][0]["attr"] == attr


def test_a_failed_message_is_sent_again(api, alice, bob, taken):
    failed = AnswerFactory(conversation=taken, author=alice, status=MessageStatus.FAILED, error={"code": "1"})
    retry = url(taken, f"/messages/{failed.pk}/retry")
    assert api(bob).post(retry).status_code == 404
    response = api(alice).post(retry)
    assert (response.status_code, response.json()["status"], response.json()["error"]) == (200, "queued", None)
    assert api(alice).post(retry).status_code == 400


@pytest.mark.parametrize("status", ["sending", "unconfirmed", "queued"])
def test_what_is_not_yet_sent_is_shown_as_queued(api, alice, taken, status):
    AnswerFactory(conversation=taken, author=alice, status=status)
    assert api(alice).get(url(taken)).json()["messages"][-1]["status"] == "queued"
