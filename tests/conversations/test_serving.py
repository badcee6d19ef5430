"""Stored files over HTTP."""

import asyncio
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from conversations.models import Attachment
from conversations.serving import FileResponse, stretch_of
from tests.factories import MessageFactory

BYTES = bytes(range(256)) * 1000


@pytest.fixture
def clip(taken: Any) -> Attachment:
    attachment = Attachment(conversation=taken, filename="voz é.mp4", mime_type="video/mp4", size=len(BYTES))
    attachment.file.save("x", ContentFile(BYTES), save=False)
    attachment.save()
    return attachment


def get(client: Any, clip: Attachment, **headers: str) -> Any:
    return client.get(f"/api/v1/attachments/{clip.pk}", headers=headers)


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-", 0, 256000),
        ("bytes=10-19", 10, 20),
        ("bytes=-5", 255995, 256000),
        ("bytes=255999-300000", 255999, 256000),
    ],
)
def test_a_stretch_is_given(api, alice, clip, header, start, stop):
    answer = get(api(alice), clip, range=header)
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {start}-{stop - 1}/256000")
    assert answer["Content-Length"] == str(stop - start)
    assert b"".join(answer.streaming_content) == BYTES[start:stop]


@pytest.mark.parametrize("header", ["bytes=256000-", "bytes=-0"])
def test_beyond_the_end_there_is_nothing(api, alice, clip, header):
    answer = get(api(alice), clip, range=header)
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize("header", ["", "lines=1-2", "bytes=5-2", "bytes=1-2,4-5", "bytes=-", "bytes=" + "9" * 5000])
def test_what_makes_no_sense_is_the_whole(header):
    assert stretch_of(header, 100) is None


def test_an_unchanged_file_is_not_sent_again(api, alice, clip):
    tag = get(api(alice), clip)["ETag"]
    assert get(api(alice), clip, **{"if-none-match": tag}).status_code == 304
    assert get(api(alice), clip, **{"range": "bytes=0-1", "if-range": '"other"'}).status_code == 200


def test_others_get_nothing_of_it(api, alice, bob, clip):
    assert get(api(bob), clip).status_code == get(api(bob), clip, range="bytes=0-1").status_code == 404


def test_what_the_customer_deleted_only_supervisors_get(api, alice, charlie, clip, taken):
    clip.message = MessageFactory(conversation=taken, deleted_at=timezone.now())
    clip.save(update_fields=["message"])
    assert (get(api(alice), clip).status_code, get(api(charlie), clip).status_code) == (404, 200)
    assert api(alice).get(f"/api/v1/attachments/{clip.pk}/thumbnail").status_code == 404


def test_what_could_run_is_only_downloaded(api, alice, clip):
    Attachment.objects.update(mime_type="image/svg+xml")
    answer = get(api(alice), clip)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_pdf_is_shown_by_the_browsers_viewer_and_framed_by_our_pages_only(api, alice, clip):
    Attachment.objects.update(mime_type="application/pdf")
    answer = get(api(alice), clip)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "sandbox" not in answer["Content-Security-Policy"]  # in which browsers show none


def test_nothing_else_is_framed(api, alice, clip):
    assert get(api(alice), clip)["X-Frame-Options"] == "DENY"


async def test_it_is_sent_piece_by_piece(settings):
    name = await asyncio.to_thread(default_storage.save, "a", ContentFile(BYTES))
    pieces = [piece async for piece in FileResponse(default_storage.pieces(name, 0, len(BYTES)), status=200)]
    assert (b"".join(pieces), len(pieces)) == (BYTES, 4)
