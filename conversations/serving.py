"""A stored file over HTTP: in stretches, unchanged ones not again, and nothing of it ever runs as a page of ours."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import cast
from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from conversations.exceptions import NotFound
from conversations.media import INLINE_TYPES
from conversations.models import Attachment, CustomerExport
from conversations.services.exporting import name_of, pieces_of
from conversations.sniffing import OCTETS
from conversations.storage import FileStore, Pieces

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
THUMBNAIL_TYPE = "image/webp"
# Whatever a customer sent must not run.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Short: what the customer deletes must not lie in browsers for long. An unchanged file is not sent again.
    "Cache-Control": "private, max-age=300",
}


PDF = "application/pdf"
# Browsers show no PDF in a sandbox. Their own viewer keeps what is in one away from the page, and `nosniff` that it is
# taken for anything else; only our pages may frame it.
SHOWN_BY_VIEWER = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


class FileResponse(StreamingHttpResponse):
    """Read piece by piece beside the event loop; Django would read a plain iterator to its end before sending."""

    def __init__(self, pieces: Pieces, *, status: int) -> None:
        super().__init__(pieces, status=status)
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while piece := await asyncio.to_thread(next, self._pieces, b""):
                yield piece
        finally:
            # A reader that went away may leave the last piece still being read; then it ends by itself.
            with contextlib.suppress(ValueError):
                self._pieces.close()


def export_response(export: CustomerExport) -> HttpResponseBase:
    """Sent while it is read."""
    response = FileResponse(pieces_of(export), status=200)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name_of(export)}"'
    for name, value in {**SAFE, "Cache-Control": "private, no-store"}.items():
        response.headers[name] = value
    return response


def file_response(request: HttpRequest, attachment: Attachment, *, thumbnail: bool = False) -> HttpResponseBase:
    """Raises NotFound when there is no such file (yet)."""
    stored = attachment.thumbnail if thumbnail else attachment.file
    if not stored:
        raise NotFound
    tag = f'"{attachment.sha256 or attachment.pk.hex}{"-t" if thumbnail else ""}-{attachment.attempts}"'
    response = _answer(request, stored, tag, 0 if thumbnail else attachment.size)
    for name, value in {**SAFE, "ETag": tag, "Accept-Ranges": "bytes"}.items():
        response.headers[name] = value
    _describe(response, attachment, THUMBNAIL_TYPE if thumbnail else attachment.mime_type)
    if response.headers["Content-Type"] == PDF:
        for name, value in SHOWN_BY_VIEWER.items():
            response.headers[name] = value
    return response


def _answer(request: HttpRequest, stored: FieldFile, tag: str, size: int) -> HttpResponseBase:
    if tag in (part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")):
        return HttpResponse(status=304)
    try:
        size = size or stored.size
        return _stretch(request, stored, tag, size)
    except FileNotFoundError:
        raise NotFound from None


def _stretch(request: HttpRequest, stored: FieldFile, tag: str, size: int) -> HttpResponseBase:
    wanted = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    part = stretch_of(wanted, size)
    start, stop = part or (0, size)
    if part and start >= stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    store = cast(FileStore, stored.storage)
    response = FileResponse(store.pieces(str(stored.name), start, stop), status=206 if part else 200)
    response.headers["Content-Length"] = str(stop - start)
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def stretch_of(header: str, size: int) -> tuple[int, int] | None:
    """From where and up to where; null when all is wanted, or is given because the header makes no sense."""
    found = RANGE.fullmatch(header.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return (max(0, size - int(found[2])), size) if int(found[2]) else (size, size)
    start, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if found[2] and last < start:
        return None
    return start, min(last + 1, size)


def _describe(response: HttpResponseBase, attachment: Attachment, mime_type: str) -> None:
    is_inline = mime_type in INLINE_TYPES
    response.headers["Content-Type"] = mime_type if is_inline else OCTETS
    plain = re.sub(r"[^\w. ()-]", "_", attachment.filename, flags=re.ASCII)
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.filename)}"
    response.headers["Content-Disposition"] = f"{'inline' if is_inline else 'attachment'}; {names}"
