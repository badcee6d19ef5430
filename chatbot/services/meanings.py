"""Making the vectors of approved articles: in batches, by one worker at a time, safe to break off at any point.

What an article has is told by a row with the digest of its text; a changed text, another model and an interrupted run
all leave an approved article without such a row, and the next run finds it.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from chatbot.engine.vectors import centred, mean_of, pack, signature, unpack
from chatbot.models import Article, ArticleEmbedding, BotSettings, EmbeddingSpace, KnowledgeVersion, Passage
from chatbot.providers import embeddings
from chatbot.providers.embeddings import EmbeddingsError
from chatbot.services.budget import charge
from chatbot.services.yardstick import SENTENCES

log = structlog.get_logger(__name__)
BATCH = 16  # articles
CHUNK = 32  # texts in a call
# Longer than a call takes: a claim that is older belongs to a worker that died.
CLAIM = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT = 15.0, 3600.0
# A text that the server would not take is tried again after so long; it may know longer ones by then.
REFUSED = timedelta(days=1)
MAX_PASSAGE = 1500
ERROR = 300


class LostClaim(Exception):
    """Another worker took over; nothing of ours is kept."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the approved articles can be found by their meaning, and what went wrong last."""

    approved: int
    indexed: int
    refused: int
    error: str = ""
    failed_at: datetime | None = None

    @property
    def missing(self) -> int:
        return self.approved - self.indexed


def coverage() -> Coverage | None:
    """Null where no embeddings are configured. Two queries."""
    if not embeddings.is_configured():
        return None
    space = EmbeddingSpace.objects.filter(name=embeddings.space_name()).first() or EmbeddingSpace()
    made = ArticleEmbedding.objects.filter(article=OuterRef("pk"), space=space.pk, digest=OuterRef("text_digest"))
    found = Article.objects.approved().annotate(
        is_made=Exists(made.filter(error="")), is_refused=Exists(made.exclude(error=""))
    )
    counts = found.aggregate(
        approved=Count("pk"),
        indexed=Count("pk", filter=Q(is_made=True)),
        refused=Count("pk", filter=Q(is_refused=True)),
    )
    return Coverage(**counts, error=space.error, failed_at=space.failed_at)


def forget_embeddings() -> None:
    """All are made anew, and what the model's vectors share is measured again."""
    EmbeddingSpace.objects.all().delete()


def index_articles(*, seconds: float = 20.0, is_waiting: bool = True) -> int:
    """Makes vectors for so long, and returns for how many articles. `is_waiting`: after a failure for some time not.
    Raises EmbeddingsError once it is written down."""
    if not embeddings.is_configured():
        return 0
    space, _ = EmbeddingSpace.objects.get_or_create(name=embeddings.space_name())
    # The version first: what is changed after it is looked for again, but never missed.
    version = KnowledgeVersion.objects.values_list("number", flat=True).first()
    if (version == space.done_version and not _refused_again(space)) or not _claim(space, is_waiting=is_waiting):
        return 0
    try:
        return _work(space, version, time.monotonic() + seconds)
    except LostClaim:
        return 0
    except EmbeddingsError as error:
        _record_failure(space, error)
        raise
    finally:
        _mine(space).update(claim=None, claimed_until=None)


def _claim(space: EmbeddingSpace, *, is_waiting: bool) -> bool:
    now = timezone.now()
    free = EmbeddingSpace.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), pk=space.pk)
    if is_waiting:
        free = free.filter(Q(retry_at=None) | Q(retry_at__lte=now))
    space.claim = uuid.uuid4()
    return free.update(claim=space.claim, claimed_until=now + CLAIM) == 1


def _mine(space: EmbeddingSpace) -> QuerySet[EmbeddingSpace]:
    return EmbeddingSpace.objects.filter(pk=space.pk, claim=space.claim)


def _work(space: EmbeddingSpace, version: uuid.UUID | None, deadline: float) -> int:
    _measure(space)
    made = 0
    while time.monotonic() < deadline:
        batch = list(_missing(space).order_by("pk").only("title", "questions", "content", "text_digest")[:BATCH])
        if not batch:
            _mine(space).update(done_version=version)
            break
        _index(space, batch)
        made += len(batch)
    return made


