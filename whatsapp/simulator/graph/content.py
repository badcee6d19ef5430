"""The content of a message, by type, within Meta's limits."""

from collections.abc import Callable
from typing import Any

from whatsapp.simulator.graph.checks import (
    JsonObject,
    may_text,
    need_list,
    need_number,
    need_object,
    need_text,
)
from whatsapp.simulator.graph.errors import invalid, missing
from whatsapp.simulator.graph.interactive import check_interactive
from whatsapp.simulator.graph.sources import FAMILIES, need_source

TEXT, CAPTION, FILENAME = 4096, 1024, 240


def check_text(body: JsonObject) -> JsonObject:
    text = need_object(body, "text")
    return {
        "body": need_text(text, "body", "text.body", longest=TEXT),
        "preview_url": bool(text.get("preview_url")),
    }


def check_media(kind: str) -> Callable[[JsonObject], JsonObject]:
    def check(body: JsonObject) -> JsonObject:
        part = need_object(body, kind)
        content = need_source(part, kind)
        if kind in {"image", "video", "document"} and part.get("caption") is not None:
            content["caption"] = may_text(part, "caption", f"{kind}.caption", longest=CAPTION)
        if kind == "document" and part.get("filename"):
            content["filename"] = may_text(part, "filename", "document.filename", longest=FILENAME)
        if kind == "audio":
            content["voice"] = bool(part.get("voice"))
        return content

    return check


def check_location(body: JsonObject) -> JsonObject:
    part = need_object(body, "location")
    content: JsonObject = {
        "latitude": need_number(part, "latitude", "location.latitude", limit=90),
        "longitude": need_number(part, "longitude", "location.longitude", limit=180),
    }
    texts = {key: may_text(part, key, f"location.{key}", longest=1000) for key in ("name", "address")}
    return content | {key: text for key, text in texts.items() if text}


def check_contacts(body: JsonObject) -> list[JsonObject]:
    cards = need_list(body, "contacts", "contacts", most=257)
    for card in cards:
        name = need_object(card, "name", "contacts.name")
        need_text(name, "formatted_name", "contacts.name.formatted_name", longest=1000)
        if not any(value for key, value in name.items() if key != "formatted_name"):
            raise missing("contacts.name: at least one of first_name, last_name, middle_name, suffix, prefix")
    return cards


def check_reaction(body: JsonObject) -> JsonObject:
    part = need_object(body, "reaction")
    emoji = may_text(part, "emoji", "reaction.emoji", longest=40)
    if emoji.isascii() and emoji:
        raise invalid("reaction.emoji must be one emoji.")
    return {
        "message_id": need_text(part, "message_id", "reaction.message_id", longest=200),
        "emoji": emoji,
    }


CHECKS: dict[str, Callable[[JsonObject], Any]] = {
    "text": check_text,
    "location": check_location,
    "contacts": check_contacts,
    "reaction": check_reaction,
    "interactive": check_interactive,
} | {kind: check_media(kind) for kind in FAMILIES}
