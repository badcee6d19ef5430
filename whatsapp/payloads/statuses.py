"""What became of a message of ours."""

from datetime import datetime
from typing import Any

from conversations.models import MessageStatus
from conversations.services.statuses import StatusUpdate
from whatsapp.payloads.values import items, mapping, moment, required, text

KNOWN = {
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
    "played": MessageStatus.READ,
    "failed": MessageStatus.FAILED,
}
MAX_ID = 2**63 - 1


def parse_status(raw: dict[str, Any], received_at: datetime) -> list[StatusUpdate]:
    """One update; none for a status that we do not know."""
    status = KNOWN.get(text(raw, "status", 40))
    external_id = required(raw, "id", "a status")
    if status is None:
        return []
    return [
        StatusUpdate(
            external_id=external_id,
            status=status,
            at=moment(raw, "timestamp", received_at),
            message_id=_own_id(text(raw, "biz_opaque_callback_data", 512)),
            error=_error(items(raw, "errors")) if status == MessageStatus.FAILED else None,
        )
    ]


def _own_id(opaque: str) -> int | None:
    """We send our message's id along; others' data is not ours."""
    return int(opaque) if opaque.isascii() and opaque.isdigit() and int(opaque[:20]) <= MAX_ID else None


def _error(errors: list[dict[str, Any]]) -> dict[str, Any]:
    error = errors[0] if errors else {}
    detail = text(mapping(error, "error_data"), "details") or text(error, "message") or text(error, "title")
    return {"code": text(error, "code", 40) or "failed", "detail": detail}
