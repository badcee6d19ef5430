"""The files of messages: expected, worked on by one worker at a time, and what became of them.

A file that a worker has to fetch or prepare is due at a time. Whoever claims it puts that time off, and again for as
long as it works; what a dead worker leaves becomes due by itself. An outcome counts only if the claim is still ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.events import FileChanged, FileExpected, publish
from conversations.exceptions import Invalid
from conversations.models import OPEN_STATES, Attachment, AttachmentState, Direction, Message, MessageStatus
from conversations.models.message import MEDIA_TYPES
from conversations.services import loose_files, outbox
from conversations.services.attachments import clean_name, forget, names_of, visible_attachment
from conversations.sniffing import OCTETS, bare

LEASE = timedelta(seconds=60)
# A knock that was not lost has been answered by then.
GRACE = timedelta(seconds=5)
# Why a file that is still to be fetched waits for longer than usual.
NO_ACCESS = "no_access"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a worker made of a file: names in the storage, and what is known of it."""

    file: str
    mime_type: str
    size: int
    sha256: str
    thumbnail: str = ""
    filename: str = ""
    # For the message: width, height, duration.
    facts: dict[str, Any] = field(default_factory=dict)


def insert_with_files(messages: Sequence[Message]) -> list[Message]:
    """Store new messages, and with them what is to be fetched for them. One statement more, if there is anything."""
    files = expected_files(message for message in messages if lacks_file(message))
    stored = Message.objects.bulk_create(messages)
    store_expected(files)
    return stored


def lacks_file(message: Message) -> bool:
    """It has one at the provider, which nobody has been told to fetch."""
    media = message.media or {}
    return message.type in MEDIA_TYPES and bool(media.get("id")) and not media.get("attachment_id")


def expected_files(messages: Iterable[Message]) -> list[Attachment]:
    """To be stored after the messages, which name them from now on."""
    return [_expected(message) for message in messages]


def store_expected(files: Sequence[Attachment]) -> None:
    for attachment in files:
        attachment.message_id = attachment.message.pk if attachment.message else None
    if files:
        Attachment.objects.bulk_create(files)
        publish(*[FileExpected(attachment_id=attachment.pk) for attachment in files])


def media_of(message: Message, attachment: Attachment) -> dict[str, Any]:
    """Where the message speaks of this file: as it is, or as it was before it was edited or deleted."""
    earlier = [version.get("media") for version in message.versions or []]
    found = (media for media in (message.media, *earlier) if media)
    return next((media for media in found if media.get("attachment_id") == str(attachment.pk)), {})


def _expected(message: Message) -> Attachment:
    """Its id goes into the message before either is stored."""
    media = message.media or {}
    attachment_id = uuid4()
    message.media = {**media, "attachment_id": str(attachment_id), "state": AttachmentState.PENDING.value}
    return Attachment(
        id=attachment_id,
        conversation_id=message.conversation_id,
        message=message,
        state=AttachmentState.PENDING,
        filename=clean_name(media.get("filename"), default=message.type),
        mime_type=bare(str(media.get("mime_type", "")))[:100] or OCTETS,
    )


def claim_file(attachment_id: UUID) -> Attachment | None:
    """The file, ours to work on for a minute; null when there is nothing to do, or another has it."""
    now = timezone.now()
    claimed = Attachment.objects.filter(pk=attachment_id, state__in=OPEN_STATES, next_attempt_at__lte=now).update(
        attempts=F("attempts") + 1, next_attempt_at=now + LEASE, reason=""
    )
    if not claimed:
        return None
    return Attachment.objects.select_related("message", "conversation").get(pk=attachment_id)


def renew_claim(attachment: Attachment) -> bool:
    """Still at work. False when somebody else has it by now."""
    return bool(_ours(attachment).update(next_attempt_at=timezone.now() + LEASE))


def try_later(attachment: Attachment, *, seconds: float, reason: str = "") -> None:
    _ours(attachment).update(next_attempt_at=timezone.now() + timedelta(seconds=seconds), reason=reason)


