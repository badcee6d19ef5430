"""What the classifier looks at: words, pairs of words, and the pieces of words that survive typing errors."""

import math
from collections import Counter
from functools import lru_cache
from zlib import crc32

from chatbot.engine.text import stem, words

BUCKETS = 1 << 15
MAX_WORDS = 60
SHORTEST, LONGEST = 2, 5
Grams = tuple[Counter[int], Counter[int]]


def grams(text: str) -> Grams:
    """How often each bucket of words and each of pieces occurs. Hashed: there is no vocabulary to keep."""
    found = words(text)[:MAX_WORDS]
    stems = ["^", *(stem(word) for word in found), "$"]
    whole = Counter(_bucket(f"w {word}") for word in stems[1:-1])
    whole.update(_bucket(f"p {one} {two}") for one, two in zip(stems, stems[1:], strict=False))
    pieces = Counter(bucket for word in found for bucket in _pieces(word))
    return whole, pieces


def _bucket(name: str) -> int:
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=4096)
def _pieces(word: str) -> tuple[int, ...]:
    padded = f"^{word}$"
    return tuple(
        _bucket(f"c {padded[start : start + size]}")
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(max(0, len(padded) - size + 1))
    )


def weighted(found: Grams, rarity: "list[float] | tuple[float, ...]") -> list[tuple[int, float]]:
    """Rare ones count more; words and pieces have the same say, and long texts no more than short ones."""
    both: list[tuple[int, float]] = []
    for part in found:
        values = [(bucket, (1 + math.log(count)) * rarity[bucket]) for bucket, count in part.items()]
        length = math.sqrt(sum(value * value for _, value in values)) or 1.0
        both += [(bucket, value / length) for bucket, value in values]
    return both
