"""What became of a message of ours."""

from datetime import datetime
from typing import Any

from conversations.models import MessageStatus
from conversations.services.statuses import StatusUpdate
from whatsapp.payloads.values import LONGEST_ID, compact, items, mapping, moment, required, text

KNOWN = {
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
    "played": MessageStatus.READ,
    "failed": MessageStatus.FAILED,
}
MAX_ID, LONGEST_NUMBER = 2**63 - 1, 19


def parse_status(raw: dict[str, Any], received_at: datetime) -> list[StatusUpdate]:
    """One update; none for a status that we do not know."""
    word = text(raw, "status", 40)
    status = KNOWN.get(word)
    external_id = required(raw, "id", "a status")
    if status is None:
        return []
    pricing = mapping(raw, "pricing")
    return [
        StatusUpdate(
            external_id=external_id,
            status=status,
            at=moment(raw, "timestamp", received_at),
            message_id=_own_id(text(raw, "biz_opaque_callback_data", 512)),
            error=_error(items(raw, "errors")) if status == MessageStatus.FAILED else None,
            is_played=word == "played",
            pricing=compact(pricing) if pricing else None,
            user_id=_user_id(raw),
        )
    ]


def _own_id(opaque: str) -> int | None:
    """We send our message's id along; others' data is not ours."""
    is_number = opaque.isascii() and opaque.isdigit() and len(opaque) <= LONGEST_NUMBER
    return int(opaque) if is_number and int(opaque) <= MAX_ID else None


def _user_id(raw: dict[str, Any]) -> str:
    """The receiver's; a group has none, and its members are told apart elsewhere."""
    if text(raw, "recipient_type", 20) == "group":
        return ""
    user_id = text(raw, "recipient_user_id", LONGEST_ID + 1)
    return user_id if len(user_id) <= LONGEST_ID else ""


def _error(errors: list[dict[str, Any]]) -> dict[str, Any]:
    error = errors[0] if errors else {}
    details = text(mapping(error, "error_data"), "details", 2000)
    detail = details or text(error, "message", 2000) or text(error, "title", 2000)
    return {"code": text(error, "code", 40) or "failed", "detail": detail}
