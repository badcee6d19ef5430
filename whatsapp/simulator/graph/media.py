"""Media: upload, look up, fetch, delete."""

import re
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone

from whatsapp.simulator.graph.checks import JsonObject
from whatsapp.simulator.graph.errors import GraphError, bad_parameter, missing, no_such_object
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.media import OUTBOUND_LIFE, TooLarge, UnsupportedType, store
from whatsapp.simulator.models import Account, Media

URL_LIFE = 300
signer = signing.TimestampSigner(salt="simulator-media")


def upload_media(request: GraphRequest) -> JsonObject:
    form, files = request.http.POST, request.http.FILES
    if form.get("messaging_product") != "whatsapp":
        raise bad_parameter("The parameter messaging_product is required and must be whatsapp.")
    file: Any = files.get("file")
    if not isinstance(file, UploadedFile):
        raise missing("file")
    mime = form.get("type") or file.content_type or ""
    try:
        media = store(file.chunks(), mime=mime, filename=file.name or "", life=OUTBOUND_LIFE)
    except UnsupportedType:
        raise bad_parameter(f"Param file must be a file with one of the supported types. Received {mime!r}.") from None
    except TooLarge as problem:
        raise GraphError(131053, str(problem)) from None
    return {"id": media.external_id}


def get_media(request: GraphRequest) -> JsonObject:
    media = media_of(request)
    # Ordering that addresses are dead moves the epoch on.
    ticket = f"{media.external_id}.{Account.load().media_epoch}"
    return {
        "messaging_product": "whatsapp",
        "url": f"{request.base}/media/{signer.sign(ticket)}",
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "file_size": media.size,
        "id": media.external_id,
    }


def media_of(request: GraphRequest) -> Media:
    media = Media.objects.filter(external_id=request.node, expires_at__gt=timezone.now()).first()
    if media is None or not media.path.is_file():
        raise no_such_object(request.node, request.http.method or "GET")
    return media


def delete_media(request: GraphRequest) -> JsonObject:
    media = media_of(request)
    media.delete()
    media.path.unlink(missing_ok=True)
    return {"success": True}


def fetch_media(request: GraphRequest, signed: str) -> HttpResponse | None:
    """The bytes behind a URL of the last five minutes; None when it is stale or forged."""
    try:
        external_id, _, epoch = signer.unsign(signed, max_age=URL_LIFE).partition(".")
    except signing.BadSignature:
        return None
    media = Media.objects.filter(external_id=external_id).first()
    if epoch != str(Account.load().media_epoch) or media is None or not media.path.is_file():
        return None
    return file_response(media)


def file_response(media: Media) -> HttpResponse:
    response = HttpResponse(media.path.read_bytes(), content_type=media.mime_type)
    # Whatever a customer sends is shown, never run.
    response.headers["X-Content-Type-Options"] = "nosniff"
    name = re.sub(r"[^\w. -]", "_", media.filename) or media.external_id
    inline = media.mime_type.split("/")[0] in {"image", "audio", "video"}
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response
