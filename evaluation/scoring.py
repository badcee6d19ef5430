"""From turns that were played to figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.calibration import Sure
from evaluation.facts import invented
from evaluation.playing import Played
from evaluation.sets import Expected, Script, Utterance

HUMAN = "human"
Pair = tuple[Utterance, Played]


@dataclass(slots=True)
class ClassScore:
    count: int = 0
    hit: int = 0
    given: int = 0

    @property
    def recall(self) -> float:
        return self.hit / self.count if self.count else 1.0

    @property
    def precision(self) -> float:
        return self.hit / self.given if self.given else 1.0


@dataclass(slots=True)
class ScriptScore:
    name: str
    faults: list[str] = field(default_factory=list)
    turns: int = 0

    @property
    def is_right(self) -> bool:
        return not self.faults


def by_class(pairs: Iterable[Pair]) -> dict[str, ClassScore]:
    scores: dict[str, ClassScore] = {}
    for utterance, played in pairs:
        mine = scores.setdefault(utterance.intent, ClassScore())
        mine.count += 1
        mine.hit += played.intent == utterance.intent
        scores.setdefault(played.intent, ClassScore()).given += 1
    return dict(sorted(scores.items()))


def share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 1.0


def intent_share(pairs: Iterable[Pair]) -> float:
    return share(played.intent == utterance.intent for utterance, played in pairs)


def retrieval(pairs: Iterable[Pair], first: int) -> float:
    return share(u.article in p.found[:first] for u, p in pairs if u.article)


def wishes_missed(pairs: Iterable[Pair]) -> list[Pair]:
    return [(u, p) for u, p in pairs if u.intent == HUMAN and p.kind != "hand_over"]


def wishes_imagined(pairs: Iterable[Pair]) -> list[Pair]:
    return [(u, p) for u, p in pairs if u.intent != HUMAN and p.reason == HUMAN]


def hand_overs_missed(pairs: Iterable[Pair]) -> list[Pair]:
    return [(u, p) for u, p in pairs if u.needs_person and p.kind != "hand_over"]


def hand_overs_early(pairs: Iterable[Pair]) -> list[Pair]:
    return [(u, p) for u, p in pairs if not u.needs_person and p.kind == "hand_over"]


def answered_wrongly(pairs: Iterable[Pair]) -> list[Pair]:
    """An article was sent that is not the one: worse than saying that one does not know."""
    return [(u, p) for u, p in pairs if p.kind == "article" and u.article not in p.articles]


def is_right(utterance: Utterance, played: Played) -> bool:
    """An article that was sent must be the one; else the intent counts."""
    if played.kind == "article":
        return utterance.article in played.articles and bool(utterance.article)
    return played.intent == utterance.intent


def was_sure_rightly(utterance: Utterance, played: Played) -> bool:
    """Where the bot says that it does not know, its confidence is that of the answer which it kept back."""
    if played.kind == "unknown":
        return bool(utterance.article) and utterance.article in played.found[:1]
    return is_right(utterance, played)


def sureness(pairs: Iterable[Pair]) -> list[Sure]:
    return [(played.confidence, was_sure_rightly(utterance, played)) for utterance, played in pairs]


def inventions(turns: Iterable[Played]) -> list[tuple[str, set[str]]]:
    """Only of answers: a hand-over's text holds the protocol, which is new by nature."""
    found = ((p.text, invented(p.text, p.source_text, p.question)) for p in turns if p.kind != "hand_over")
    return [(text, facts) for text, facts in found if facts]


def check_script(script: Script, turns: Sequence[Played]) -> ScriptScore:
    score = ScriptScore(script.name, turns=len(turns))
    for step, played in zip(script.steps, turns, strict=True):
        if fault := fault_of(step.expected, played):
            score.faults.append(f"{' / '.join(step.lines)} → {fault}")
    return score


def fault_of(expected: Expected, played: Played) -> str:
    """What is wrong with a turn, or nothing."""
    checks = (
        (played.kind in expected.kinds, f"{played.kind} ({played.reason})"),
        (not expected.reasons or played.kind != "hand_over" or played.reason in expected.reasons, played.reason),
        (
            not expected.articles or played.kind != "article" or bool(expected.articles & set(played.articles)),
            f"article {', '.join(played.articles)}",
        ),
        (not expected.team or played.kind != "hand_over" or played.team == expected.team, f"team {played.team}"),
        (not expected.language or played.language == expected.language, f"in {played.language}"),
        (not expected.noted or expected.noted.lower() in played.note.lower(), f"note {played.note!r}"),
        (bool(played.text) or played.kind == "silent", "no text"),
        (bool(played.note) or played.kind != "hand_over", "no note"),
    )
    return "; ".join(words for holds, words in checks if not holds)


def confusions(pairs: Iterable[Pair]) -> list[tuple[tuple[str, str], int]]:
    return Counter((u.intent, p.intent) for u, p in pairs if u.intent != p.intent).most_common(12)


def step_count(scripts: Iterable[Script]) -> int:
    return sum(len(script.steps) for script in scripts)
