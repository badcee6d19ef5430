"""What the page knows of WhatsApp's limits for files, so that it can tell before anything is uploaded."""

from typing import Any

from conversations.media import limit_of
from conversations.models import MessageType

KINDS = (MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT)


def file_limits() -> dict[str, Any]:
    """By kind: the types, and how many bytes."""
    limits = {kind.value: limit_of(kind) for kind in KINDS}
    return {kind: {"types": sorted(limit.mime_types), "size": limit.max_size} for kind, limit in limits.items()}
