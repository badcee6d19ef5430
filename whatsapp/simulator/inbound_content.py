"""The object that the webhook carries for what a customer sends."""

import base64
from typing import Any

from whatsapp.simulator.graph.checks import checked_text, need_number, need_text
from whatsapp.simulator.graph.errors import invalid, missing
from whatsapp.simulator.models import Media

MEDIA = {"image", "audio", "video", "document", "sticker"}
TEXT, CAPTION = 65536, 1024
TYPE_LONGEST = 20
BESIDE = ("context", "referral", "group_id", "errors", "identity")
UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}


def inbound_content(kind: str, given: Any) -> Any:
    if len(kind) > TYPE_LONGEST or not kind.isidentifier():
        raise invalid("type is not a type of the wire.")
    if given is None:
        raise missing(kind)
    if kind == "text":
        return text_content(given)
    if kind == "contacts" and isinstance(given, list):
        return given
    if not isinstance(given, dict):
        raise invalid(f"{kind} must be an object.")
    return object_content(kind, given)


def beside_content(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """What stands beside the content: a context, an advertisement, a group; errors with what Meta cannot carry."""
    extra = {key: body[key] for key in BESIDE if body.get(key)}
    for key in ("context", "referral"):
        if key in extra and not isinstance(extra[key], dict):
            raise invalid(f"{key} must be an object.")
    if kind == "unsupported":
        extra.setdefault("errors", [UNSUPPORTED])
    return extra


def text_content(given: Any) -> dict[str, Any]:
    text = given.get("body") if isinstance(given, dict) else given
    if not text:
        raise missing("text")
    return {"body": checked_text(text, "text", TEXT)}


def object_content(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    if kind in MEDIA:
        return media_content(kind, given)
    if kind == "location":
        latitude = need_number(given, "latitude", "location.latitude", limit=90)
        longitude = need_number(given, "longitude", "location.longitude", limit=180)
        return given | {"latitude": latitude, "longitude": longitude}
    if kind == "reaction":
        need_text(given, "message_id", "reaction.message_id", longest=200)
        given["emoji"] = checked_text(given.get("emoji") or "", "reaction.emoji", 40)
    return given


def media_content(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    external_id = need_text(given, "id", f"{kind}.id", longest=32)
    media = Media.objects.filter(external_id=external_id).first()
    if media is None:
        raise invalid(f"{kind}.id is unknown: upload the file first.")
    # In webhooks the digest comes in base64, from the media endpoint in hexadecimal.
    digest = base64.b64encode(bytes.fromhex(media.sha256)).decode()
    content: dict[str, Any] = {"id": external_id, "mime_type": media.mime_type, "sha256": digest}
    if given.get("caption"):
        content["caption"] = checked_text(given["caption"], f"{kind}.caption", CAPTION)
    if kind == "document":
        content["filename"] = media.filename or "documento"
    if kind == "audio":
        content["voice"] = bool(given.get("voice", "ogg" in media.mime_type))
    if kind == "sticker":
        content["animated"] = bool(given.get("animated"))
    return content
