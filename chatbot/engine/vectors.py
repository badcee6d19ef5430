"""Vectors of meaning: made comparable, packed, and held against each other.

Many models put all texts into one narrow cone, so that any two of them look alike. What all share says nothing: it is
taken away (`centred`), and two texts about different matters then stand at about a right angle, whatever the model.
"""

import math
import struct
from collections.abc import Sequence
from operator import mul

Vector = Sequence[float]


def mean_of(vectors: Sequence[Vector]) -> list[float]:
    return [sum(column) / len(vectors) for column in zip(*map(unit, vectors), strict=True)]


def centred(vector: Vector, centre: Vector) -> list[float]:
    """Of length 1."""
    return unit([value - middle for value, middle in zip(unit(vector), centre, strict=True)])


def unit(vector: Vector) -> list[float]:
    length = math.sqrt(sum(map(mul, vector, vector))) or 1.0
    return [value / length for value in vector]


def closeness(a: Vector, b: Vector) -> float:
    """-1 to 1, of two that have length 1."""
    return float(sum(map(mul, a, b)))


def signature(vector: Vector) -> str:
    """A bit for each number: whether it is positive. Where two differ in few bits, the vectors are close."""
    return "".join("1" if value > 0 else "0" for value in vector)


def pack(vector: Vector) -> bytes:
    """Two bytes a number: more than a comparison needs."""
    return struct.pack(f"<{len(vector)}e", *vector)


def unpack(packed: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(packed) // 2}e", packed)
