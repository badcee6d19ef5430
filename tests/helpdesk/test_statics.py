"""Static files, as the process answers for them in front of Django."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from helpdesk.statics import StaticFiles, compressed_copy, version

BASE = "/static/css/base.css"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def stored() -> bytes:
    return Path(str(finders.find("css/base.css"))).read_bytes()


async def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes] | None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    rows = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    if not await StaticFiles()({"type": "http", "path": path, "method": method, "headers": rows}, send):
        return None
    found = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], found, sent[1]["body"]


async def test_a_file_comes_compressed_to_whoever_takes_it() -> None:
    answer = await ask(BASE, accept_encoding="gzip, deflate")
    assert answer is not None
    status, headers, body = answer
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert headers["content-type"].startswith("text/css")
    assert gzip.decompress(body) == stored()


async def test_it_comes_as_it_is_to_others() -> None:
    answer = await ask(BASE)
    assert answer is not None
    assert "content-encoding" not in answer[1]
    assert answer[2] == stored()


async def test_what_the_browser_has_already_is_not_sent_again() -> None:
    first = await ask(BASE)
    assert first is not None
    again = await ask(BASE, if_none_match=first[1]["etag"])
    assert again is not None
    assert (again[0], again[2]) == (304, b"")


async def test_under_the_name_that_pages_give_it_it_is_kept_for_good() -> None:
    named = static("css/base.css")
    assert named == f"/static/{version()}/css/base.css"
    answer = await ask(named, accept_encoding="gzip")
    assert answer is not None
    assert answer[1]["cache-control"] == "max-age=31536000, public, immutable"
    assert gzip.decompress(answer[2]) == stored()


async def test_a_page_of_another_version_gets_it_too_and_keeps_nothing() -> None:
    answer = await ask("/static/v0123456789ab/css/base.css")
    assert answer is not None
    assert (answer[0], answer[1]["cache-control"], answer[2]) == (200, "no-store", stored())


@pytest.fixture
def folders(settings: Any, tmp_path: Path) -> Iterator[list[Path]]:
    settings.STATICFILES_DIRS = found = [tmp_path / "one", tmp_path / "two"]
    for folder in found:
        folder.mkdir()
    finders.get_finder.cache_clear()
    yield found
    finders.get_finder.cache_clear()


def test_the_version_is_another_when_a_file_is(folders: list[Path]) -> None:
    (folders[0] / "a.js").write_text("1")
    first = version.__wrapped__()
    assert version.__wrapped__() == first
    (folders[0] / "a.js").write_text("2")
    assert version.__wrapped__() != first


def test_of_two_files_with_one_name_the_one_that_is_served_counts(folders: list[Path]) -> None:
    for folder in folders:
        (folder / "a.js").write_text("1")
    first = version.__wrapped__()
    (folders[1] / "a.js").write_text("2")
    assert version.__wrapped__() == first
    (folders[0] / "a.js").write_text("2")
    assert version.__wrapped__() != first


def test_while_files_change_they_have_no_version(settings: Any) -> None:
    settings.DEBUG = True
    assert static("css/base.css") == "/static/css/base.css"


@pytest.mark.parametrize("path", ["/", "/inbox", "/static/css/none.css", "/static/../manage.py", "/static/css/"])
async def test_what_is_no_static_file_is_left_to_django(path: str) -> None:
    assert await ask(path) is None


async def test_only_reading_is_allowed() -> None:
    answer = await ask(BASE, method="POST")
    assert answer is not None
    assert (answer[0], answer[2]) == (405, b"")
    head = await ask(BASE, method="HEAD")
    assert head is not None
    assert (head[0], head[2], head[1]["content-length"]) == (200, b"", str(len(stored())))


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
