"""Bodies that are sent in chunks, without a length: by the time a view runs they are all there, so it is known."""

import os
from collections.abc import Callable

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse


class ChunkedBodyMiddleware:
    """Without it the REST framework would take such a body for an empty one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request, ASGIRequest) and "CONTENT_LENGTH" not in request.META:
            stream = request._stream
            request.META["CONTENT_LENGTH"] = str(stream.seek(0, os.SEEK_END))
            stream.seek(0)
        return self.get_response(request)
