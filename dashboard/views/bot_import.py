"""Articles from files and pages: looked at first, then taken over as drafts and proposed changes."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Team
from chatbot.fetching import MAX_ADDRESS
from chatbot.importing.types import MAX_ARTICLES, Piece
from chatbot.models import Article
from chatbot.services import proposed
from chatbot.services.import_sources import pieces_of_address, pieces_of_file
from chatbot.services.importing import TAKEN, Outcome, Target, import_articles, weigh
from conversations.exceptions import Invalid
from dashboard.http import DeskRequest, command, for_people, ids_of, see_anew
from dashboard.views.bot_articles import require_steering

MAX_CHANGES = 200


@require_GET
@for_people
def page(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    context = {"tab": "knowledge", "teams": Team.objects.order_by("name"), "languages": Article.Language.choices}
    return render(request, "bot/import.html", context)


@command
def preview(request: DeskRequest) -> HttpResponse:
    """What would be imported. Nothing is stored."""
    require_steering(request)
    pieces, source = _read(request)
    lines = weigh(pieces, _target(request, source))
    counts = Counter(line.outcome for line in lines)
    told = [(outcome.label, counts[outcome]) for outcome in Outcome if counts[outcome]]
    context = {"lines": lines, "told": told, "source": source, "taken": TAKEN, "can": sum(counts[o] for o in TAKEN)}
    return render(request, "bot/_import.html", context)


@command
def take(request: DeskRequest) -> HttpResponse:
    """Exactly the texts that were seen: what a page says otherwise by now is left out."""
    require_steering(request)
    only = request.POST.getlist("only")[:MAX_ARTICLES]
    if not only:
        raise Invalid(_("Choose at least one."), attr="")
    pieces, source = _read(request)
    lines = import_articles(pieces, _target(request, source), by=request.user, only=only)
    counts = Counter(line.outcome for line in lines if line.is_imported)
    missing = len(set(only) - {line.digest for line in lines if line.is_imported})
    context = {
        "drafts": counts[Outcome.NEW],
        "changes": counts[Outcome.CHANGED],
        "missing": missing,
        "source": source,
    }
    return render(request, "bot/_imported.html", context)


@command
def accept_change(request: DeskRequest, article_id: int) -> HttpResponse:
    require_steering(request)
    proposed.accept_change(article_id, by=request.user, digest=request.POST.get("digest", ""))
    return see_anew()


@command
def dismiss_change(request: DeskRequest, article_id: int) -> HttpResponse:
    require_steering(request)
    proposed.dismiss_change(article_id, by=request.user, digest=request.POST.get("digest", ""))
    return see_anew()


@command
def accept_changes(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    chosen = ids_of(request.POST.getlist("article"), MAX_CHANGES)
    proposed.accept_changes(chosen, by=request.user)
    return see_anew()


def _read(request: DeskRequest) -> tuple[list[Piece], str]:
    file: Any = request.FILES.get("file")
    if file:
        return pieces_of_file(file), file.name
    address = request.POST.get("url", "").strip()
    if not address:
        raise Invalid(_("Choose a file, or give a page's address."), attr="file")
    return pieces_of_address(address[: MAX_ADDRESS + 1])


def _target(request: DeskRequest, source: str) -> Target:
    post = request.POST
    language = post.get("language", "")
    team = Team.objects.filter(pk__in=ids_of([post.get("team", "")], 1)).first()
    known = language if language in Article.Language.values else Article.Language.PORTUGUESE.value
    return Target(language=known, team=team, source=source)
