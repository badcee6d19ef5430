"""Bytes that a crash left without an attachment are swept; all others stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conversations.models import Attachment, LooseFile, MessageType
from conversations.services import attachments, loose_files
from conversations.services.attachments import Upload, send_file
from conversations.services.sending import Draft
from tests.whatsapp.test_preparing import drawn
from whatsapp.media.handling import handle_file

pytestmark = pytest.mark.django_db


def age() -> None:
    LooseFile.objects.update(noted_at=timezone.now() - loose_files.AGE - timedelta(minutes=1))


def lie(name: str) -> str:
    loose_files.note([name])
    return default_storage.save(name, ContentFile(b"x"))


def picture() -> Upload:
    return Upload(file=SimpleUploadedFile("a.png", drawn("PNG"), "image/png"), kind=MessageType.IMAGE)


def test_what_lies_there_for_long_is_deleted_and_what_is_young_stays() -> None:
    old = lie("attachments/old")
    age()
    young = lie("attachments/young")
    assert (loose_files.sweep_loose_files(), loose_files.sweep_loose_files()) == (1, 0)
    assert (default_storage.exists(old), default_storage.exists(young)) == (False, True)


def test_what_an_attachment_speaks_of_is_loose_no_more(
    taken: Any, alice: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send_file(taken.pk, upload=picture(), draft=Draft(), by=alice)
        assert not LooseFile.objects.exists()
        attachment = Attachment.objects.get()
        before = attachment.file.name
        handle_file(attachment.pk)
    attachment.refresh_from_db()
    assert (default_storage.exists(before), LooseFile.objects.exists()) == (False, False)
    age()
    loose_files.sweep_loose_files()
    assert default_storage.exists(attachment.file.name)
    assert default_storage.exists(attachment.thumbnail.name)


def test_the_upload_that_a_crash_after_the_preparation_left_is_swept(taken: Any, alice: Any) -> None:
    send_file(taken.pk, upload=picture(), draft=Draft(), by=alice)
    before = Attachment.objects.get().file.name
    handle_file(Attachment.objects.get().pk)  # what follows the commit is never done here
    age()
    assert loose_files.sweep_loose_files() == 1
    assert (default_storage.exists(before), default_storage.exists(Attachment.objects.get().file.name)) == (
        False,
        True,
    )


def test_bytes_that_are_being_swept_are_adopted_by_nobody(
    taken: Any, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = attachments.queue_file

    def too_late(*args: Any) -> Any:
        LooseFile.objects.update(condemned_at=timezone.now())
        return queue(*args)

    monkeypatch.setattr(attachments, "queue_file", too_late)
    with pytest.raises(FileNotFoundError):
        send_file(taken.pk, upload=picture(), draft=Draft(), by=alice)
    assert not Attachment.objects.exists()
