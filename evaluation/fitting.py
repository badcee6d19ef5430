"""`python -m evaluation.fitting`: how sure may the bot be of an article? Fits the numbers of
chatbot/engine/similarity.py to the dev set, and prints them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evaluation.house import furnish, migrate, open_house
from evaluation.sets import load_utterances

if TYPE_CHECKING:
    from chatbot.knowledge import Match

STEPS, RATE, HOLD = 4000, 1.0, 0.001
SHARES = (0.2, 0.4, 0.5)
PATIENCE = 60.0
# Resemblance, lead, chance, and with embeddings the meaning; whether the article was the right one.
Row = tuple[tuple[float, ...], bool]


def fit(rows: Sequence[Row]) -> list[float]:
    """Logistic regression by plain gradient descent; the last number is the start."""
    size = len(rows[0][0]) + 1
    weights = [0.0] * size
    for _ in range(STEPS):
        slopes = [HOLD * weight for weight in weights[:-1]] + [0.0]
        for values, right in rows:
            error = chance(weights, values) - right
            for at, value in enumerate((*values, 1.0)):
                slopes[at] += error * value / len(rows)
        weights = [weight - RATE * slope for weight, slope in zip(weights, slopes, strict=True)]
    return weights


def chance(weights: Sequence[float], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, (*values, 1.0), strict=True))))


def main() -> None:
    open_house()
    migrate()
    furnish()
    from chatbot import knowledge  # noqa: PLC0415  Django's settings first
    from chatbot.meaning import sense_of  # noqa: PLC0415
    from chatbot.providers import embeddings  # noqa: PLC0415

    asked = [u for u in load_utterances("dev") if not u.needs_person and u.intent not in SMALL_TALK]
    # What is found is in question, not how soon.
    embeddings.QUESTION_SECONDS = PATIENCE
    senses = [sense_of(u.text) for u in asked]
    # With embeddings their share is in question, without them that of the intent.
    weighed = "MEANING_SHARE" if any(senses) else "INTENT_SHARE"
    for share in SHARES:
        setattr(knowledge, weighed, share)
        found = [
            (u.article, knowledge.find_matches(u.text, sense=sense)) for u, sense in zip(asked, senses, strict=True)
        ]
        first = [m[0].row.title == title for title, m in found if title and m]
        three = [title in [x.row.title for x in m[:3]] for title, m in found if title]
        print(f"{weighed} {share}: first {sum(first) / len(three):.3f}, among three {sum(three) / len(three):.3f}")
        rows = [(_values(m), m[0].row.title == title) for title, m in found if m]
        weights = fit(rows)
        loss = sum(-math.log(max(1e-9, chance(weights, v) if r else 1 - chance(weights, v))) for v, r in rows)
        print(f"  {', '.join(f'{w:.2f}' for w in weights)}; loss {loss / len(rows):.3f}")


def _values(matches: Sequence["Match"]) -> tuple[float, ...]:
    best, rival = matches[0], matches[1].rank if len(matches) > 1 else 0.0
    values = best.resemblance, best.rank - rival, best.chance
    return values if best.meaning is None else (*values, best.meaning)


SMALL_TALK = ("greeting", "thanks", "goodbye")

if __name__ == "__main__":
    main()
