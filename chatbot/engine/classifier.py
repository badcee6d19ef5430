"""What a text is about, learnt from examples (evaluation/learning.py): logistic regression over grams, in a table of
some hundred kilobytes that is read at first use."""

import json
import math
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chatbot.engine.grams import grams, weighted

TABLE = Path(__file__).with_name("intents.bin")
HEAD = 4  # bytes that tell the head's length


@dataclass(frozen=True, slots=True)
class Table:
    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float  # of a weight's unit
    rarity: tuple[float, ...]
    weights: bytes  # a signed byte each, label by label within each bucket
    temperature: float = 1.0

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
    count = len(known.labels)
    weights, sums = memoryview(known.weights).cast("b"), [0.0] * count
    for bucket, value in weighted(grams(text), known.rarity):
        row = weights[bucket * count : (bucket + 1) * count]
        sums = [total + value * weight for total, weight in zip(sums, row, strict=True)]
    return [bias + known.scale * total for bias, total in zip(known.bias, sums, strict=True)]


def softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
