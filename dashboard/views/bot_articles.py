"""The supervisors' knowledge: what the bot may answer, edited beside what a question would find."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Team
from chatbot.models import Article, BotSettings, Gap, Intent, ProposedChange
from chatbot.models.article import Lines
from chatbot.services import articles as service
from chatbot.services.approving import article_of
from chatbot.services.gaps import link_article
from chatbot.services.importing import MAX_SOURCE
from chatbot.services.meanings import coverage
from chatbot.services.tryout import try_question
from conversations.exceptions import Invalid, NotFound
from conversations.models.functions import Plain
from dashboard.bot_rows import kept, rows_by_title
from dashboard.differences import marked_changes
from dashboard.http import DeskRequest, command, for_people, go_to, ids_of, see_anew

HISTORY = 30
MAX_QUERY = 100
PROPOSED = "proposed"
FILTERS = ("q", "status", "intent", "team", "language", "source")


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    asked = request.GET
    found, following = rows_by_title(_filtered(request), asked.get("after", ""))
    context = {
        "articles": found,
        "next": following,
        "asked": asked,
        "query": kept(asked, FILTERS),
        "tab": "knowledge",
        "counts": dict(Article.objects.order_by().values_list("status").annotate(count=Count("pk"))),
        "proposed": ProposedChange.objects.count(),
        "coverage": coverage(),
        "statuses": [*Article.Status.choices, (PROPOSED, _("With a proposed change"))],
        **_choices(),
    }
    return render(request, "bot/articles.html", context)


@require_GET
@for_people
def editor(request: DeskRequest, article_id: int = 0) -> HttpResponse:
    require_steering(request)
    gap = None if article_id else _gap_of(request)
    article = (
        get_object_or_404(Article.objects.defer("search"), pk=article_id)
        if article_id
        else (article_of(gap) if gap else Article())
    )
    versions = article.versions.select_related("by").order_by("-pk")[:HISTORY] if article_id else []
    context = {
        "tab": "knowledge",
        "article": article,
        "questions": "\n".join(article.questions),
        "seen": service.seen_of(article),
        "versions": list(versions),
        "month_ago": timezone.localdate() - timedelta(days=29),
        "gap": gap,
        **_proposed(article),
        "answer_from": BotSettings.load().answer_from,
        **_choices(),
    }
    return render(request, "bot/article.html", context)


@command
def save(request: DeskRequest, article_id: int = 0) -> HttpResponse:
    require_steering(request)
    article = get_object_or_404(Article, pk=article_id) if article_id else Article()
    fields = _fields(request)
    service.check_article(fields)
    status = request.POST.get("status", "")
    if status in Article.Status.values:
        fields["status"] = status
    saved = service.save_article(article, by=request.user, seen=request.POST.get("seen", ""), **fields)
    for gap_id in ids_of([request.POST.get("gap", "")], 1):
        link_article(gap_id, saved, by=request.user)
    return go_to("article", saved.pk)


@command
def delete(request: DeskRequest, article_id: int) -> HttpResponse:
    require_steering(request)
    service.delete_article(get_object_or_404(Article, pk=article_id), by=request.user)
    return go_to("articles")


@command
def mark(request: DeskRequest) -> HttpResponse:
    """Approve or put away several at once."""
    require_steering(request)
    status = request.POST.get("status", "")
    if status not in Article.Status.values:
        raise Invalid(attr="status")
    chosen = Article.objects.filter(pk__in=ids_of(request.POST.getlist("article"), 200))
    service.set_status(chosen, Article.Status(status), by=request.user)
    return see_anew()


@command
def try_out(request: DeskRequest, article_id: int = 0) -> HttpResponse:
    """What a customer who asks so would find, with what stands in the form."""
    require_steering(request)
    article = get_object_or_404(Article, pk=article_id) if article_id else Article()
    fields = {name: value[:limit] if limit else value for name, (value, limit) in _cut(request).items()}
    question = request.POST.get("asked", "").strip()
    found = try_question(question, article, fields) if question else []
    sure_from = BotSettings.load().answer_from
    context = {"found": found, "mine": article.pk or 0, "sure_from": sure_from, "asked": question}
    return render(request, "bot/_found.html", context)


def require_steering(request: DeskRequest) -> None:
    if not request.user.is_steering:
        raise NotFound


def _proposed(article: Article) -> dict[str, Any]:
    change = ProposedChange.objects.filter(article=article.pk).first() if article.pk else None
    if change is None:
        return {}
    asked = [question for question in change.questions if question not in article.questions]
    return {"change": change, "change_text": marked_changes(article.content, change.content), "change_asked": asked}


def _gap_of(request: DeskRequest) -> Gap | None:
    return Gap.objects.filter(pk__in=ids_of([request.GET.get("gap", "")], 1)).first()


def _filtered(request: DeskRequest) -> QuerySet[Article]:
    asked = request.GET
    found = _of_status(asked.get("status", ""), asked.get("source", "").replace("\0", "")[:MAX_SOURCE])
    for name in ("language", "intent"):
        if value := asked.get(name, "").replace("\0", "")[: service.MAX_INTENT]:
            found = found.filter(**{name: value})
    if team := ids_of([asked.get("team", "")], 1):
        found = found.filter(team_id=team[0])
    if query := asked.get("q", "").replace("\0", "").strip()[:MAX_QUERY]:
        plain = found.annotate(
            plain_title=Plain("title"), plain_content=Plain("content"), plain_asked=Plain(Lines("questions"))
        )
        words = Plain(Value(query))
        match = Q(plain_title__contains=words) | Q(plain_content__contains=words) | Q(plain_asked__contains=words)
        return plain.filter(match)
    return found


def _of_status(status: str, source: str) -> QuerySet[Article]:
    """`source` is where they were imported from, or what is proposed for them."""
    found = Article.objects.select_related("team", "proposed_change").defer("search", "content")
    if status == PROPOSED:
        found = found.exclude(proposed_change=None)
        return found.filter(proposed_change__source=source) if source else found
    if status in Article.Status.values:
        found = found.filter(status=status)
    elif status != "all":
        found = found.exclude(status=Article.Status.ARCHIVED)
    return found.filter(source=source) if source else found


def _fields(request: DeskRequest) -> dict[str, Any]:
    return {name: value for name, (value, _limit) in _cut(request).items()}


def _cut(request: DeskRequest) -> dict[str, tuple[Any, int]]:
    """What the form says, and how much of it the database takes (0: all)."""
    post = request.POST
    text = {name: post.get(name, "").replace("\0", "").replace("\r\n", "\n").strip() for name in post}
    questions = [line.strip() for line in text.get("questions", "").split("\n") if line.strip()]
    team = Team.objects.filter(pk__in=ids_of([text.get("team", "")], 1)).first()
    language = text.get("language", "")
    return {
        "title": (text.get("title", ""), service.MAX_TITLE),
        "questions": (list(dict.fromkeys(questions)), service.MAX_QUESTIONS),
        "content": (text.get("content", ""), service.MAX_CONTENT),
        "intent": (text.get("intent", "") or Intent.OTHER.value, service.MAX_INTENT),
        "language": (language if language in Article.Language.values else Article.Language.PORTUGUESE.value, 0),
        "key": (slugify(text.get("key", ""))[: service.MAX_KEY], 0),
        "team": (team, 0),
    }


def _choices() -> dict[str, Any]:
    return {
        "teams": list(Team.objects.order_by("name")),
        "intents": Intent.choices,
        "languages": Article.Language.choices,
    }
