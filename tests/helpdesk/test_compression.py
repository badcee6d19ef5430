"""What the web process sends is compressed where that helps, and only there."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from helpdesk.compression import LEAST, TextCompressionMiddleware, compressed_copy

BASE = "/static/css/base.css"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield


def stored() -> bytes:
    return Path(str(finders.find("css/base.css"))).read_bytes()


def test_a_static_file_comes_compressed_to_whoever_takes_it() -> None:
    answer = Client().get(BASE, headers={"accept-encoding": "gzip, deflate"})
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"
    assert gzip.decompress(b"".join(answer.streaming_content)) == stored()  # type: ignore[arg-type]


def test_it_comes_as_it_is_to_others() -> None:
    answer = Client().get(BASE)
    assert "Content-Encoding" not in answer
    assert b"".join(answer.streaming_content) == stored()  # type: ignore[arg-type]


def test_a_copy_is_made_once_for_each_state_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "big.css"
    file.write_text("a { color: red }\n" * 200)
    first = compressed_copy(file)
    assert first is not None
    made = first.stat().st_mtime_ns
    assert compressed_copy(file) == first
    assert first.stat().st_mtime_ns == made
    file.write_text("a { color: blue }\n" * 200)
    assert compressed_copy(file) != first


def test_small_files_and_pictures_have_no_copy(tmp_path: Path) -> None:
    (tmp_path / "small.css").write_text("a {}")
    (tmp_path / "picture.png").write_bytes(bytes(5000))
    assert compressed_copy(tmp_path / "small.css") is None
    assert compressed_copy(tmp_path / "picture.png") is None


def test_without_a_place_for_copies_files_go_out_as_they_are(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "taken"
    (tmp_path / "taken").write_text("a file where a folder should be")
    shutil.copy(str(finders.find("css/base.css")), tmp_path / "base.css")
    assert compressed_copy(tmp_path / "base.css") is None


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
