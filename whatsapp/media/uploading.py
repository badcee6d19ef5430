"""Our files at Meta: each uploaded once for a number, and its id used again while Meta keeps it.

The claim of a message only looks the id up. Where there is none, the message waits in its line, and a worker that
sends nothing else uploads the file; its end, good or bad, lets the message go. Both hold the upload's row meanwhile,
so that one of the two sees the other.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.events import publish
from conversations.models import Attachment, AttachmentState, Message
from conversations.models.message import MEDIA_TYPES
from conversations.services import outbox
from conversations.services.uploads import wait_for_upload
from whatsapp.events import UploadExpected
from whatsapp.models import BusinessNumber, UploadedMedia

# Meta keeps what was uploaded for 30 days; a message may wait some hours in its line.
LIFE = timedelta(days=29)
# What Meta says to a send with a media id that it no longer has, at once or later by webhook.
MEDIA_GONE = frozenset({100, 131009, 131052, 131053})
# An id that is refused so soon was never good, and neither would be the next one.
FRESH = timedelta(minutes=10)
RECHECK_SECONDS = 15.0
UNUSABLE = gettext_noop("The file cannot be sent.")
Files = dict[str, Attachment]


def files_of(messages: Sequence[Message]) -> Files:
    """Our files among what they carry, with what Meta has of them, and of those whose bytes they share. At most four
    statements, if there are any."""
    ids = [attachment_id for message in messages if (attachment_id := attachment_id_of(message))]
    found = Attachment.objects.filter(pk__in=ids).prefetch_related("uploads", "copy_of__uploads") if ids else ()
    return {str(attachment.pk): attachment for attachment in found}


def media_id_for(message: Message, *, number: BusinessNumber, files: Files) -> str | None:
    """What to send a claimed message's file as; empty for one without a file of ours. Null when it cannot go out now:
    then it is recorded what it waits for, or that it has failed."""
    attachment_id = attachment_id_of(message)
    if not attachment_id:
        return str((message.media or {}).get("id", "")) if message.type in MEDIA_TYPES else ""
    attachment = files.get(attachment_id)
    if attachment is None or attachment.state == AttachmentState.FAILED:
        code = "media_missing" if attachment is None else attachment.reason or "media_failed"
        outbox.mark_failed(message, code=code, detail=UNUSABLE)
        return None
    if attachment.state != AttachmentState.READY:
        outbox.wait_for_file(message, seconds=RECHECK_SECONDS)
        return None
    if known := _known(attachment, number):
        return known.media_id
    return _wait(message, attachment, number)


def _known(attachment: Attachment, number: BusinessNumber) -> UploadedMedia | None:
    rows = [row for row in (attachment, attachment.copy_of) if row]
    known = (upload for row in rows for upload in row.uploads.all() if upload.number_id == number.pk)
    return next(filter(is_good, known), None)


def expect_upload(attachment: Attachment, *, number: BusinessNumber) -> UploadedMedia:
    """Its row, locked by the caller's transaction, and due unless Meta has the file or somebody is at it."""
    UploadedMedia.objects.get_or_create(attachment=attachment, number=number)
    upload = UploadedMedia.objects.select_for_update().get(attachment=attachment, number=number)
    if not is_good(upload) and upload.next_attempt_at is None:
        upload.media_id, upload.next_attempt_at, upload.error = "", timezone.now(), None
        upload.save(update_fields=["media_id", "next_attempt_at", "error"])
        publish(UploadExpected(upload_id=upload.pk))
    return upload


def is_good(upload: UploadedMedia) -> bool:
    return bool(upload.media_id) and upload.uploaded_at > timezone.now() - LIFE


def forget_media_id(message: Message, *, number: BusinessNumber) -> bool:
    """Meta refused the file's id: whoever sends it next uploads it again. True when that may help this message."""
    attachment_id = attachment_id_of(message)
    if attachment_id is None:
        return False
    asked = UploadedMedia.objects.filter(number=number, uploaded_at__lte=message.claimed_at or timezone.now())
    of_file = Q(attachment_id=attachment_id) | Q(attachment__copies=attachment_id)
    refused = asked.filter(of_file).exclude(media_id="")
    uploaded_at = refused.values_list("uploaded_at", flat=True).first()
    return bool(refused.update(media_id="")) and uploaded_at is not None and uploaded_at < timezone.now() - FRESH


def attachment_id_of(message: Message) -> str | None:
    return (message.media or {}).get("attachment_id") if message.type in MEDIA_TYPES else None


def _wait(message: Message, attachment: Attachment, number: BusinessNumber) -> str | None:
    """Its id, if a worker got done just now."""
    with transaction.atomic():
        upload = expect_upload(attachment, number=number)
        if is_good(upload):
            return upload.media_id
        wait_for_upload(message)
    return None
