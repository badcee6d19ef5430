"""Files of ours: uploaded by agents, later fetched from the customer's side. Stored first, then sent."""

from dataclasses import replace
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Invalid, NotFound, TooLarge
from conversations.media import LIMITS, looks_like
from conversations.models import Attachment, Conversation, Message, MessageType
from conversations.services.lookup import locked_conversation
from conversations.services.sending import Draft, earlier_message, send_message


def send_file(conversation_id: UUID, *, file: "UploadedFile[Any]", draft: Draft, by: User) -> Message:
    """Store the file and queue the message that carries it. When that is refused, nothing is kept."""
    if earlier := earlier_message(draft, by):
        return earlier
    mime_type = check_file(file, draft.type)
    attachment = Attachment(filename=clean_name(file.name), mime_type=mime_type, size=file.size or 0, uploaded_by=by)
    try:
        with transaction.atomic():
            attachment.conversation = locked_conversation(conversation_id, by)
            attachment.file.save(attachment.filename, file, save=False)
            attachment.save(force_insert=True)
            return send_message(conversation_id, draft=replace(draft, media=media_of(attachment)), by=by)
    except Exception:
        _forget(attachment)
        raise


def media_of(attachment: Attachment) -> dict[str, object]:
    return {
        "attachment_id": str(attachment.pk),
        "mime_type": attachment.mime_type,
        "filename": attachment.filename,
        "size": attachment.size,
    }


def kind_of(mime_type: str) -> MessageType:
    """The message type that carries such a file."""
    for kind in (MessageType.IMAGE, MessageType.AUDIO, MessageType.VIDEO, MessageType.DOCUMENT, MessageType.STICKER):
        if mime_type in LIMITS[kind].mime_types:
            return kind
    return MessageType.DOCUMENT


def mime_type_of(file: "UploadedFile[Any]") -> str:
    return (file.content_type or "").split(";")[0].strip().lower()


def check_file(file: "UploadedFile[Any]", kind: MessageType) -> str:
    """What WhatsApp would refuse is refused here. Returns the file's type."""
    mime_type, limit = mime_type_of(file), LIMITS[kind]
    if mime_type not in limit.mime_types:
        allowed = ", ".join(sorted(limit.mime_types))
        raise Invalid(_("WhatsApp takes only these types: %(types)s.") % {"types": allowed}, attr="file")
    if (file.size or 0) > limit.max_size:
        raise TooLarge(_("At most %(max)d KB.") % {"max": limit.max_size // 1024}, attr="file")
    head = file.read(16)
    file.seek(0)
    if not looks_like(mime_type, head):
        raise Invalid(_("The file is not what its type says."), attr="file")
    return mime_type


def clean_name(name: str | None) -> str:
    printable = "".join(c for c in PurePath(name or "").name if c.isprintable() and c not in '"\\')
    return printable[-240:] or "file"


def visible_attachment(attachment_id: UUID, *, by: User) -> Attachment:
    """Seen by those who may see its conversation."""
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None:
        raise NotFound
    if not Conversation.objects.visible_to(by).filter(pk=attachment.conversation_id).exists():
        raise NotFound
    return attachment


def _forget(attachment: Attachment) -> None:
    if attachment.file:
        attachment.file.delete(save=False)
