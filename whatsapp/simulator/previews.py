"""One line that stands for a message in the list of chats."""

from typing import Any

LONGEST = 120


def preview_of(type: str, content: Any) -> str:
    """Its text or caption; empty for what only its kind can describe."""
    if not isinstance(content, dict):
        return ""
    text = next((found for key in PATHS.get(type, ("caption",)) if (found := at(content, key))), "")
    return " ".join(text.split())[:LONGEST]


def at(content: dict[str, Any], path: str) -> str:
    found: Any = content
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


PATHS = {
    "text": ("body",),
    "template": ("rendered.body",),
    "interactive": ("body.text", "button_reply.title", "list_reply.title", "nfm_reply.body"),
    "system": ("body",),
    "order": ("text",),
    "button": ("text",),
    "location": ("name", "address"),
    "document": ("caption", "filename"),
}