def _missing(space: EmbeddingSpace) -> QuerySet[Article]:
    made = ArticleEmbedding.objects.filter(article=OuterRef("pk"), space=space, digest=OuterRef("text_digest"))
    recent = Q(error="") | Q(made_at__gt=timezone.now() - REFUSED)
    return Article.objects.approved().filter(~Exists(made.filter(recent)))


def _refused_again(space: EmbeddingSpace) -> bool:
    refused = ArticleEmbedding.objects.filter(space=space, made_at__lte=timezone.now() - REFUSED).exclude(error="")
    return refused.exists()


def _measure(space: EmbeddingSpace) -> None:
    """What all of the model's vectors share, from texts about everything."""
    if space.size:
        return
    vectors = _embedded(space, SENTENCES)
    space.size, space.centre = len(vectors[0]), pack(mean_of(vectors))
    if not _mine(space).update(size=space.size, centre=space.centre):
        raise LostClaim


def _index(space: EmbeddingSpace, batch: Sequence[Article]) -> None:
    try:
        _store(space, batch, _vectors_of(space, batch))
    except EmbeddingsError as error:
        if not error.is_about_text:
            raise
        if len(batch) > 1:
            for article in batch:
                _index(space, [article])
            return
        # Is it this text, or does the server take nothing at all?
        _embedded(space, SENTENCES[:1])
        _store(space, batch, [], error=str(error))


def _vectors_of(space: EmbeddingSpace, batch: Sequence[Article]) -> list[list[list[float]]]:
    texts = [passages_of(article) for article in batch]
    found = iter(_embedded(space, [text for each in texts for text in each]))
    return [[next(found) for _ in each] for each in texts]


def passages_of(article: Article) -> list[str]:
    """What an article is found by, each for itself."""
    texts = [f"{article.title}\n{article.content}", article.title, *article.questions]
    return [text[:MAX_PASSAGE] for text in texts if text.strip()]


def _embedded(space: EmbeddingSpace, texts: Sequence[str]) -> list[list[float]]:
    """Call by call, each under a claim that outlasts it. Raises LostClaim."""
    found: list[list[float]] = []
    for start in range(0, len(texts), CHUNK):
        if not _mine(space).update(claimed_until=timezone.now() + CLAIM):
            raise LostClaim
        if not connection.in_atomic_block:
            connection.close()  # back into the pool: nobody holds one while a model works
        made = embeddings.embed_texts(texts[start : start + CHUNK], size=space.size)
        charge(BotSettings.load(), made.spent)
        found += made.vectors
    return found


def _store(
    space: EmbeddingSpace, batch: Sequence[Article], vectors: Sequence[Sequence[Sequence[float]]], *, error: str = ""
) -> None:
    """In one transaction, under the claim. An article that changed meanwhile keeps the old text's digest, and counts
    as missing; one that was deleted is left out. Raises LostClaim."""
    centre = unpack(bytes(space.centre or b""))
    with transaction.atomic():
        if not _mine(space).update(claimed_until=timezone.now() + CLAIM, failures=0, retry_at=None, error=""):
            raise LostClaim
        ids = [article.pk for article in batch]
        there = set(Article.objects.select_for_update(no_key=True).filter(pk__in=ids).values_list("pk", flat=True))
        ArticleEmbedding.objects.filter(pk__in=ids).delete()
        ArticleEmbedding.objects.bulk_create(
            ArticleEmbedding(article=article, space=space, digest=article.text_digest, error=error[:ERROR])
            for article in batch
            if article.pk in there
        )
        Passage.objects.bulk_create(
            _passage(article.pk, place, centred(vector, centre))
            for article, each in zip(batch, vectors, strict=False)
            if article.pk in there
            for place, vector in enumerate(each)
        )


def _passage(article_id: int, place: int, vector: Sequence[float]) -> Passage:
    return Passage(embedding_id=article_id, place=place, signature=signature(vector), vector=pack(vector))


def _record_failure(space: EmbeddingSpace, error: EmbeddingsError) -> None:
    space.refresh_from_db(fields=["failures"])
    wait = min(max(error.wait, FIRST_WAIT * 2 ** min(space.failures, 10)), LONGEST_WAIT)
    now = timezone.now()
    _mine(space).update(
        failures=F("failures") + 1, retry_at=now + timedelta(seconds=wait), error=str(error)[:ERROR], failed_at=now
    )
    log.warning("embedding articles failed", error=str(error), failures=space.failures + 1, wait=round(wait))
