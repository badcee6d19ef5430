"""What supervisors decide about proposed changes of articles."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from chatbot.models import Article, ProposedChange
from chatbot.services.articles import MAX_QUESTIONS, record_versions
from chatbot.services.gaps import settle
from chatbot.services.importing import hold_imports
from conversations.exceptions import ChangedMeanwhile, Forbidden, NotFound

TAKEN_OVER = ("questions", "content", "source", "import_digest", "updated_at")


def accept_change(article_id: int, *, by: User, digest: str) -> Article:
    """`digest` is that of the text that the supervisor had before them: another one is not accepted unseen."""
    with transaction.atomic():
        accepted = _accept(ProposedChange.objects.filter(article=article_id), by, digest)
    if not accepted:
        raise NotFound
    return accepted[0]


def accept_changes(article_ids: Iterable[int], *, by: User) -> int:
    """Those of several articles at once. Returns how many there were."""
    with transaction.atomic():
        return len(_accept(ProposedChange.objects.filter(article__in=list(article_ids)), by))


def dismiss_change(article_id: int, *, by: User, digest: str) -> None:
    """`digest` as in `accept_change`: what another import proposes by now is not dismissed unseen."""
    if not by.is_steering:
        raise Forbidden
    proposed = ProposedChange.objects.filter(article=article_id)
    if not proposed.filter(digest=digest).delete()[0]:
        newer = proposed.select_related("article").first()
        raise NotFound if newer is None else ChangedMeanwhile(newer.article.title, attr="digest")


def _accept(proposed: QuerySet[ProposedChange], by: User, digest: str = "") -> list[Article]:
    """The articles keep their state: whoever accepts a text approves it for what is approved. Articles are locked
    first, as everywhere."""
    if not by.is_steering:
        raise Forbidden
    hold_imports()
    ids = list(proposed.values_list("article_id", flat=True))
    articles = list(Article.objects.select_for_update().defer("search").filter(pk__in=ids).order_by("pk"))
    changes = {change.article_id: change for change in proposed.select_for_update()}
    articles = [article for article in articles if article.pk in changes]
    for article in articles:
        change = changes[article.pk]
        if digest and change.digest != digest:
            raise ChangedMeanwhile(article.title, attr="digest")
        # Not as they were when it was proposed: a question that was added since stays.
        asked = dict.fromkeys([*article.questions, *change.questions])
        article.questions, article.content = list(asked)[:MAX_QUESTIONS], change.content
        article.source, article.import_digest = change.source, change.digest
        article.updated_at = timezone.now()
    Article.objects.bulk_update(articles, TAKEN_OVER)
    record_versions(articles, by)
    settle(articles)
    ProposedChange.objects.filter(pk__in=[change.pk for change in changes.values()]).delete()
    return articles
