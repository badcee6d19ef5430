"""Webhooks as Meta sends them: ASCII JSON, signed."""

import json
import time
from typing import Any

from benchmarks.processes import ACCOUNT_ID, APP_SECRET, NUMBER_ID
from whatsapp.signature import sign


def message_body(phone: str, wamid: str, text: str, at: float | None = None) -> bytes:
    message = {
        "from": phone,
        "from_user_id": f"BR.{phone}",
        "id": wamid,
        "timestamp": str(int(at or time.time())),
        "type": "text",
        "text": {"body": text},
    }
    contact = {"profile": {"name": f"Cliente {phone[-5:]}"}, "wa_id": phone, "user_id": f"BR.{phone}"}
    return wrapped({"contacts": [contact], "messages": [message]})


def status_body(phone: str, wamid: str, status: str, at: float | None = None) -> bytes:
    row = {
        "id": wamid,
        "status": status,
        "timestamp": str(int(at or time.time())),
        "recipient_id": phone,
        "recipient_user_id": f"BR.{phone}",
    }
    return wrapped({"contacts": [{"wa_id": phone, "user_id": f"BR.{phone}"}], "statuses": [row]})


def wrapped(content: dict[str, Any]) -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551130000000", "phone_number_id": NUMBER_ID},
        **content,
    }
    changes = [{"field": "messages", "value": value}]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT_ID, "changes": changes}]}
    ).encode()


def headers(body: bytes) -> dict[str, str]:
    return {"content-type": "application/json", "x-hub-signature-256": sign(APP_SECRET, body)}
