"""Reading the sets. They are plain text, one utterance a line, so that whoever knows the customers can write them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chatbot.engine.text import normalise

DATA = Path(__file__).parent / "data"
BURST = " / "
MEDIA = ("audio", "image", "location")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a customer opens with. `article` is empty where no article answers; `needs_person`: hand over at once."""

    lines: tuple[str, ...]
    intent: str
    article: str = ""
    needs_person: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Expected:
    """What may happen in a turn; empty sets leave it open."""

    kinds: frozenset[str]
    reasons: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    team: str = ""
    language: str = ""
    noted: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What the customer sends in one go, and what then should happen. `is_return`: a person gave it back first."""

    lines: tuple[str, ...]
    expected: Expected
    is_return: bool = False


@dataclass(slots=True)
class Script:
    name: str
    steps: list[Step] = field(default_factory=list)


def load_utterances(name: str) -> list[Utterance]:
    return list(_utterances((DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()))


def _utterances(lines: Iterable[str]) -> Iterator[Utterance]:
    intent, article, needs_person = "", "", False
    for line in filter(str.strip, lines):
        if line.startswith("# "):
            head, _, article = line[2:].partition(": ")
            intent, needs_person = head.removesuffix(" !"), head.endswith(" !")
        else:
            yield Utterance(tuple(line.split(BURST)), intent, article, needs_person)


def load_scripts(name: str = "conversations") -> list[Script]:
    scripts: list[Script] = []
    said: list[str] = []
    is_return = False
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            scripts.append(Script(rest))
        elif mark == ">":
            said.append(rest)
        elif mark == "*":
            is_return = True
        elif mark == "=":
            scripts[-1].steps.append(Step(tuple(said), _expected(rest), is_return))
            said, is_return = [], False
    return scripts


def _expected(text: str) -> Expected:
    """ "hand_over human @Suporte ~boleto", "article Planos e preços", "unknown,small_talk"."""
    words = text.split()
    marks = {word[0]: word[1:] for word in words[1:] if word[0] in "@~"}
    kinds = frozenset(words[0].split(","))
    plain = " ".join(word for word in words[1:] if word[0] not in "@~")
    place = marks.get("@", "")
    is_language = place in ("en", "pt-br")
    reasons = {part for part in plain.split(",") if part and part.islower()}
    articles = {part for part in plain.split(",") if part} - reasons
    return Expected(
        kinds=kinds,
        reasons=frozenset(reasons),
        articles=frozenset(articles),
        team="" if is_language else place,
        language=place if is_language else "",
        noted=marks.get("~", ""),
    )


def shared(one: Iterable[Utterance], other: Iterable[Utterance]) -> set[str]:
    """Texts that stand in both sets, however they are typed."""
    return {normalise(u.text) for u in one} & {normalise(u.text) for u in other}
