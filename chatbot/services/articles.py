"""What supervisors do with the knowledge."""

from django.db.models import QuerySet
from django.utils import timezone

from chatbot.models import Article


def set_status(articles: QuerySet[Article], status: Article.Status) -> int:
    """Approve, or take back. The change of time makes every worker weigh the words anew."""
    return articles.update(status=status, updated_at=timezone.now())
