"""What the web process sends, compressed: pages and JSON on their way out, the static files once and for all."""

import gzip
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from whitenoise.base import StaticFile
from whitenoise.middleware import WhiteNoiseMiddleware

log = structlog.get_logger(__name__)
# What fits into one packet comes no sooner for being smaller.
LEAST = 1400
TEXTS = ("text/", "application/json", "application/javascript", "application/vnd.oai", "image/svg")
FILES = {".css", ".js", ".json", ".svg", ".html", ".txt", ".map", ".ttf"}


class TextCompressionMiddleware(GZipMiddleware):
    """Django's, which hides the length of what is secret behind random padding; for texts that are made here. Files
    go out as they are stored: they are compressed by nature, and asked for by ranges."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "")
        if response.streaming or not kind.startswith(TEXTS) or len(getattr(response, "content", b"")) < LEAST:
            return response
        return super().process_response(request, response)


class CompressedStaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, with a compressed copy of each file under DATA_DIR: no collectstatic has to make it beforehand."""

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
    if path.suffix not in FILES:
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
