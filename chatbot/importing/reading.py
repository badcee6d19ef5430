"""Any file that may hold articles, told apart by what is in it and, where that says nothing, by its name."""

from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from chatbot.importing.markdown import read_markdown
from chatbot.importing.pdf import read_pdf
from chatbot.importing.sections import cut
from chatbot.importing.tables import read_table
from chatbot.importing.texts import one_line, text_of
from chatbot.importing.types import MAX_ARTICLES, Block, Heading, Piece, Unreadable
from chatbot.importing.webpage import read_webpage

TABLES, DOCUMENTS, PAGES = (".csv", ".tsv"), (".md", ".markdown", ".mkd", ".txt"), (".html", ".htm", ".xhtml")
PDF, HEAD = b"%PDF-", 1024  # something else may stand before it
ARCHIVE = b"PK\x03\x04"
# What front matter may call it.
TITLES, ASKED = ("title", "titulo", "título"), ("questions", "perguntas")
LANGUAGES, TEAMS = ("language", "lang", "idioma"), ("team", "setor", "sector")


def read_file(content: bytes, name: str, *, limit: int, max_title: int) -> list[Piece]:
    """`limit` is the longest answer. Raises Unreadable."""
    ending = PurePath(name).suffix.lower()
    if content.startswith(ARCHIVE):
        raise Unreadable(_("This is an office document: save it as CSV, Markdown or PDF."), code="unknown_type")
    if PDF in content[:HEAD]:
        return _some(cut(read_pdf(content), name=_bare(name), limit=limit, max_title=max_title))
    if ending in PAGES:
        return read_page(content, name, limit=limit, max_title=max_title)
    if ending in TABLES:
        return _some(read_table(text_of(content)))
    if ending in DOCUMENTS or not ending:
        return _some(_read_document(text_of(content), name, limit, max_title))
    raise Unreadable(_("Markdown (.md), CSV, PDF and HTML files can be imported."), code="unknown_type")


def read_page(
    content: bytes, name: str, *, limit: int, max_title: int, address: str = "", charset: str = ""
) -> list[Piece]:
    """A web page; what stands before its first heading is named as the page."""
    blocks, title = read_webpage(content, address=address, charset=charset)
    return _some(cut(blocks, name=title[:max_title] or _bare(name), limit=limit, max_title=max_title))


def _read_document(text: str, name: str, limit: int, max_title: int) -> list[Piece]:
    blocks, said = read_markdown(text)
    title = _said(said, TITLES) or _bare(name)
    pieces = cut(_below(blocks, _said(said, TITLES)), name=title, limit=limit, max_title=max_title)
    asked = next((said[key] for key in ASKED if key in said), ())
    questions = tuple(one_line(text) for text in ([asked] if isinstance(asked, str) else asked) if text.strip())
    language, team = _said(said, LANGUAGES), _said(said, TEAMS)
    return [_with(piece, questions if len(pieces) == 1 else (), language, team) for piece in pieces]


def _below(blocks: list[Block], title: str) -> list[Block]:
    """A document that names itself and has no heading, or only its own name's, is one article of that name."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    if title and len(headings) == 1 and headings[0].level == 1:
        return [block for block in blocks if block is not headings[0]]
    return blocks


def _with(piece: Piece, questions: tuple[str, ...], language: str, team: str) -> Piece:
    every = tuple(dict.fromkeys((*questions, *piece.questions)))
    return Piece(piece.title, piece.content, every, language, team, piece.place, piece.problems)


def _bare(name: str) -> str:
    return one_line(PurePath(name).stem)


def _said(said: dict[str, Any], names: tuple[str, ...]) -> str:
    found = next((said[name] for name in names if said.get(name)), "")
    return one_line(found) if isinstance(found, str) else ""


def _some(pieces: list[Piece]) -> list[Piece]:
    if not pieces:
        raise Unreadable(_("Nothing in it could become an article."), code="empty")
    if len(pieces) > MAX_ARTICLES:
        detail = _("At most %(limit)s articles at once: divide the file.") % {"limit": MAX_ARTICLES}
        raise Unreadable(detail, code="too_many")
    return pieces
