"""Where a file to be sent comes from: an id that was uploaded, or a link."""

from django.utils import timezone

from whatsapp.simulator.graph.checks import JsonObject, need_text
from whatsapp.simulator.graph.errors import GraphError, bad_parameter
from whatsapp.simulator.models import Media

LINK = 2048
FAMILIES = {"image": "image/", "video": "video/", "audio": "audio/", "sticker": "image/webp", "document": ""}


def need_source(part: JsonObject, kind: str) -> JsonObject:
    """By id or by link, one of both."""
    if part.get("id"):
        return stored_media(str(part["id"]), kind)
    link = need_text(part, "link", f"{kind}.id or {kind}.link", longest=LINK)
    if not link.startswith(("http://", "https://")):
        raise bad_parameter(f"Param {kind}.link is not a valid URL.")
    return {"link": link}


def stored_media(external_id: str, kind: str) -> JsonObject:
    media = Media.objects.filter(external_id=external_id, expires_at__gt=timezone.now()).first()
    if media is None:
        raise bad_parameter(f"Media ID {external_id} does not exist or has expired.")
    if not media.mime_type.startswith(FAMILIES[kind]) or (kind == "image" and media.mime_type == "image/webp"):
        raise GraphError(131053, f"{media.mime_type} is not a valid MIME type for {kind}.")
    return {"id": external_id, "mime_type": media.mime_type, "filename": media.filename}
