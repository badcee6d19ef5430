"""Files that people here upload: checked by their content, stored, and queued with the message that carries them."""

import hashlib
import mimetypes
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Invalid, NotFound, TooLarge
from conversations.media import LIMITS, MB, kind_of, limit_of
from conversations.models import Attachment, AttachmentState, Conversation, Message, MessageType
from conversations.models.attachment import attachment_path
from conversations.services import loose_files
from conversations.services.held_rows import carry
from conversations.services.lookup import check_may_write, visible_conversation
from conversations.services.sending import Draft, earlier_message, send_message
from conversations.sniffing import HEAD, bare, sniff

# What the first bytes do not tell apart; then the name or the browser's word decides between harmless types.
CONTAINERS = {"application/x-ole-storage", "application/zip"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, and what is meant to become of it; without a kind, the one that fits its content."""

    file: "UploadedFile[Any]"
    kind: MessageType | None = None
    is_voice: bool = False


def send_file(conversation_id: UUID, *, upload: Upload, draft: Draft, by: User) -> Message:
    """Store the file and queue the message that carries it. When that is refused, nothing is kept."""
    if earlier := earlier_message(draft, by):
        return earlier
    attachment, draft = store_upload(conversation_id, upload=upload, draft=draft, by=by)
    try:
        return queue_file(attachment, draft, by)
    except Exception:
        forget(attachment)
        raise


def store_upload(conversation_id: UUID, *, upload: Upload, draft: Draft, by: User) -> tuple[Attachment, Draft]:
    """Its bytes are stored, and no row speaks of them yet; the draft carries it."""
    kind, mime_type = check_upload(upload)
    conversation = visible_conversation(conversation_id, by)
    check_may_write(conversation, by)
    attachment = _attachment(upload.file, mime_type, conversation, by)
    attachment.state = AttachmentState.READY if kind == MessageType.DOCUMENT else AttachmentState.PREPARING
    loose_files.note([attachment_path(attachment, "")])
    # Outside the transaction: the storage may be a network away.
    attachment.file.save(attachment.filename, upload.file, save=False)
    media = {**media_of(attachment), **({"is_voice": True} if upload.is_voice else {})}
    return attachment, replace(draft, type=kind, media=media)


def check_upload(upload: Upload) -> tuple[MessageType, str]:
    """What WhatsApp would refuse, and what cannot be made into something that it takes, is refused here.
    Returns the kind of message and the file's type."""
    file = upload.file
    claimed, found = bare(file.content_type or ""), sniff(_head(file))
    if claimed.startswith(("image/", "audio/", "video/")) and not found.startswith(("image/", "audio/", "video/")):
        raise Invalid(_("The file is not what its type says."), attr="file")
    kind = upload.kind or (MessageType.AUDIO if claimed.startswith("audio/") else kind_of(found))
    mime_type = _document_type(file, claimed, found) if kind == MessageType.DOCUMENT else found
    limit = limit_of(kind)
    if mime_type not in limit.mime_types:
        allowed = ", ".join(sorted(LIMITS[kind].mime_types))
        raise Invalid(_("WhatsApp takes only these types: %(types)s.") % {"types": allowed}, attr="file")
    if (file.size or 0) > limit.max_size:
        raise TooLarge(_("At most %(max)d MB.") % {"max": limit.max_size // MB}, attr="file")
    return kind, mime_type


def media_of(attachment: Attachment) -> dict[str, object]:
    return {
        "attachment_id": str(attachment.pk),
        "state": attachment.state,
        "mime_type": attachment.mime_type,
        "filename": attachment.filename,
        "size": attachment.size,
    }


def clean_name(name: object, *, default: str = "file") -> str:
    printable = "".join(c for c in PurePath(str(name or "")).name if c.isprintable() and c not in '"\\')
    return printable[-240:] or default


def visible_attachment(attachment_id: UUID, *, by: User) -> Attachment:
    """Seen by those who may see its conversation; that of a message that was deleted, as its words, by supervisors
    alone."""
    attachment = Attachment.objects.select_related("message").filter(pk=attachment_id).first()
    if attachment is None:
        raise NotFound
    if attachment.message and attachment.message.deleted_at and not by.is_steering:
        raise NotFound
    if not Conversation.objects.visible_to(by).filter(pk=attachment.conversation_id).exists():
        raise NotFound
    return attachment


def forget(attachment: Attachment) -> None:
    """Its bytes, as this object knows them; the row is somebody else's business."""
    loose_files.discard(names_of(attachment))


def names_of(attachment: Attachment) -> list[str]:
    """Where its bytes lie."""
    return [str(file.name) for file in (attachment.file, attachment.thumbnail) if file]


def queue_file(attachment: Attachment, draft: Draft, by: User) -> Message:
    """The message that carries what `store_upload` stored."""
    with transaction.atomic():
        message = send_message(attachment.conversation_id, draft=draft, by=by)
        if (message.media or {}).get("attachment_id") != str(attachment.pk):
            forget(attachment)  # the same was sent in the same moment, and was first
            return message
        keep_row(attachment)
        carry(attachment, message)
    return message


def keep_row(attachment: Attachment) -> None:
    """From now on it speaks of its bytes."""
    attachment.save(force_insert=True)
    if not loose_files.adopt(names_of(attachment)):
        raise FileNotFoundError(attachment.file.name)


def _attachment(file: "UploadedFile[Any]", mime_type: str, conversation: Conversation, by: User) -> Attachment:
    return Attachment(
        conversation=conversation,
        filename=clean_name(file.name),
        mime_type=mime_type,
        size=file.size or 0,
        sha256=_digest(file),
        uploaded_by=by,
    )


def _head(file: "UploadedFile[Any]") -> bytes:
    file.seek(0)
    head: bytes = file.read(HEAD)
    file.seek(0)
    return head


def _digest(file: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _document_type(file: "UploadedFile[Any]", claimed: str, found: str) -> str:
    if found not in CONTAINERS:
        return found
    named = mimetypes.guess_type(file.name or "")[0] or ""
    allowed = LIMITS[MessageType.DOCUMENT].mime_types
    kin = {name for name in allowed if _holds(found, name)}
    return next((name for name in (claimed, named) if name in kin), found)


def _holds(container: str, mime_type: str) -> bool:
    is_new_office = "openxmlformats" in mime_type
    is_old_office = not is_new_office and mime_type.startswith(("application/ms", "application/vnd.ms"))
    return (container == "application/zip" and is_new_office) or (
        container == "application/x-ole-storage" and is_old_office
    )
