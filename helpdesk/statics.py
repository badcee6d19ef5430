"""The static files, in front of Django: a first visit asks for some fifty of them at once.

WhiteNoise knows the files and answers for them; what is added is a way to it that is a plain ASGI endpoint, and a
compressed copy of each file under DATA_DIR, so that no collectstatic has to make it beforehand.

Pages name them by a version of all files together, which what they import takes over, as it is named beside them. A
browser keeps such a file for good, and the next page asks for none.
"""

import gzip
import hashlib
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import structlog
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.base import StaticFile
from whitenoise.middleware import WhiteNoiseMiddleware

from helpdesk.compression import LEAST

log = structlog.get_logger(__name__)
TEXTS = {".css", ".js", ".json", ".svg", ".html", ".txt", ".map", ".ttf"}
ASKED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}

VERSIONED = re.compile(r"^(?P<before>.*?/)(?P<version>v[0-9a-f]{12})/(?P<rest>.+)$")
FOR_GOOD, NOT_KEPT = "max-age=31536000, public, immutable", "no-store"


@cache
def version() -> str:
    """Of what all static files hold, so that each process of an installation names the same."""
    whole, found = hashlib.sha256(), dict[str, str]()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found.setdefault(path, storage.path(path))  # of two with one name the first is served
    for path, place in sorted(found.items()):
        whole.update(f"{path}\0".encode() + hashlib.sha256(Path(place).read_bytes()).digest())
    return f"v{whole.hexdigest()[:12]}"


class VersionedStorage(StaticFilesStorage):
    """The addresses that pages have; in DEBUG, where files change, without a version."""

    def url(self, name: str | None) -> str:
        return super().url(name if settings.DEBUG or not name else f"{version()}/{name}")


class StaticFiles:
    """`await files(scope, send)` answers and is true, or it is false and nothing was sent: Django's 404 is a page."""

    def __init__(self) -> None:
        self.known = KnownFiles()
        if not settings.DEBUG:
            version()  # now, and not when the first page is made

    async def __call__(self, scope: dict[str, Any], send: Any) -> bool:
        path, kept = _place_of(scope["path"])
        file = self.known.find(path)
        if file is None:
            return False
        response = file.get_response(scope["method"], _asked(scope["headers"]))
        headers = [(key.lower().encode(), value.encode("latin-1")) for key, value in response.headers]
        if kept:
            headers = [(key, kept.encode() if key == b"cache-control" else value) for key, value in headers]
        headers.append((b"x-content-type-options", b"nosniff"))
        body = b""
        if response.file is not None:
            with response.file as opened:  # small, and read by all: they come from the system's memory
                body = opened.read()
        await send({"type": "http.response.start", "status": int(response.status), "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return True


def _place_of(path: str) -> tuple[str, str]:
    """Without its version, and how long it may be kept. What another version is asked for is not what this one has:
    a page may be older than this process, or newer while an update goes round.
    """
    found = VERSIONED.match(path)
    if found is None:
        return path, ""
    return f"{found['before']}{found['rest']}", FOR_GOOD if found["version"] == version() else NOT_KEPT


def _asked(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """As WSGI names them, which is what WhiteNoise reads."""
    return {
        "HTTP_" + key.decode().upper().replace("-", "_"): value.decode("latin-1")
        for key, value in headers
        if key in ASKED
    }


class KnownFiles(WhiteNoiseMiddleware):
    """All static files of all apps, found once; in DEBUG whenever they are asked for."""

    def find(self, path: str) -> StaticFile | None:
        if not path.startswith(self.static_prefix):
            return None
        return self.find_file(path) if self.autorefresh else self.files.get(path)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        copy = None if self.autorefresh else compressed_copy(Path(path))
        if copy is None:
            return super().get_static_file(path, url, stat_cache)
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), encodings={"gzip": str(copy)})


def compressed_copy(path: Path) -> Path | None:
    """Made once for each state of the file; null where it saves nothing or cannot be kept."""
    if path.suffix not in TEXTS:
        return None
    try:
        state = path.stat()
        name = hashlib.sha256(f"{path}:{state.st_mtime_ns}:{state.st_size}".encode()).hexdigest()[:32]
        copy = Path(settings.DATA_DIR) / "compressed" / f"{name}.gz"
        if state.st_size < LEAST:
            return None
        if not copy.exists():
            _write(copy, gzip.compress(path.read_bytes(), mtime=0))
    except OSError as error:
        log.warning("static file not compressed", file=path.name, error=type(error).__name__)
        return None
    return copy


def _write(copy: Path, content: bytes) -> None:
    """Whole or not at all: another process may make the same, and power may fail."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=copy.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(copy)
