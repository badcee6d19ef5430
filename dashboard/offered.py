"""What an interactive message of ours offers beside its words. The payload may have come over the API: only what has
the known shape is shown."""

from typing import Any

from conversations.models import Message

Data = dict[str, Any]
MOST = 20


def offered_by(message: Message) -> Data:
    """Empty for every other message: header, footer, buttons, the list's sections, a link."""
    found = (message.payload or {}).get("interactive")
    action = _at(found, "action")
    if not action:
        return {}
    return {
        "header": _text(_at(found, "header"), "text"),
        "footer": _text(_at(found, "footer"), "text"),
        "buttons": [title for row in _rows(action, "buttons") if (title := _text(_at(row, "reply"), "title"))],
        "menu": _text(action, "button"),
        "sections": [_section(row) for row in _rows(action, "sections")],
        "link": _text(_at(action, "parameters"), "display_text"),
        "address": _text(_at(action, "parameters"), "url"),
        "asks_for_place": action.get("name") == "send_location",
    }


def _section(section: Data) -> Data:
    rows = [{key: _text(row, key) for key in ("title", "description")} for row in _rows(section, "rows")]
    return {"title": _text(section, "title"), "rows": rows}


def _at(source: Any, key: str) -> Data:
    value = source.get(key) if isinstance(source, dict) else None
    return value if isinstance(value, dict) else {}


def _rows(source: Data, key: str) -> list[Data]:
    value = source.get(key)
    return [row for row in value[:MOST] if isinstance(row, dict)] if isinstance(value, list) else []


def _text(source: Data, key: str) -> str:
    value = source.get(key)
    return value[:2000] if isinstance(value, str) else ""
