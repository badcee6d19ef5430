"""What finding costs with 10,000 articles: by their words, and by their meaning, too, with 1,536 numbers a vector. The
server of embeddings is one of our own that answers at once: what a real one takes comes on top."""

import random
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from benchmarks.embedder import SIZE, direction
from benchmarks.figures import Figure, at_most, median, percentile
from benchmarks.processes import Processes
from chatbot.engine.vectors import pack, signature, unit
from chatbot.knowledge import find_candidates
from chatbot.meaning import sense_of
from chatbot.models import Article, ArticleEmbedding, EmbeddingSpace

ARTICLES, QUESTIONS = 10_000, 8
ASKED, WARM = 60, 5
# Of the whole turn, the customer waits this much longer at most.
LIMIT = 250.0
# Vectors that all others are turned from: making each number by number would take longer than the measurement.
MADE = 64
TURN = """
WITH made AS (
    SELECT number, bits, vector FROM unnest(%s::varbit[], %s::bytea[]) WITH ORDINALITY AS m(bits, vector, number)
)
INSERT INTO chatbot_passage (embedding_id, place, signature, vector)
SELECT e.article_id, place,
    substring(m.bits FROM turned.by + 1) || substring(m.bits FROM 1 FOR turned.by),
    substring(m.vector FROM 2 * turned.by + 1) || substring(m.vector FROM 1 FOR 2 * turned.by)
FROM (SELECT article_id, row_number() OVER (ORDER BY article_id) AS number FROM chatbot_articleembedding) AS e
CROSS JOIN generate_series(0, %s) AS place
JOIN made AS m ON m.number = 1 + (e.number + place) %% %s
CROSS JOIN LATERAL (SELECT ((e.number * 31 + place * 7) %% %s)::int AS by) AS turned
"""
SUBJECTS = ("internet", "boleto", "fatura", "roteador", "senha", "plano", "técnico", "endereço", "contrato", "sinal")
DEEDS = ("trocar", "pagar", "cancelar", "mudar", "instalar", "consultar", "reclamar", "transferir", "atualizar", "ver")
THINGS = [
    f"{start}{end}" for start in ("car", "mel", "tor", "vid", "pal", "bor", "cin", "lim") for end in "abcdefghijklm"
]


def measure(processes: Processes) -> list[Figure]:
    port = processes.serve("embedder", "benchmarks.embedder:application")
    settings.EMBEDDINGS_MODEL, settings.EMBEDDINGS_BASE_URL = "bench", f"http://127.0.0.1:{port}/v1"
    fill()
    questions = [text_of(random.Random(f"asked {number}")) for number in range(ASKED + WARM)]  # noqa: S311
    plain, both = times(questions, by_meaning=False), times(questions, by_meaning=True)
    more = median(both) - median(plain)
    return [
        Figure("retrieval", "10,000 articles by words, median", median(plain), "ms"),
        Figure("retrieval", "10,000 articles by words, 95 %", percentile(plain, 0.95), "ms"),
        Figure("retrieval", "and by meaning (100,000 vectors), median", median(both), "ms"),
        Figure("retrieval", "and by meaning (100,000 vectors), 95 %", percentile(both, 0.95), "ms"),
        at_most("retrieval", "what meaning adds, median", more, "ms", LIMIT),
        Figure("retrieval", "vectors with their signatures, on disk", megabytes(), "MB"),
    ]


def times(questions: list[str], *, by_meaning: bool) -> list[float]:
    taken = []
    for question in questions:
        began = time.perf_counter()
        sense = sense_of(question) if by_meaning else None
        assert bool(sense) is by_meaning
        find_candidates(question, sense=sense)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[WARM:]


def fill() -> None:
    Article.objects.bulk_create(articles(), batch_size=1000)
    space = EmbeddingSpace.objects.create(name="bench", size=SIZE, centre=pack([0.0] * SIZE))
    ids = list(Article.objects.values_list("pk", "text_digest"))
    ArticleEmbedding.objects.bulk_create(
        (ArticleEmbedding(article_id=pk, space=space, digest=digest) for pk, digest in ids), batch_size=1000
    )
    made = [unit(direction(f"made {number}")) for number in range(MADE)]
    values = [[signature(vector) for vector in made], [pack(vector) for vector in made], QUESTIONS + 1, MADE, SIZE]
    with connection.cursor() as cursor:
        cursor.execute(TURN, values)
        cursor.execute("VACUUM ANALYZE")


def articles() -> Iterator[Article]:
    for number in range(ARTICLES):
        chance = random.Random(number)  # noqa: S311
        yield Article(
            title=f"{text_of(chance)} {number}".capitalize(),
            questions=[text_of(chance) for _ in range(QUESTIONS)],
            content=" ".join(text_of(chance) for _ in range(8)),
            status=Article.Status.APPROVED,
        )


def text_of(chance: random.Random) -> str:
    words = (chance.choice(DEEDS), chance.choice(SUBJECTS), chance.choice(THINGS), chance.choice(THINGS))
    return "como posso {} {} do {} {}".format(*words)


def megabytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('chatbot_passage')")
        return float(cursor.fetchone()[0]) / 1e6
