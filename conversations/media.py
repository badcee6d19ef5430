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
# What can be made into something that WhatsApp takes, and how large it may be before that.
CONVERTIBLE = {
    MessageType.IMAGE: Limit(
        frozenset(
            {
                "image/jpeg",
                "image/png",
                "image/apng",
                "image/webp",
                "image/gif",
                "image/bmp",
                "image/tiff",
                "image/heic",
                "image/avif",
            }
        ),
        30 * MB,
    ),
    MessageType.AUDIO: Limit(
        frozenset(
            {
                "audio/aac",
                "audio/amr",
                "audio/mpeg",
                "audio/mp4",
                "audio/ogg",
                "audio/wav",
                "audio/x-flac",
                "audio/x-aiff",
                "audio/webm",
                "video/webm",
                "video/mp4",
            }
        ),
        50 * MB,
    ),
    MessageType.VIDEO: Limit(
        frozenset({"video/mp4", "video/3gpp", "video/quicktime", "video/webm", "video/x-matroska"}), 48 * MB
    ),
    MessageType.STICKER: Limit(frozenset({"image/webp", "image/png", "image/jpeg", "image/gif"}), 10 * MB),
}
# Meta hands over no larger file.
MAX_INCOMING = 100 * MB
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
        "audio/wav",
        "audio/webm",
        "video/mp4",
        "video/3gpp",
        "video/webm",
        "application/pdf",
    }
)


def kind_of(mime_type: str) -> MessageType:
    """The message type that carries such a file best."""
    for kind in (MessageType.IMAGE, MessageType.AUDIO, MessageType.VIDEO):
        if mime_type in CONVERTIBLE[kind].mime_types and mime_type.startswith(kind.value):
            return kind
    return MessageType.DOCUMENT


def limit_of(kind: MessageType) -> Limit:
    """What may be uploaded to be sent as this."""
    return CONVERTIBLE.get(kind) or LIMITS[kind]
