"""What a worker made, put into the storage under names of this attempt alone."""

import hashlib
import mimetypes
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.base import ContentFile, File

from conversations.models import Attachment, MessageType
from conversations.models.attachment import attachment_path, thumbnail_path
from conversations.services.files import Kept, keep_file
from conversations.services.loose_files import discard, note
from conversations.sniffing import OCTETS
from conversations.storage import PIECE
from whatsapp.media import images

PICTURES = (MessageType.IMAGE, MessageType.STICKER)


def store(attachment: Attachment, file: BinaryIO, *, mime_type: str, facts: dict[str, object] | None = None) -> bool:
    """The bytes first, then the row that speaks of them. False when another worker has the file by now."""
    facts, preview = dict(facts or {}), None
    if attachment.message and attachment.message.type in PICTURES and mime_type.startswith("image/"):
        preview = _preview(file, facts)
    size, digest = _measured(file)
    storage = attachment.file.storage
    # Names of this attempt alone: nothing else lies there.
    note([attachment_path(attachment, ""), thumbnail_path(attachment, "") if preview else ""])
    name = storage.save(attachment_path(attachment, ""), File(file))
    small = storage.save(thumbnail_path(attachment, ""), ContentFile(preview)) if preview else ""
    kept = Kept(
        file=name,
        mime_type=mime_type,
        size=size,
        sha256=digest,
        thumbnail=small,
        facts=facts,
        filename=_name(attachment, mime_type),
    )
    if keep_file(attachment, kept):
        return True
    discard([name, small])
    return False


def _name(attachment: Attachment, mime_type: str) -> str:
    """A file that became another type is called so."""
    if mime_type in (attachment.mime_type, OCTETS):
        return attachment.filename
    extension = ".ogg" if mime_type == "audio/ogg" else mimetypes.guess_extension(mime_type)
    return str(PurePath(attachment.filename).with_suffix(extension)) if extension else attachment.filename


def _preview(file: BinaryIO, facts: dict[str, object]) -> bytes | None:
    """A picture without a small one is shown by its name."""
    try:
        small = images.small(file)
    except images.BadImage:
        return None
    facts.update(width=small.width, height=small.height)
    return small.content


def _measured(file: BinaryIO) -> tuple[int, str]:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    size = file.tell()
    file.seek(0)
    return size, digest.hexdigest()
