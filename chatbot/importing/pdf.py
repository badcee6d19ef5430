"""PDF: its lines are read apart (pdf_lines), and cut at what stands out."""

from pathlib import Path

from django.utils.translation import gettext as _

from chatbot.importing.apart import read_apart
from chatbot.importing.layout import Line, blocks_of
from chatbot.importing.texts import clean
from chatbot.importing.types import Block, Unreadable

READER = Path(__file__).with_name("pdf_lines.py")
# What printers make of letters.
JOINED = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": ""})
MAX_PAGES = 300


def read_pdf(content: bytes) -> list[Block]:
    said = read_apart(READER, content)
    if error := said.get("error"):
        raise _refusal(str(error))
    pages = [[Line(_letters(text), *rest) for text, *rest in page] for page in said["lines"]]
    if not any(pages):
        raise Unreadable(
            _(
                "There is no text in this PDF: its pages are pictures. Save it anew from the program that wrote it, or"
                " put it through text recognition (OCR) first; a few answers are quicker typed into a Markdown file."
            ),
            code="no_text",
        )
    return blocks_of(pages)


def _letters(text: str) -> str:
    return clean(text.translate(JOINED))


def _refusal(error: str) -> Unreadable:
    details = {
        "encrypted": _("This PDF asks for a password: save it without one."),
        "too_many_pages": _("At most %(limit)s pages: divide the PDF.") % {"limit": MAX_PAGES},
        "too_long": _("This PDF has too much text: divide it."),
        "too_heavy": _("Reading this PDF takes too long: save its text in another form."),
    }
    return Unreadable(details.get(error) or _("This is no PDF that could be read."), code=error)
