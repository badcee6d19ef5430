"""Finding articles by what they mean: those whose vectors lie closest to the question's.

The database gathers the passages whose signatures differ from the question's in the fewest bits; only those few are
compared number by number, here. That needs no extension and no index, and takes vectors of any size.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from chatbot.engine.text import words
from chatbot.engine.vectors import centred, closeness, signature, unpack
from chatbot.models import EmbeddingSpace
from chatbot.providers.base import Spent
from chatbot.providers.embeddings import embed_question, is_configured, space_name

FINALISTS = 100  # passages that are compared closely
NEAREST = 10  # articles that are found by their meaning
# Below it two texts have no more to do with each other than any two: such an article only happens to be the nearest.
LEAST = 0.3

# Of the articles that the words found the best passage each, however far: it says how little they mean the same.
NEAR = """
WITH compared AS MATERIALIZED (
    SELECT p.id, e.article_id, bit_count(p.signature # %(signature)s::varbit) AS apart
    FROM chatbot_articleembedding AS e
    JOIN chatbot_article AS a ON a.id = e.article_id AND a.text_digest = e.digest
    JOIN chatbot_passage AS p ON p.embedding_id = e.article_id
    WHERE e.space_id = %(space)s AND a.status = 'approved' AND a.language = ANY(%(languages)s)
)
SELECT c.article_id, p.vector, c.apart FROM chatbot_passage AS p JOIN (
    (SELECT id, article_id, apart FROM compared ORDER BY apart, id LIMIT %(finalists)s)
    UNION
    (SELECT DISTINCT ON (article_id) id, article_id, apart FROM compared WHERE article_id = ANY(%(found)s)
        ORDER BY article_id, apart, id)
) AS c ON c.id = p.id
"""


@dataclass(frozen=True, slots=True)
class Sense:
    """A question's vector, and among which it can be looked for."""

    space_id: int
    vector: Sequence[float]
    # What it cost to ask for it.
    spent: Spent = Spent()


def sense_of(question: str) -> Sense | None:
    """Asks the server of embeddings, never within a transaction. Null where none is configured, no article has a
    vector yet, or the server fails: then the words alone have to do."""
    if not is_configured() or not words(question):
        return None
    space = EmbeddingSpace.objects.filter(name=space_name()).exclude(size=None).only("size", "centre").first()
    if space is None or space.size is None or space.centre is None:
        return None
    found = embed_question(question, size=space.size)
    return Sense(space.pk, centred(found.vectors[0], unpack(bytes(space.centre))), found.spent) if found else None


@dataclass(frozen=True, slots=True)
class Meant:
    """How close articles come to what was asked, by id; and which of them are found by it, the closest first."""

    closeness: dict[int, float]
    nearest: list[int]


def nearest_to(sense: Sense, *, languages: list[str], found: Collection[int]) -> Meant:
    """`found` are the articles that the words found. One query."""
    values: dict[str, Any] = {
        "signature": signature(sense.vector),
        "space": sense.space_id,
        "languages": languages,
        "finalists": FINALISTS,
        "found": list(found),
    }
    close: dict[int, float] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, values)
        for article_id, packed, _apart in cursor.fetchall():
            value = closeness(sense.vector, unpack(bytes(packed)))
            close[article_id] = max(value, close.get(article_id, -1.0))
    order = sorted((pk for pk, value in close.items() if value >= LEAST), key=lambda pk: -close[pk])
    return Meant(close, order[:NEAREST])
