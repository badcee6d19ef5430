"""Which files WhatsApp takes, by kind of message."""

from dataclasses import dataclass

from conversations.models import MessageType

KB = 1024
MB = 1024 * KB


@dataclass(frozen=True, slots=True)
class Limit:
    mime_types: frozenset[str]
    max_size: int


OFFICE = "application/vnd.openxmlformats-officedocument"
LIMITS = {
    MessageType.IMAGE: Limit(frozenset({"image/jpeg", "image/png"}), 5 * MB),
    MessageType.AUDIO: Limit(frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}), 16 * MB),
    MessageType.VIDEO: Limit(frozenset({"video/mp4", "video/3gpp"}), 16 * MB),
    MessageType.DOCUMENT: Limit(
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{OFFICE}.wordprocessingml.document",
                f"{OFFICE}.spreadsheetml.sheet",
                f"{OFFICE}.presentationml.presentation",
            }
        ),
        100 * MB,
    ),
    MessageType.STICKER: Limit(frozenset({"image/webp"}), 500 * KB),
}
# How files of a type begin; a type that is not named here is believed.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
    "audio/ogg": (b"OggS",),
    "audio/amr": (b"#!AMR",),
}
# A browser may show these itself; everything else is only downloaded.
INLINE_TYPES = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "audio/aac",
        "audio/amr",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "video/mp4",
        "video/3gpp",
        "application/pdf",
    }
)


def looks_like(mime_type: str, head: bytes) -> bool:
    beginnings = BEGINNINGS.get(mime_type)
    return beginnings is None or head.startswith(beginnings)
