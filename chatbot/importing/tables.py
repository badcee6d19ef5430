"""CSV: one row, one article. The header's words may be Portuguese or English."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from chatbot.importing.texts import one_line, tidy
from chatbot.importing.types import MAX_ARTICLES, Piece, Problem, Unreadable

SEPARATORS = ";,\t|"
NAMES = {
    "title": ("title", "titulo", "assunto", "name", "nome", "topic", "topico"),
    "content": ("body", "content", "answer", "text", "resposta", "conteudo", "texto", "corpo"),
    "questions": ("questions", "question", "perguntas", "pergunta", "asked", "exemplos", "examples"),
    "team": ("team", "sector", "setor", "equipe", "department", "departamento"),
    "language": ("language", "lang", "idioma", "lingua"),
}
COLUMNS = {name: column for column, names in NAMES.items() for name in names}
# Questions within a cell stand on lines of their own, or between these.
BAR = "|"


def read_table(text: str) -> list[Piece]:
    """Rows that cannot be articles are among them, with their problems. Empty rows are left out."""
    separator = _separator(text)
    # A cell may be as long as the file: it is told at its row that this is too long for an answer.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    pieces: list[Piece] = []
    columns: list[str] | None = None
    for line, cells, fault in _numbered(rows):
        if columns is None and not fault:
            columns = _columns(cells)
        else:
            pieces.append(_fault(line, fault) if fault else _piece(line, cells, columns or []))
        if len(pieces) > MAX_ARTICLES:
            detail = _("At most %(limit)s articles at once: divide the file.") % {"limit": MAX_ARTICLES}
            raise Unreadable(detail, code="too_many")
    return pieces


def _numbered(rows: "csv.Reader") -> Iterator[tuple[int, list[str], str]]:  # type: ignore[name-defined]
    """Each with the line that it begins on. What is written wrongly ends the table: nobody knows where it goes on."""
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield (
                line,
                [],
                _("A quotation mark is not closed, or stands in the midst of a cell; the rest is not read."),
            )
            return
        if any(cell.strip() for cell in cells):
            yield line, cells, ""


def _separator(text: str) -> str:
    """The one that makes the most known columns of the first line."""
    first = next(line for line in text.split("\n") if line.strip())
    return max(SEPARATORS, key=lambda mark: (len(_known(first.split(mark))), first.count(mark)))


def _known(cells: list[str]) -> set[str]:
    return {COLUMNS[name] for cell in cells if (name := _name(cell)) in COLUMNS}


def _columns(cells: list[str]) -> list[str]:
    columns = [COLUMNS.get(_name(cell), "") for cell in cells]
    if "content" not in columns or not {"title", "questions"} & set(columns):
        raise Unreadable(
            _("The first line must name the columns: title and body (or título and resposta)."), code="no_header"
        )
    return columns


def _name(cell: str) -> str:
    bare = unicodedata.normalize("NFKD", cell.strip(" \"'\t")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", "", bare)


def _piece(line: int, cells: list[str], columns: list[str]) -> Piece:
    found: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell.strip():
            found.setdefault(column, cell.strip())
    asked = [one_line(part) for part in found.get("questions", "").replace(BAR, "\n").split("\n") if part.strip()]
    title = one_line(found.get("title", "")) or (asked.pop(0) if asked else "")
    piece = Piece(
        title=title,
        content=tidy(found.get("content", "")),
        questions=tuple(dict.fromkeys(asked)),
        language=found.get("language", ""),
        team=one_line(found.get("team", "")),
        place=line,
    )
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        told = Problem("", _("The row has more cells than the first line: is a quotation mark missing?"))
        return replace(piece, problems=(told,))
    return piece


def _fault(line: int, detail: str) -> Piece:
    return Piece(title="", content="", place=line, problems=(Problem("", detail),))
