"""Webhooks as Meta sends them."""

import json
import time
from typing import Any

from django.conf import settings

from whatsapp.models import Payload


def message(external_id: str, sender: str = "5511987654321", body: str = "Olá", **fields: Any) -> dict[str, Any]:
    at = str(fields.pop("at", int(time.time())))
    raw = {"from": sender, "id": external_id, "timestamp": at, "type": "text", "text": {"body": body}}
    return {**raw, **fields}


def status(external_id: str, value: str, **fields: Any) -> dict[str, Any]:
    at = str(fields.pop("at", int(time.time())))
    return {"id": external_id, "status": value, "timestamp": at, "recipient_id": "5511987654321", **fields}


def body(
    *messages: dict[str, Any],
    statuses: tuple[dict[str, Any], ...] = (),
    names: dict[str, str] | None = None,
    number_id: str = "",
) -> bytes:
    """One webhook with everything in one change."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "551130000000",
            "phone_number_id": number_id or settings.WHATSAPP_PHONE_NUMBER_ID,
        },
    }
    if messages:
        senders = {str(m.get("from", "")): None for m in messages}
        value["contacts"] = [{"profile": {"name": (names or {}).get(s, "Ana")}, "wa_id": s} for s in senders]
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    entry = {"id": settings.WHATSAPP_BUSINESS_ACCOUNT_ID, "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def store(*bodies: bytes, lane: str = "") -> list[Payload]:
    """Put them where the webhook endpoint puts them."""
    lane = lane or settings.WHATSAPP_PHONE_NUMBER_ID
    return [Payload.objects.create(lane=lane, body=raw) for raw in bodies]
