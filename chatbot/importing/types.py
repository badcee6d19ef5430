"""What a file or a page is read as."""

from dataclasses import dataclass

from django.utils.functional import Promise

from conversations.exceptions import Invalid

MAX_BYTES = 10_000_000
MAX_ARTICLES = 500


class Unreadable(Invalid):
    """Nothing can be made of the whole file; `detail` says why to people."""

    code = "unreadable"

    def __init__(self, detail: str | Promise, *, code: str = "unreadable", attr: str = "file") -> None:
        super().__init__(detail, code=code, attr=attr)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps an article out, for people; `field` is the article's."""

    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as it was found. `place` is a line, or a page of a PDF; 0 where there is neither."""

    title: str
    content: str
    questions: tuple[str, ...] = ()
    # As they were written; empty: whatever is chosen for the rest.
    language: str = ""
    team: str = ""
    place: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    place: int = 0


# A document as it is read from top to bottom: headings, and paragraphs as they would be sent.
Block = Heading | str
