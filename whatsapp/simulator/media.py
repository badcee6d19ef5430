"""Files on disk and their rows."""

import hashlib
import os
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from whatsapp.simulator.ids import new_object_id
from whatsapp.simulator.models import Media

MEGABYTE = 1024 * 1024
OUTBOUND_LIFE, INBOUND_LIFE = timedelta(days=30), timedelta(days=7)
LIMITS = {
    "image/jpeg": 5,
    "image/png": 5,
    "image/webp": 0.5,
    "audio/aac": 16,
    "audio/amr": 16,
    "audio/mpeg": 16,
    "audio/mp4": 16,
    "audio/ogg": 16,
    "video/mp4": 16,
    "video/3gpp": 16,
    "text/plain": 100,
    "application/pdf": 100,
    "application/msword": 100,
    "application/vnd.ms-excel": 100,
    "application/vnd.ms-powerpoint": 100,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 100,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 100,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": 100,
}


class UnsupportedType(ValueError):
    """Not a type that WhatsApp carries."""


class TooLarge(ValueError):
    """Over the limit of its type."""


def store(chunks: Iterable[bytes], *, mime: str, filename: str, life: timedelta) -> Media:
    """The file first, safely on disk, then its row: a row never points at nothing."""
    bare = mime.split(";", maxsplit=1)[0].strip().lower()
    if bare not in LIMITS:
        raise UnsupportedType(mime)
    external_id = new_object_id()
    media = Media(external_id=external_id, mime_type=mime[:100], filename=filename[:255])
    media.expires_at = timezone.now() + life
    try:
        media.size, media.sha256 = write(media, chunks, int(LIMITS[bare] * MEGABYTE))
    except TooLarge:
        media.path.unlink(missing_ok=True)
        raise
    media.save()
    return media


def write(media: Media, chunks: Iterable[bytes], limit: int) -> tuple[int, str]:
    media.path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with media.path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(f"Media file is too large. Max file size supported: {limit} bytes.")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()
