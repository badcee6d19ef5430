"""Pages and JSON are compressed where that helps, and only there."""

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from helpdesk.compression import LEAST, TextCompressionMiddleware


@pytest.mark.parametrize(
    ("response", "is_compressed"),
    [
        (HttpResponse("a" * LEAST), True),
        (HttpResponse("a" * LEAST, content_type="application/json"), True),
        (HttpResponse("a" * 100), False),
        (HttpResponse(bytes(5000), content_type="image/jpeg"), False),
        (FileResponse([b"a" * 5000], content_type="text/plain"), False),
    ],
)
def test_long_texts_are_compressed_and_nothing_else(response: HttpResponse, is_compressed: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    answer = TextCompressionMiddleware(lambda _: response)(request)
    assert answer.has_header("Content-Encoding") is is_compressed
