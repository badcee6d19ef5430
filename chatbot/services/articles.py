"""What supervisors do with the knowledge. Each change leaves a version behind."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chatbot.engine import unseen
from chatbot.models import Article, ArticleVersion
from chatbot.services.gaps import settle
from conversations.exceptions import ChangedMeanwhile, Conflict, Forbidden, Invalid, NotFound

KEPT = ("title", "questions", "content", "intent", "team_id", "language", "key", "status")
MAX_TITLE, MAX_QUESTION, MAX_QUESTIONS, MAX_CONTENT, MAX_INTENT = 160, 300, 200, 4000, 40
MAX_KEY = 60


class TitleTaken(Conflict):
    code = "unique"


class KeyTaken(Conflict):
    code = "unique"


def save_article(article: Article, *, by: User, seen: str = "", **fields: Any) -> Article:
    """`seen` is the time of the last change that the writer had before them (see `seen_of`): what a colleague saved
    since is not overwritten. Only `fields` are written: what else was changed since the row was read stays changed."""
    if not by.is_steering:
        raise Forbidden
    try:
        with transaction.atomic():
            is_new = article.pk is None
            if not is_new:
                _hold(article, seen, written=fields)
            for name, value in fields.items():
                setattr(article, name, _seen(value))
            article.save(update_fields=None if is_new else [*fields, "updated_at"])
            record_versions([article], by)
            settle([article])
    except IntegrityError as error:
        if "article_key_once_per_language" in str(error):
            raise KeyTaken(_("An article in this language has this key already."), attr="key") from error
        if "article_title_once_per_language" not in str(error):
            raise
        raise TitleTaken(_("There is an article with this title already."), attr="title") from error
    return article


def _seen(value: Any) -> Any:
    """What is pasted may hold letters that nobody sees, and a model reads."""
    if isinstance(value, list):
        return [_seen(one) for one in value]
    return unseen.seen(value) if isinstance(value, str) else value


def seen_of(article: Article) -> str:
    return article.updated_at.isoformat() if article.pk else ""


def check_article(fields: dict[str, Any]) -> None:
    """What a person typed. Names the first field at fault."""
    for name, value, limit in (
        ("title", fields["title"], MAX_TITLE),
        ("content", fields["content"], MAX_CONTENT),
        ("intent", fields["intent"], MAX_INTENT),
    ):
        if not value:
            raise Invalid(_("This is needed."), attr=name)
        if len(value) > limit:
            raise Invalid(_("At most %(limit)s characters.") % {"limit": limit}, attr=name)
    if len(fields["questions"]) > MAX_QUESTIONS:
        raise Invalid(_("At most %(limit)s questions.") % {"limit": MAX_QUESTIONS}, attr="questions")
    if long := next((question for question in fields["questions"] if len(question) > MAX_QUESTION), None):
        told = {"limit": MAX_QUESTION, "start": long[:40]}
        raise Invalid(_("At most %(limit)s characters a question: “%(start)s…” has more.") % told, attr="questions")


def delete_article(article: Article, *, by: User) -> None:
    if not by.is_steering:
        raise Forbidden
    article.delete()


def set_status(articles: QuerySet[Article], status: Article.Status, *, by: User) -> int:
    """Approve, take back or put away. The change of time makes every worker weigh the words anew."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        changing = list(articles.exclude(status=status).select_for_update(of=("self",)).order_by("pk"))
        for article in changing:
            article.status = status
        Article.objects.filter(pk__in=[article.pk for article in changing]).update(
            status=status, updated_at=timezone.now()
        )
        record_versions(changing, by)
        settle(changing)
    return len(changing)


def record_versions(articles: Iterable[Article], by: User | None) -> None:
    ArticleVersion.objects.bulk_create(
        ArticleVersion(article=article, by=by, **{name: getattr(article, name) for name in KEPT})
        for article in articles
    )


def _hold(article: Article, seen: str, *, written: Collection[str]) -> None:
    """Locks its row and brings up to date what is not about to be written."""
    now = Article.objects.select_for_update().defer("search").filter(pk=article.pk).first()
    if now is None:
        raise NotFound
    if seen and seen_of(now) != seen:
        raise ChangedMeanwhile(now.title, attr="")
    for column in Article._meta.concrete_fields:  # noqa: SLF001
        if column.name not in (*written, "search"):
            setattr(article, column.attname, getattr(now, column.attname))
