"""Where articles are imported from: files, and pages by their addresses."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.files import File
from django.db import connection

from chatbot.fetching import Page, fetch_page
from chatbot.importing.reading import read_file, read_page
from chatbot.importing.texts import clean
from chatbot.importing.types import MAX_BYTES, Piece
from chatbot.services.articles import MAX_CONTENT, MAX_TITLE
from conversations.exceptions import TooLarge

LIMITS = {"limit": MAX_CONTENT, "max_title": MAX_TITLE}


def pieces_of_file(file: "File[Any]") -> list[Piece]:
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge(attr="file")
    return read_file(file.read(), file.name or "", **LIMITS)


def pieces_of_address(address: str) -> tuple[list[Piece], str]:
    """What a page holds, and where it was found at last."""
    if not connection.in_atomic_block:
        connection.close()  # nobody holds one while a page is fetched
    page = fetch_page(address)
    name = _name_of(page)
    if page.ending == ".html":
        return read_page(page.content, name, address=page.address, charset=page.charset, **LIMITS), page.address
    return read_file(page.content, f"{name}{page.ending}", **LIMITS), page.address


def _name_of(page: Page) -> str:
    parts = urlsplit(page.address)
    return clean(PurePosixPath(unquote(parts.path)).stem).strip() or parts.netloc
