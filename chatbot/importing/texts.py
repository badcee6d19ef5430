"""The bytes of a text file as text, whoever wrote it."""

import codecs
import re

from django.utils.translation import gettext as _

from chatbot.engine.unseen import seen
from chatbot.importing.types import Unreadable

MAX_LINES = 100_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What no text holds; the tab and the ends of lines do not count.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def text_of(content: bytes) -> str:
    """UTF-8, UTF-16 where it says so itself, or else what Windows writes in the west (Latin-1 and a little more)."""
    text = _decoded(content)
    if CONTROLS.search(text):
        raise Unreadable(_("This is no text file."), code="binary")
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))
    if not text.strip():
        raise Unreadable(_("The file is empty."), code="empty")
    if text.count("\n") > MAX_LINES:
        raise Unreadable(_("The file has too many lines: divide it."), code="too_many")
    return text


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeError:
        if encoding == "utf-16":
            raise Unreadable(_("This is no text file."), code="binary") from None
    return content.decode("cp1252", errors="replace").replace("\ufffd", "")


def clean(text: str) -> str:
    """Without what no text holds, and what nobody sees."""
    return seen(ODD.sub("", text))


def one_line(text: str) -> str:
    return " ".join(text.split())


def tidy(text: str) -> str:
    """No spaces at the ends of lines, and at most one empty line in a row."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
