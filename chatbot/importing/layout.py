"""What a printed page shows to the eye: which lines are headings, paragraphs, or the same on every page.

A heading is larger than most of the text, or bold on a line of its own; where there is neither, a number before it and
room above; and where nothing stands out, the short first line of a stretch between empty lines.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from chatbot.importing.texts import one_line
from chatbot.importing.types import Block, Heading

LARGER, GAP, SHORT = 1.12, 1.35, 0.7
MAX_HEADING, MAX_BOLD = 160, 100
# What leads to a page, or numbers one, is known by the end of its line. These look at a whole line for the square of
# its length, and a PDF may be one line.
LONGEST_END = 120
EDGE = 2  # so many lines at the top and at the bottom of a page may be the same on all
NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=\S)")
BULLET = re.compile(r"(?:[•‣◦▪●○–—*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
DOTS = re.compile(r"(?:\.\s?){4,}\s*\d*$")
PAGE = re.compile(r"\W*(?:p[áa]g(?:ina|\.)?|page)?\W*\d{1,4}(?:\s*(?:/|de|of)\s*\d{1,4})?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    place: float  # rises from the top of the page to its bottom
    is_bold: bool = False
    page: int = 0
    # Room above, measured in the page's usual distance between lines; 0 on top of a page.
    room: float = 1.0


def blocks_of(pages: Sequence[Sequence[Line]]) -> list[Block]:
    lines = [line for page in _without_edges(pages) for line in page]
    if not lines:
        return []
    levels = _levels(lines)
    return list(_blocks(lines, levels))


def _without_edges(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    """Without what stands above and below the text of every page, and tables of contents."""
    common = _repeated(pages)
    for number, page in enumerate(pages, start=1):
        lines = [replace(line, text=one_line(line.text), page=number) for line in page]
        kept = [
            line
            for at, line in enumerate(lines)
            if line.text and not DOTS.search(line.text[-LONGEST_END:]) and not _is_edge(line, at, len(lines), common)
        ]
        yield list(_spaced(kept))


def _repeated(pages: Sequence[Sequence[Line]]) -> set[str]:
    found = Counter(text for page in pages for text in {_shape(line.text) for line in [*page[:EDGE], *page[-EDGE:]]})
    return {text for text, count in found.items() if count > 1 and count * 2 > len(pages)}


def _is_edge(line: Line, at: int, count: int, common: set[str]) -> bool:
    if EDGE <= at < count - EDGE:
        return False
    return _shape(line.text) in common or (len(line.text) <= LONGEST_END and bool(PAGE.fullmatch(line.text)))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", one_line(text)).lower()


def _spaced(lines: list[Line]) -> Iterator[Line]:
    gaps = [after.place - line.place for line, after in zip(lines, lines[1:], strict=False)]
    usual = median([gap for gap in gaps if gap > 0] or [1.0])
    for line, gap in zip(lines, [0.0, *gaps], strict=False):
        yield replace(line, room=gap / usual if gap >= 0 else 1.0)


def _levels(lines: list[Line]) -> list[int]:
    """Of each line: 1 is the highest heading, 0 is text."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    large = sorted({line.size for line in lines if _is_large(line, body)}, reverse=True)
    levels = [large.index(line.size) + 1 if _is_large(line, body) else 0 for line in lines]
    is_mostly_bold = sum(line.is_bold for line in lines) * 2 > len(lines)
    if not is_mostly_bold:
        bold = len(large) + 1
        levels = [level or (bold if _stands_out(line) else 0) for level, line in zip(levels, lines, strict=True)]
    if not any(levels):
        levels = [_numbered(line) for line in lines]
    return levels if any(levels) else _first_lines(lines)


def _is_large(line: Line, body: float) -> bool:
    return line.size >= body * LARGER and len(line.text) <= MAX_HEADING and any(sign.isalpha() for sign in line.text)


def _stands_out(line: Line) -> bool:
    return (
        line.is_bold
        and len(line.text) <= MAX_BOLD
        and line.text[-1] not in ".,;:"
        and not line.text.startswith(("•", "-", "–"))
        and any(sign.isalpha() for sign in line.text)
    )


def _numbered(line: Line) -> int:
    found = NUMBER.match(line.text)
    if not found or 0 < line.room < GAP or len(line.text) > MAX_BOLD or line.text[-1] in ".,;:":
        return 0
    return found[1].count(".") + 1


def _first_lines(lines: list[Line]) -> list[int]:
    """Short ones, with text right below them."""
    longest = SHORT * max(len(line.text) for line in lines)
    below = [*(line.room for line in lines[1:]), GAP]
    return [
        int(not 0 < line.room < GAP and room < GAP and len(line.text) <= longest and line.text[-1] not in ".,;:")
        for line, room in zip(lines, below, strict=True)
    ]


def _blocks(lines: list[Line], levels: list[int]) -> Iterator[Block]:
    body: list[list[str]] = []
    heading: Heading | None = None
    for line, level in zip(lines, levels, strict=True):
        if not level:
            if heading:
                yield heading
                heading = None
            _put(body, line)
        elif heading and heading.level == level and _goes_on(heading, line):
            heading = replace(heading, text=f"{heading.text} {line.text}")  # it goes over several lines
        else:
            yield from ([heading] if heading else [_text_of(body)])
            body, heading = [], Heading(level, NUMBER.sub("", line.text, count=1), line.page)
    yield from ([heading] if heading else [])
    yield _text_of(body)


def _goes_on(heading: Heading, line: Line) -> bool:
    return len(heading.text) <= MAX_HEADING and line.room < GAP + 1 and not NUMBER.match(line.text)


def _text_of(body: list[list[str]]) -> str:
    return "\n".join("".join(parts) for parts in body)


def _put(body: list[list[str]], line: Line) -> None:
    """Lines of one paragraph are one line again. It is kept in parts: one of a whole book is put together once."""
    text = re.sub(r"^[•‣◦▪●○]\s*", "- ", line.text)
    last = body[-1][-1] if body else ""
    if not body:
        body.append([text])
    elif line.room >= GAP:
        body += [[""], [text]] if not BULLET.match(text) else [[text]]
    elif BULLET.match(line.text) or last.endswith(":"):
        body.append([text])
    elif re.search(r"[a-zà-ÿ]-$", last) and text[:1].islower():
        body[-1][-1:] = [last[:-1], text]
    else:
        body[-1].append(f" {text}")
