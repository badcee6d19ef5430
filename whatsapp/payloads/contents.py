"""What is in an inbound message, by type: its words, what it has beside them, its file."""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from conversations.models import MessageType
from whatsapp.payloads.values import compact, items, mapping, text

Raw = dict[str, Any]
Body = tuple[MessageType, str, dict[str, Any], dict[str, Any] | None]  # type, text, payload, media

LIMITS = {"id": 200, "mime_type": 100, "sha256": 100, "filename": 240, "url": 2000}
FLOW_FIELDS, LONGEST_JSON = 100, 100_000
# More than any order can come to; a number beyond is none.
MOST = Decimal(10) ** 15


def read_content(raw: Raw) -> Body:
    """An unknown type is kept as it came, under its name."""
    kind = text(raw, "type", 40)
    return READERS.get(kind, _unknown)(raw, mapping(raw, kind))


def _text(raw: Raw, value: Raw) -> Body:
    return MessageType.TEXT, text(value, "body"), {}, None


def _media(kind: MessageType) -> Callable[[Raw, Raw], Body]:
    def read(raw: Raw, value: Raw) -> Body:
        fields = {key: text(value, key, limit) for key, limit in LIMITS.items() if text(value, key, 1)}
        flags = {f"is_{key}": True for key in ("voice", "animated") if value.get(key) is True}
        return kind, text(value, "caption"), {}, {**fields, **flags}

    return read


def _location(raw: Raw, value: Raw) -> Body:
    label = ", ".join(part for part in (text(value, "name"), text(value, "address")) if part)
    return MessageType.LOCATION, label, {"location": compact(value)}, None


def _contacts(raw: Raw, value: Raw) -> Body:
    kept = compact({"contacts": items(raw, "contacts")})
    names = ", ".join(text(mapping(card, "name"), "formatted_name", 200) for card in items(kept, "contacts"))
    return MessageType.CONTACTS, names[:2000], kept, None


def _interactive(raw: Raw, value: Raw) -> Body:
    reply = mapping(value, text(value, "type", 40))
    payload: Raw = {"interactive": compact(value)}
    if text(value, "type", 40) == "nfm_reply":
        payload["flow"] = {"name": text(reply, "name", 200), "fields": _flow_fields(text(reply, "response_json"))}
    return MessageType.INTERACTIVE, text(reply, "title") or text(reply, "body"), payload, None


def _flow_fields(response: str) -> Raw:
    """What the customer filled in; empty when it is no JSON, which is then still in the reply itself."""
    try:
        found = json.loads(response[:LONGEST_JSON], parse_constant=str)
    except (ValueError, RecursionError):
        return {}
    return compact(dict(list(found.items())[:FLOW_FIELDS])) if isinstance(found, dict) else {}


def _button(raw: Raw, value: Raw) -> Body:
    return MessageType.BUTTON, text(value, "text"), {"button": compact(value)}, None


def _order(raw: Raw, value: Raw) -> Body:
    kept = compact(value)
    return (
        MessageType.ORDER,
        text(value, "text"),
        {"order": kept, "totals": _totals(items(kept, "product_items"))},
        None,
    )


def _totals(rows: list[Raw]) -> list[Raw]:
    """By currency; a row without a sensible price or number adds nothing."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        price, quantity = _number(row, "item_price"), _number(row, "quantity")
        if price is not None and quantity is not None:
            currency = text(row, "currency", 3).upper()
            sums[currency] = sums.get(currency, Decimal(0)) + price * quantity
    return [{"currency": currency, "amount": f"{amount:.2f}"} for currency, amount in sums.items()]


def _number(source: Raw, key: str) -> Decimal | None:
    try:
        number = Decimal(text(source, key, 40))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= MOST else None


def _unsupported(raw: Raw, value: Raw) -> Body:
    """WhatsApp itself does not pass it on; it says why in `errors` and sometimes what it was."""
    return MessageType.UNSUPPORTED, "", {"kind": "unsupported", "was": text(value, "type", 40)}, None


def _unknown(raw: Raw, value: Raw) -> Body:
    return MessageType.UNSUPPORTED, "", {"kind": text(raw, "type", 40) or "unknown", "raw": compact(raw)}, None


READERS: dict[str, Callable[[Raw, Raw], Body]] = {
    "text": _text,
    "image": _media(MessageType.IMAGE),
    "video": _media(MessageType.VIDEO),
    "audio": _media(MessageType.AUDIO),
    "document": _media(MessageType.DOCUMENT),
    "sticker": _media(MessageType.STICKER),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "unsupported": _unsupported,
}
