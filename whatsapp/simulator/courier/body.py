"""A webhook's bytes and their signature, as Meta writes them."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from whatsapp.simulator.courier.store import Event


def body_of(events: Sequence[Event], business_account_id: str) -> bytes:
    """Accents escaped as \\u and slashes as \\/: a hash of what was parsed and written again is wrong."""
    parts = [events] if events[0].shape != "entries" else [[event] for event in events]
    entries = [entry_of(part, business_account_id) for part in parts]
    body = {"object": "whatsapp_business_account", "entry": entries}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def entry_of(events: Sequence[Event], business_account_id: str) -> dict[str, Any]:
    changes = [{"value": event.value, "field": event.field} for event in events]
    if events[0].shape == "merged":
        changes = merged(changes)
    entry: dict[str, Any] = {"id": business_account_id, "changes": changes}
    if any(event.field != "messages" for event in events):
        entry["time"] = int(events[0].created_at.timestamp())
    return entry


def merged(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours of one kind become one change, whose lists hold what each of them held."""
    joined: list[dict[str, Any]] = []
    for change in changes:
        if joined and kind_of(joined[-1]) == kind_of(change):
            value = joined[-1]["value"]
            joined[-1]["value"] = value | {
                name: value.get(name, []) + held for name, held in change["value"].items() if isinstance(held, list)
            }
        else:
            joined.append(dict(change))
    return joined


def kind_of(change: dict[str, Any]) -> tuple[str, bool, bool]:
    return change["field"], "messages" in change["value"], "statuses" in change["value"]


def signature_of(body: bytes, app_secret: str) -> str:
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
