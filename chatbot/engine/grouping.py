"""Which questions ask for the same. As PostgreSQL's pg_trgm counts, so that both sides agree."""

from collections.abc import Sequence

from chatbot.engine.similarity import CHATTER
from chatbot.engine.text import stem, words

# From this resemblance on, two questions' telling words mean the same.
SAME = 0.5
MAX_STEMS = 300


def stems_of(text: str) -> str:
    """What a question is about, without order; empty when it is about nothing."""
    found = {stem(word) for word in words(text) if word not in CHATTER and len(word) > 2}  # noqa: PLR2004
    return " ".join(sorted(found))[:MAX_STEMS]


def likeness(a: str, b: str) -> float:
    first, second = _pieces(a), _pieces(b)
    return len(first & second) / len(first | second) if first and second else 0.0


def grouped(stems: Sequence[str]) -> list[int]:
    """For each of them the place of the first that asks for the same."""
    found: list[int] = []
    for at, mine in enumerate(stems):
        leaders = [other for other in range(at) if found[other] == other]
        best = max(leaders, key=lambda other: likeness(mine, stems[other]), default=at)
        found.append(best if best != at and likeness(mine, stems[best]) >= SAME else at)
    return found


def _pieces(text: str) -> set[str]:
    return {f"  {word} "[at : at + 3] for word in text.split() for at in range(len(word) + 1)}
