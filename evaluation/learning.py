"""`python -m evaluation.learning`: train the classifier of intents and write its table.

Plain Python: multinomial logistic regression by stochastic gradient descent with a rate per weight (AdaGrad). The same
examples always give the same table.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chatbot.engine.classifier import TABLE, Table, softmax
from chatbot.engine.grams import BUCKETS, Grams, grams, weighted
from chatbot.engine.understanding import OFF_TOPIC, OTHER
from evaluation.sets import load_utterances

EPOCHS = 12
RATE = 0.35
DECAY = 2e-5
NEGLIGIBLE = 0.002
FOLDS = 5
KNOWLEDGE = TABLE.parents[1] / "demo_knowledge.json"
Example = tuple[str, str]  # text, intent


@dataclass(slots=True)
class Model:
    labels: list[str]
    rarity: list[float]
    bias: list[float]
    weights: dict[int, list[float]] = field(default_factory=dict)

    def scores(self, values: Sequence[tuple[int, float]]) -> list[float]:
        sums = list(self.bias)
        for bucket, value in values:
            if row := self.weights.get(bucket):
                sums = [total + value * weight for total, weight in zip(sums, row, strict=True)]
        return sums

    def table(self, temperature: float) -> Table:
        top = max(abs(weight) for row in self.weights.values() for weight in row)
        unit, count = top / 127, len(self.labels)
        packed = bytearray(BUCKETS * count)
        for bucket, row in self.weights.items():
            packed[bucket * count : (bucket + 1) * count] = bytes(round(w / unit) & 0xFF for w in row)
        return Table(tuple(self.labels), tuple(self.bias), unit, tuple(self.rarity), bytes(packed), temperature)


def train(examples: Sequence[Example], epochs: int = EPOCHS) -> Model:
    found = [(grams(text), intent) for text, intent in examples]
    model = _empty(found)
    rows = [(weighted(one, model.rarity), model.labels.index(intent)) for one, intent in found]
    seen: dict[int, list[float]] = {}
    order = random.Random(1)  # noqa: S311  the same table every time
    for _ in range(epochs):
        order.shuffle(rows)
        for values, label in rows:
            _learn(model, seen, values, label)
    return model


def _empty(found: Sequence[tuple[Grams, str]]) -> Model:
    labels = sorted({intent for _, intent in found})
    counts = Counter(bucket for (whole, pieces), _ in found for bucket in {*whole, *pieces})
    total = len(found) + 1
    rarity = [math.log(1 + total / (1 + counts[bucket])) for bucket in range(BUCKETS)]
    return Model(labels, rarity, [0.0] * len(labels))


def _learn(model: Model, seen: dict[int, list[float]], values: Sequence[tuple[int, float]], label: int) -> None:
    chances = softmax(model.scores(values))
    errors = [(k, p - (k == label)) for k, p in enumerate(chances) if p > NEGLIGIBLE or k == label]
    for k, error in errors:
        model.bias[k] -= 0.02 * error
    count = len(model.labels)
    for bucket, value in values:
        row = model.weights.setdefault(bucket, [0.0] * count)
        squares = seen.setdefault(bucket, [1e-6] * count)
        for k, error in errors:
            slope = error * value + DECAY * row[k]
            squares[k] += slope * slope
            row[k] -= RATE * slope / math.sqrt(squares[k])


def examples() -> list[Example]:
    """What was written to learn from, and the questions that are stored with the demo's articles."""
    articles = json.loads(KNOWLEDGE.read_text(encoding="utf-8"))
    written = [
        (u.text, OFF_TOPIC if u.intent == OTHER and not u.article else u.intent) for u in load_utterances("train")
    ]
    stored = [(question, article["intent"]) for article in articles for question in article["questions"]]
    return written + stored


Held = tuple[list[float], int]  # the scores of an example that the model had not seen, and its label


def held_out(known: Sequence[Example]) -> list[Held]:
    """Each example judged by a model that learnt from the others."""
    shuffled = random.Random(2).sample(list(known), len(known))  # noqa: S311
    found: list[Held] = []
    for fold in range(FOLDS):
        model = train([example for at, example in enumerate(shuffled) if at % FOLDS != fold])
        for text, intent in shuffled[fold::FOLDS]:
            found.append((model.scores(weighted(grams(text), model.rarity)), model.labels.index(intent)))
    return found


def best_temperature(held: Sequence[Held]) -> float:
    """By which the scores are divided so that the chances are as high as the hits."""
    return min((step / 20 for step in range(8, 60)), key=lambda t: _loss(held, t))


def _loss(held: Sequence[Held], temperature: float) -> float:
    return sum(-math.log(softmax([s / temperature for s in scores])[label]) for scores, label in held) / len(held)


def main() -> None:
    known = examples()
    held = held_out(known)
    hits = sum(scores.index(max(scores)) == label for scores, label in held)
    temperature = best_temperature(held)
    packed = train(known).table(temperature).pack()
    TABLE.write_bytes(packed)
    print(f"{len(known)} examples, {FOLDS} folds: {hits / len(held):.3f} right, loss {_loss(held, temperature):.3f}")
    print(f"temperature {temperature}, {len(packed) / 1000:.0f} kB: {TABLE}")


if __name__ == "__main__":
    main()
