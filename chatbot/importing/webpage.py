"""A web page: its main text by headings, without what stands around it."""

import codecs
import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chatbot.importing.apart import read_apart
from chatbot.importing.texts import clean
from chatbot.importing.types import Block, Heading, Unreadable

READER = Path(__file__).with_name("webpage_blocks.py")
DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
HEAD = 4096
# Of all that Python can decode, only what pages are written in.
TEXTUAL = {
    codecs.lookup(name).name for name in ("utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "iso8859-15", "ascii")
}


def read_webpage(content: bytes, *, address: str = "", charset: str = "") -> tuple[list[Block], str]:
    """The page's blocks, and its title."""
    text = clean(_decoded(content, charset).replace("\r\n", "\n").replace("\r", "\n"))
    said = read_apart(READER, f"{address}\n{text}".encode())
    if said.get("error"):
        raise Unreadable(_("Reading this page takes too long: save its text in another form."), code="too_heavy")
    # Cleaned again: a page may spell letters as numbers.
    return [_block(block) for block in said["blocks"]], clean(said["title"])


def _block(said: Any) -> Block:
    if isinstance(said, str):
        return clean(said)
    level, text = said
    return Heading(level, clean(text))


def _decoded(content: bytes, charset: str) -> str:
    """As the server says, as the page says, as it is."""
    declared = DECLARED.search(content[:HEAD])
    for name in (charset, declared[1].decode() if declared else "", "utf-8"):
        try:
            if name and codecs.lookup(name).name in TEXTUAL:
                return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", errors="replace").replace("\ufffd", "")
