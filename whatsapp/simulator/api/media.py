"""Files that a customer sends, and the files on the phone."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from whatsapp.simulator.api.door import ApiError, api
from whatsapp.simulator.graph.media import file_response
from whatsapp.simulator.media import INBOUND_LIFE, TooLarge, UnsupportedType, store
from whatsapp.simulator.models import Media

CHUNK = 64 * 1024


@api("POST")
def upload(request: HttpRequest) -> JsonResponse:
    """The file itself as the body, its type as the content type, `?filename=`. Answer 201 `{"id", …}`."""
    # A recorder adds its codec to the type, and that belongs to it.
    mime = request.headers.get("Content-Type", "")
    try:
        name = request.GET.get("filename", "").replace("\x00", "")
        media = store(chunks_of(request), mime=mime, filename=name, life=INBOUND_LIFE)
    except UnsupportedType:
        raise ApiError("WhatsApp does not carry files of this type.", code="unsupported_media_type") from None
    except TooLarge as problem:
        raise ApiError(str(problem), code="too_large", status=413) from None
    shape = {"id": media.external_id, "mime_type": media.mime_type, "sha256": media.sha256, "file_size": media.size}
    return JsonResponse(shape, status=201)


def chunks_of(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


@api("GET")
def show(request: HttpRequest, external_id: str) -> HttpResponse:
    media = Media.objects.filter(external_id=external_id).first()
    if media is None or not media.path.is_file():
        raise Http404
    response = file_response(media)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
