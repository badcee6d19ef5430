"""What articles mean, as a model of embeddings says: vectors, and the state of their making."""

from typing import Any

from django.db import models
from django.utils import timezone

from chatbot.models.article import Article


class BitsField(models.TextField):  # type: ignore[type-arg]
    """A text of zeros and ones; PostgreSQL counts in which of them two differ."""

    def db_type(self, connection: Any) -> str:
        return "bit varying"


class EmbeddingSpace(models.Model):
    """One model's vectors, which cannot be compared with another's; and how far their making has come."""

    # The model, and how many numbers it was asked for.
    name = models.CharField(max_length=200, unique=True)
    # How many numbers a vector has, and what all of them share; null before the first answer.
    size = models.PositiveIntegerField(null=True)
    centre = models.BinaryField(null=True)
    # One worker at a time makes vectors; a claim that has run out is a dead one's.
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    # Which version of the knowledge has all its vectors (chatbot.KnowledgeVersion).
    done_version = models.UUIDField(null=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(size=None, centre=None) | models.Q(size__gt=0, centre__isnull=False),
                name="embedding_space_is_measured_as_a_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ArticleEmbedding(models.Model):
    """That an article has its vectors, and of which text: once it reads otherwise they are nobody's."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="embedding")
    space = models.ForeignKey(EmbeddingSpace, on_delete=models.CASCADE, related_name="+")
    # The article's `text_digest` as it was.
    digest = models.CharField(max_length=64)
    # Why the server would not take the text; then there are no vectors.
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.article_id}"


class Passage(models.Model):
    """A vector: of the answer, of the title, or of one of the questions."""

    embedding = models.ForeignKey(ArticleEmbedding, on_delete=models.CASCADE, related_name="passages", db_index=False)
    place = models.PositiveSmallIntegerField()
    signature = BitsField()
    vector = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["embedding", "place"], name="passage_once_in_its_place"),)

    def __str__(self) -> str:
        return f"{self.embedding_id} {self.place}"
