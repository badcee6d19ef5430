"""A webhook's bytes and their signature, as Meta writes them."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from whatsapp.simulator.courier.store import Event


def body_of(events: Sequence[Event], business_account_id: str) -> bytes:
    """Accents escaped as \\u and slashes as \\/: a hash of what was parsed and written again is wrong."""
    changes = [{"value": event.value, "field": event.field} for event in events]
    entry: dict[str, Any] = {"id": business_account_id, "changes": changes}
    if any(event.field != "messages" for event in events):
        entry["time"] = int(events[0].created_at.timestamp())
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signature_of(body: bytes, app_secret: str) -> str:
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
