"""Files that a customer sends, and the files on the phone."""

import io
from collections.abc import Iterator

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from whatsapp.media.sounds import BadSound, voice_note
from whatsapp.simulator.api.door import ApiError, api, json_body
from whatsapp.simulator.graph.media import file_response
from whatsapp.simulator.media import INBOUND_LIFE, MEGABYTE, TooLarge, UnsupportedType, store
from whatsapp.simulator.models import Account, Media

CHUNK = 64 * 1024
VOICE, LONGEST_RECORDING = "audio/ogg; codecs=opus", 16 * MEGABYTE


@api("POST")
def upload(request: HttpRequest) -> JsonResponse:
    """The file itself as the body, its type as the content type, `?filename=`. Answer 201 `{"id", …}`.

    With `?voice=1` it is a recording, in whatever a browser records, and becomes the Ogg that a phone sends.
    """
    # A recorder adds its codec to the type, and that belongs to it.
    mime, chunks = request.headers.get("Content-Type", ""), chunks_of(request)
    try:
        name = request.GET.get("filename", "").replace("\x00", "")
        if request.GET.get("voice"):
            mime, chunks = VOICE, iter([voice_note(recording_of(request))[0]])
        media = store(chunks, mime=mime, filename=name, life=INBOUND_LIFE)
    except BadSound:
        raise ApiError("This recording cannot be read.", code="unsupported_media_type") from None
    except UnsupportedType:
        raise ApiError("WhatsApp does not carry files of this type.", code="unsupported_media_type") from None
    except TooLarge as problem:
        raise ApiError(str(problem), code="too_large", status=413) from None
    shape = {"id": media.external_id, "mime_type": media.mime_type, "sha256": media.sha256, "file_size": media.size}
    return JsonResponse(shape, status=201)


def chunks_of(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def recording_of(request: HttpRequest) -> io.BytesIO:
    recording = io.BytesIO(request.read(LONGEST_RECORDING + 1))
    if recording.getbuffer().nbytes > LONGEST_RECORDING:
        raise TooLarge("The recording is too long.")
    return recording


@api("GET")
def show(request: HttpRequest, external_id: str) -> HttpResponse:
    media = Media.objects.filter(external_id=external_id).first()
    if media is None or not media.path.is_file():
        raise Http404
    response = file_response(media)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@api("POST")
def expire(request: HttpRequest, external_id: str) -> HttpResponse:
    """`{"what": "url"}`: every address that was given out is dead (all media share that clock). `"id"`: this file's
    life is over. Either way the business gets a 404 or an error."""
    what = json_body(request).get("what", "url")
    if what == "url":
        Account.objects.update(media_epoch=F("media_epoch") + 1)
    elif what == "id":
        Media.objects.filter(external_id=external_id).update(expires_at=timezone.now())
    else:
        raise ApiError("url or id.", attr="what")
    return HttpResponse(status=204)