def release_files(channel_id: int) -> int:
    """Those that the provider would not give us without another token are due at once. Returns how many."""
    refused = Attachment.objects.filter(
        conversation__channel_id=channel_id, state=AttachmentState.PENDING, reason=NO_ACCESS
    )
    return refused.update(next_attempt_at=timezone.now(), reason="")


def keep_file(attachment: Attachment, kept: Kept) -> bool:
    """It is there. False when the claim was lost meanwhile: then what was stored is of no use."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(attachments=attachment).first()
        if message is None or not _ours(attachment).update(
            state=AttachmentState.READY,
            reason="",
            file=kept.file,
            thumbnail=kept.thumbnail,
            filename=kept.filename or attachment.filename,
            mime_type=kept.mime_type,
            size=kept.size,
            sha256=kept.sha256,
        ):
            return False
        if not loose_files.adopt([kept.file, kept.thumbnail]):
            transaction.set_rollback(True)
            return False
        # It waited in its line for this.
        Message.objects.filter(pk=message.pk, status=MessageStatus.QUEUED).update(next_attempt_at=None)
        _tell(message, attachment, _facts(attachment, kept))
        # What lay there before: the upload as it came.
        loose_files.note(names_of(attachment))
        transaction.on_commit(partial(forget, attachment), robust=True)
    return True


def give_up_file(attachment: Attachment, *, reason: str, detail: str) -> bool:
    """There will be no file, unless somebody asks again. A message that was to carry it fails with the detail."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(attachments=attachment).first()
        if message is None or not _ours(attachment).update(state=AttachmentState.FAILED, reason=reason):
            return False
        if message.direction == Direction.OUTGOING:
            outbox.mark_failed(message, code=reason, detail=detail)
        _tell(message, attachment, {"state": AttachmentState.FAILED.value, "reason": reason})
    return True


def fetch_again(attachment_id: UUID, *, by: User) -> Attachment:
    """A file that lies at the provider and could not be fetched, a customer's or one sent from the business's own
    phone: try once more."""
    attachment = visible_attachment(attachment_id, by=by)
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(attachments=attachment).first()
        is_there = message is not None and bool(media_of(message, attachment).get("id"))
        failed = Attachment.objects.filter(pk=attachment_id, state=AttachmentState.FAILED)
        again = is_there and failed.update(state=AttachmentState.PENDING, reason="", next_attempt_at=timezone.now())
        if not again or message is None:
            raise Invalid(_("Only a file that could not be fetched can be asked for again."), code="not_failed")
        _tell(message, attachment, {"state": AttachmentState.PENDING.value, "reason": ""})
        publish(FileExpected(attachment_id=attachment.pk))
    attachment.refresh_from_db()
    return attachment


def due_files(limit: int = 200) -> list[UUID]:
    """For the sweeper: knocks that were lost, second tries, and what dead workers left."""
    due = Attachment.objects.filter(state__in=OPEN_STATES, next_attempt_at__lte=timezone.now() - GRACE)
    return list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:limit])


def _ours(attachment: Attachment) -> Any:
    return Attachment.objects.filter(pk=attachment.pk, state__in=OPEN_STATES, attempts=attachment.attempts)


def _facts(attachment: Attachment, kept: Kept) -> dict[str, Any]:
    return {
        "state": AttachmentState.READY.value,
        "mime_type": kept.mime_type,
        "filename": kept.filename or attachment.filename,
        "size": kept.size,
        "sha256": kept.sha256,
        **({"has_thumbnail": True} if kept.thumbnail else {}),
        **kept.facts,
    }


def _tell(message: Message, attachment: Attachment, facts: dict[str, Any]) -> None:
    """The message carries what is shown of its file."""
    media_of(message, attachment).update(facts)
    message.save(update_fields=["media", "versions"])
    is_outgoing = message.direction == Direction.OUTGOING
    publish(FileChanged(message_id=message.pk, conversation_id=message.conversation_id, is_outgoing=is_outgoing))
