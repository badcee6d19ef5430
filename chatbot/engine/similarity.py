"""How much a question resembles a stored one: rare words and pieces count more, typing errors count little."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from chatbot.engine.text import allowed_errors, distance, stem, word_set, words

# Words that say nothing about the matter.
CHATTER = word_set(
    "a o as os um uma de do da dos das em no na nos nas e ou que se com para por pelo pela eu voce voces ele ela meu"
    " minha meus minhas seu sua isso esse essa este esta aqui ai la ja so mais muito oi ola bom boa dia tarde noite"
    " tudo bem favor gostaria quero queria preciso saber como faco fazer posso pode poderia consigo tem ter ta estou"
    " estao ser sao foi era vou vai me mim te lhe nao the to is my i you do how can what of and for please by ajuda"
    " ajudar dizer falar moca moco gente pessoal tenho agora hoje porque qual quais quando onde estava estar fica"
    " amanha ontem semana mes ainda"
)
CHATTER_WEIGHT = 0.12
PIECE = 3
WORDS_SHARE = 0.55
Features = dict[str, float]
MAX_STORED = 3000  # some three kilobytes each


@lru_cache(maxsize=4096)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f"^{word}$"
    return tuple(padded[i : i + PIECE] for i in range(max(1, len(padded) - PIECE + 1)))


class Weights:
    """How telling each word and piece is among the stored questions."""

    def __init__(self, questions_by_article: Iterable[Iterable[str]]) -> None:
        texts = [list(questions) for questions in questions_by_article]
        self._by_start = _vocabulary(texts)
        documents = [set(_counted(questions)) for questions in texts]
        seen = Counter(feature for document in documents for feature in document)
        total = len(documents) + 1
        self._rarest = math.log(1 + total)
        self._weights = {feature: math.log(1 + total / (1 + count)) for feature, count in seen.items()}
        self._stored: dict[str, tuple[Features, Features]] = {}

    def of(self, feature: str) -> float:
        return self._weights.get(feature, self._rarest)

    def stored(self, text: str) -> tuple[Features, Features]:
        """The features of a stored question, which comes again with every search."""
        if text not in self._stored:
            if len(self._stored) >= MAX_STORED:
                self._stored.clear()
            self._stored[text] = features(text, self)
        return self._stored[text]

    def knows(self, word: str) -> bool:
        return word in self._by_start.get(word[:1], frozenset())

    def correct(self, word: str) -> str:
        """The stored word that an unknown one is a mistyped form of, if there is one."""
        known = self._by_start.get(word[:1], frozenset())
        limit = allowed_errors(word)
        # Of short words too many are words of their own ("vende", "vence").
        if len(word) < 6 or self.knows(word):  # noqa: PLR2004
            return word
        near = ((distance(word, other, limit), other) for other in known if abs(len(other) - len(word)) <= limit)
        errors, best = min(near, default=(limit + 1, word))
        return best if errors <= limit and stem(best) != stem(word) else word


def _vocabulary(texts: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    by_start: dict[str, set[str]] = {}
    for word in {word for questions in texts for question in questions for word in words(question)}:
        by_start.setdefault(word[:1], set()).add(word)
    return {start: frozenset(found) for start, found in by_start.items()}


def _counted(questions: Iterable[str]) -> Iterable[str]:
    for question in questions:
        for word in words(question):
            yield f"w:{stem(word)}"
            yield from _pieces(word)


def features(text: str, weights: Weights) -> tuple[Features, Features]:
    """Stems and pieces, each with its weight; both scaled to length 1, so that two are compared by a sum alone."""
    stems: Features = {}
    pieces: Features = {}
    for word in words(text):
        share = CHATTER_WEIGHT if word in CHATTER else 1.0
        key = f"w:{stem(word)}"
        stems[key] = max(stems.get(key, 0.0), share * weights.of(key))
        for piece in _pieces(word):
            pieces[piece] = max(pieces.get(piece, 0.0), share * weights.of(piece))
    return _unit(stems), _unit(pieces)


def _unit(values: Features) -> Features:
    length = math.sqrt(sum(weight * weight for weight in values.values())) or 1.0
    return {key: weight / length for key, weight in values.items()}


def resemblance(a: tuple[Features, Features], b: tuple[Features, Features]) -> float:
    """0 to 1."""
    return WORDS_SHARE * _cosine(a[0], b[0]) + (1 - WORDS_SHARE) * _cosine(a[1], b[1])


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(a[key] * b[key] for key in a.keys() & b.keys())


def is_same_question(a: str, b: str) -> bool:
    """The same words but for chatter, order and typing errors."""
    left, right = _telling(a), _telling(b)
    if not left or not right:
        return False
    shared = sum(1 for word in left if any(_is_near(word, other) for other in right))
    return shared / max(len(left), len(right)) >= 0.8  # noqa: PLR2004


def shares_matter(a: str, b: str) -> bool:
    """At least half of the telling words of the shorter one stand in the other, too."""
    left, right = _telling(a), _telling(b)
    if not left or not right:
        return False
    shared = sum(1 for word in left if any(_is_near(word, other) for other in right))
    return shared / min(len(left), len(right)) >= 0.5  # noqa: PLR2004


def _telling(text: str) -> set[str]:
    return {stem(word) for word in words(text) if word not in CHATTER}


def _is_near(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 5 and distance(a, b, 1) <= 1)  # noqa: PLR2004


# Fitted to questions that are not among the stored ones, and to some that nothing answers (evaluation/fitting.py).
RESEMBLANCE, LEAD, CHANCE, START = 1.4, 4.1, 3.95, -2.7
# The same where it is known how close the article comes in meaning.
WITH_MEANING = (0.72, 4.06, 4.36, 1.93, -3.53)


def confidence(resemblance: float, lead: float, chance: float, meaning: float | None = None) -> float:
    """How likely the best article answers: from its resemblance to the question, its lead over the next, the chance
    that the question is about the article's intent and, where it is known, how close the two come in meaning."""
    if meaning is None:
        return _likely(RESEMBLANCE * resemblance + LEAD * lead + CHANCE * chance + START)
    a, b, c, d, start = WITH_MEANING
    return _likely(a * resemblance + b * lead + c * chance + d * meaning + start)


def _likely(total: float) -> float:
    return 1 / (1 + math.exp(-total))
