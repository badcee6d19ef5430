"""A received payload as people may see it: indented, and without what could be abused if it were copied elsewhere."""

import json
import re
from typing import Any

from whatsapp.payloads import Malformed
from whatsapp.payloads.envelope import load

SHOWN = 40_000
PHONE_KEYS = {"from", "to", "wa_id", "recipient_id", "phone", "phone_number", "input"}
SECRET_KEYS = {"url", "image_url", "video_url", "thumbnail_url", "flow_token", "pin", "access_token", "token"}
DIGITS = re.compile(r"\d(?=\d{4})")


def readable(body: bytes) -> str:
    """What is no JSON is shown as text."""
    try:
        shown = json.dumps(masked(load(body)), indent=2, ensure_ascii=False)
    except (Malformed, RecursionError):
        shown = body[:SHOWN].decode("utf-8", "replace")
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}\n…"


def masked(value: Any, key: str = "") -> Any:
    """Phone numbers keep their last four digits; addresses that carry a signature lose it."""
    if isinstance(value, dict):
        return {name: masked(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, key) for inner in value]
    if isinstance(value, str) and key in PHONE_KEYS:
        return DIGITS.sub("•", value)
    if isinstance(value, str) and key in SECRET_KEYS:
        return f"{value.split('?')[0]}?…" if "?" in value else value if value.startswith("http") else "…"
    return value
