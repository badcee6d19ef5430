"""Where articles are imported from."""

from typing import Any

from django.core.files import File

from chatbot.importing.reading import read_file
from chatbot.importing.types import MAX_BYTES, Piece
from chatbot.services.articles import MAX_CONTENT, MAX_TITLE
from conversations.exceptions import TooLarge


def pieces_of_file(file: "File[Any]") -> list[Piece]:
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge(attr="file")
    return read_file(file.read(), file.name or "", limit=MAX_CONTENT, max_title=MAX_TITLE)
