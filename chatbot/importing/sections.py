"""A document cut at its headings into articles.

Articles begin at the level at which most text stands directly below a heading (the deeper one of two alike); what is
nested deeper stays in its article as a bold line, and what stands directly below a higher heading is one of its own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from chatbot.importing.texts import one_line, tidy
from chatbot.importing.types import Block, Heading, Piece

ROOM_FOR_PART = 10
ENDS = ("\n\n", "\n", ". ", " ")
# "Perguntas:" and a list below it are how customers ask for this.
ASKED = re.compile(r"(?:perguntas|perguntas frequentes|como perguntam|questions|asked as)\s*:", re.IGNORECASE)
ITEM = re.compile(r"\s*[-*•]\s+(.+)")


@dataclass(slots=True)
class Section:
    heading: Heading
    parents: tuple[str, ...] = ()
    body: list[str] = field(default_factory=list)


def cut(blocks: Iterable[Block], *, name: str, limit: int, max_title: int) -> list[Piece]:
    """`name` is the title of what stands before the first heading. A text that is longer than `limit` becomes several,
    numbered."""
    sections = [section for section in _sections(blocks, name) if section.body or section.heading.level]
    merged = list(_merged(sections, _level(sections)))
    seen = Counter(section.heading.text for section in merged)
    pieces = (_piece(section, is_shared=seen[section.heading.text] > 1) for section in merged)
    return [part for piece in pieces for part in split(piece, limit=limit, max_title=max_title)]


def split(piece: Piece, *, limit: int, max_title: int) -> list[Piece]:
    if len(piece.content) <= limit:
        return [piece]
    parts = _parts(piece.content, limit)
    title = piece.title[: max_title - ROOM_FOR_PART]
    return [
        replace(piece, title=f"{title} ({number}/{len(parts)})", content=part, questions=piece.questions)
        for number, part in enumerate(parts, start=1)
    ]


def _sections(blocks: Iterable[Block], name: str) -> list[Section]:
    sections, above = [Section(Heading(0, name))], list[Heading]()
    for block in blocks:
        if isinstance(block, str):
            if block.strip():
                sections[-1].body.append(block)
            continue
        above = [heading for heading in above if heading.level < block.level]
        sections.append(Section(block, tuple(heading.text for heading in above)))
        above.append(block)
    return sections


def _level(sections: list[Section]) -> int:
    with_text = Counter(section.heading.level for section in sections if section.body and section.heading.level)
    return max(with_text, key=lambda level: (with_text[level], level), default=0)


def _merged(sections: list[Section], level: int) -> Iterator[Section]:
    current: Section | None = None
    for section in sections:
        if section.heading.level <= level or current is None:
            if current is not None and current.body:
                yield current
            current = replace(section, body=list(section.body))
        elif section.body:
            current.body += [f"*{section.heading.text}*\n{section.body[0]}", *section.body[1:]]
    if current is not None and current.body:
        yield current


def _piece(section: Section, *, is_shared: bool) -> Piece:
    title = one_line(section.heading.text)
    if is_shared and section.parents:
        title = f"{one_line(section.parents[-1])}: {title}"
    content, questions = _without_questions(tidy("\n\n".join(section.body)))
    return Piece(title=title, content=content, questions=questions, place=section.heading.place)


def _without_questions(text: str) -> tuple[str, tuple[str, ...]]:
    kept: list[str] = []
    asked: list[str] = []
    is_list = False
    for line in text.split("\n"):
        if ASKED.fullmatch(line.strip(" *_")):
            is_list = True
        elif is_list and (item := ITEM.fullmatch(line)):
            asked.append(one_line(item[1]))
        elif not (is_list and not line.strip()):
            is_list = False
            kept.append(line)
    return (tidy("\n".join(kept)), tuple(dict.fromkeys(asked))) if asked else (text, ())


def _parts(text: str, limit: int) -> list[str]:
    """At empty lines; a longer stretch at the ends of lines, of sentences, of words, or anywhere."""
    parts: list[str] = []
    start = 0
    while len(text) - start > limit:
        ends = ((mark, text.rfind(mark, start + limit // 2, start + limit)) for mark in ENDS)
        end = next((at + len(mark) for mark, at in ends if at > 0), start + limit)
        parts.append(text[start:end].strip())
        start = end
    parts.append(text[start:].strip())
    return [part for part in parts if part]
