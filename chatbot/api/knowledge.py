"""The knowledge base: agents read, supervisors write."""

from typing import Any

from rest_framework import serializers

from accounts.api.tables import Row, Rows, describe_row, describe_rows
from accounts.calls import SteeringWrites
from chatbot.models import Article, ProposedChange
from chatbot.services.articles import delete_article, save_article

MAX_QUESTION, MAX_QUESTIONS = 300, 200


class ProposedChangeShape(serializers.ModelSerializer[ProposedChange]):
    class Meta:
        model = ProposedChange
        fields = ("digest", "questions", "content", "source", "created_at")


class ArticleSerializer(serializers.ModelSerializer[Article]):
    questions = serializers.ListField(
        child=serializers.CharField(max_length=MAX_QUESTION),
        max_length=MAX_QUESTIONS,
        required=False,
        help_text="As customers type them.",
    )
    proposed_change = ProposedChangeShape(
        read_only=True, allow_null=True, help_text="Another text, from an import. Accept it, or dismiss it."
    )

    class Meta:
        model = Article
        fields = (
            "id",
            "title",
            "questions",
            "content",
            "intent",
            "team",
            "language",
            "key",
            "status",
            "source",
            "proposed_change",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("created_at", "updated_at")


@describe_rows("Article", "knowledge")
class Articles(Rows[Article]):
    """The bot answers only from approved articles."""

    queryset = Article.objects.defer("search").select_related("proposed_change")
    serializer_class = ArticleSerializer
    permission_classes = (SteeringWrites,)
    list_name, ordering = "articles", ("title", "id")

    @staticmethod
    def add(**fields: Any) -> Article:
        return save_article(Article(), **fields)


@describe_row("Article", "knowledge")
class ArticleDetail(Row[Article]):
    queryset = Article.objects.defer("search").select_related("proposed_change")
    serializer_class = ArticleSerializer
    permission_classes = (SteeringWrites,)
    change = staticmethod(save_article)
    remove = staticmethod(delete_article)
