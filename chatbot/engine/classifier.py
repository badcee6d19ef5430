"""What a text is about, learnt from examples (evaluation/learning.py): logistic regression over grams, in a table of
some hundred kilobytes that is read at first use."""

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter, mul
from pathlib import Path

from chatbot.engine.grams import grams, weighted

TABLE = Path(__file__).with_name("intents.bin")
HEAD = 4  # bytes that tell the head's length


@dataclass(frozen=True)
class Table:
    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float  # of a weight's unit
    rarity: tuple[float, ...]
    weights: bytes  # a signed byte each, label by label within each bucket
    temperature: float = 1.0

    @cached_property
    def columns(self) -> tuple[memoryview, ...]:
        """Of each label the weights by bucket: views of the same bytes."""
        count, weights = len(self.labels), memoryview(self.weights).cast("b")
        return tuple(weights[label::count] for label in range(count))

    def pack(self) -> bytes:
        head = {
            "labels": self.labels,
            "bias": [round(bias, 4) for bias in self.bias],
            "scale": self.scale,
            "temperature": self.temperature,
            "rarest": max(self.rarity),
        }
        start = json.dumps(head).encode()
        rarity = bytes(round(255 * value / max(self.rarity)) for value in self.rarity)
        return zlib.compress(len(start).to_bytes(HEAD, "big") + start + rarity + self.weights, 9)

    @classmethod
    def unpack(cls, packed: bytes) -> "Table":
        content = zlib.decompress(packed)
        start = HEAD + int.from_bytes(content[:HEAD], "big")
        head = json.loads(content[HEAD:start])
        size = (len(content) - start) // (len(head["labels"]) + 1)
        rarity = tuple(byte * head["rarest"] / 255 for byte in content[start : start + size])
        return cls(
            labels=tuple(head["labels"]),
            bias=tuple(head["bias"]),
            scale=head["scale"],
            rarity=rarity,
            weights=content[start + size :],
            temperature=head["temperature"],
        )


@lru_cache(maxsize=1)
def table() -> Table:
    return Table.unpack(TABLE.read_bytes())


def probabilities(text: str) -> dict[str, float]:
    """By intent; they add up to 1."""
    return dict(_probabilities(text))


@lru_cache(maxsize=256)
def _probabilities(text: str) -> tuple[tuple[str, float], ...]:
    known = table()
    scores = _scores(known, text)
    return tuple(zip(known.labels, softmax([score / known.temperature for score in scores]), strict=True))


def _scores(known: Table, text: str) -> list[float]:
    found = weighted(grams(text), known.rarity)
    if len(found) < 2:  # noqa: PLR2004  of one alone the getter makes no tuple
        return list(known.bias)
    values, pick = [value for _, value in found], itemgetter(*[bucket for bucket, _ in found])
    # By label, and not by gram: the loops over grams are then the interpreter's own.
    sums = [_dot(values, pick(column)) for column in known.columns]
    return [bias + known.scale * total for bias, total in zip(known.bias, sums, strict=True)]


def _dot(values: Sequence[float], weights: Sequence[int]) -> float:
    return float(sum(map(mul, values, weights)))


def softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
