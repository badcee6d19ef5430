"""The knowledge base: agents read, supervisors write."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from accounts.calls import SteeringWrites, caller
from chatbot.models import Article
from chatbot.services.articles import delete_article, save_article

MAX_QUESTION, MAX_QUESTIONS = 300, 200


class ArticleSerializer(serializers.ModelSerializer[Article]):
    questions = serializers.ListField(
        child=serializers.CharField(max_length=MAX_QUESTION),
        max_length=MAX_QUESTIONS,
        required=False,
        help_text="As customers type them.",
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
            "status",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("created_at", "updated_at")


@extend_schema_view(
    get=extend_schema(operation_id="listArticles", tags=["knowledge"]),
    post=extend_schema(operation_id="createArticle", tags=["knowledge"]),
)
class Articles(generics.ListCreateAPIView[Article]):
    """The bot answers only from approved articles."""

    queryset = Article.objects.defer("search")
    serializer_class = ArticleSerializer
    permission_classes = (SteeringWrites,)
    list_name, ordering = "articles", ("title", "id")

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = save_article(Article(), by=caller(self.request), **serializer.validated_data)


@extend_schema_view(
    get=extend_schema(operation_id="getArticle", tags=["knowledge"]),
    put=extend_schema(operation_id="replaceArticle", tags=["knowledge"]),
    patch=extend_schema(operation_id="updateArticle", tags=["knowledge"]),
    delete=extend_schema(operation_id="deleteArticle", tags=["knowledge"]),
)
class ArticleDetail(generics.RetrieveUpdateDestroyAPIView[Article]):
    queryset = Article.objects.defer("search")
    serializer_class = ArticleSerializer
    permission_classes = (SteeringWrites,)

    def perform_update(self, serializer: Any) -> None:
        save_article(serializer.instance, by=caller(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: Article) -> None:
        delete_article(instance, by=caller(self.request))
