"""Every turn of the bot: what was asked, found and answered, why, and what it cost."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from chatbot.models import Article, Intent, ToolCall, Turn
from conversations.models import AuthorKind, Direction, Message
from dashboard.bot_period import period_of
from dashboard.bot_rows import kept, turns_newest_first
from dashboard.bot_turns import HEAD, KEPT, SAID, sheet_rows, turns_asked
from dashboard.bot_words import REASONS, UNSAID
from dashboard.http import DeskRequest, for_people, ids_of
from dashboard.sheets import csv_file
from dashboard.views.bot_articles import require_steering
from dashboard.views.bot_figures import choices

MAX_ANSWERS, BESIDE = 10, 20


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    found, following = turns_newest_first(turns_asked(request.GET), request.GET.get("after", ""))
    context = {
        "tab": "turns",
        "turns": found,
        "query": kept(request.GET, KEPT),
        "unsaid": UNSAID,
        "said": SAID,
        "article": _article(request.GET.get("article", "")),
        **_span(request),
        "next": following,
        "asked": request.GET,
        "outcomes": Turn.Outcome.choices,
        "reasons": REASONS.items(),
        "intents": Intent.choices,
    }
    return render(request, "bot/turns.html", context)


@require_GET
@for_people
def file(request: DeskRequest) -> HttpResponseBase:
    """All that the filters let through, not a page of it."""
    require_steering(request)
    return csv_file("bot-turns.csv", [str(name) for name in HEAD], sheet_rows(turns_asked(request.GET)))


@require_GET
@for_people
def detail(request: DeskRequest, turn_id: UUID) -> HttpResponse:
    require_steering(request)
    found = Turn.objects.select_related("conversation__customer", "answers")
    turn = get_object_or_404(found, pk=turn_id)
    used = {source.get("id") for source in turn.sources}
    context = {
        "tab": "turns",
        "turn": turn,
        "answers": _answers_of(turn),
        "retrieved": [(source, source.get("id") in used) for source in turn.retrieved or turn.sources],
        "others": turn.conversation.turns.filter(state=Turn.State.DONE).order_by("created_at", "pk")[:BESIDE],
        "calls": ToolCall.objects.filter(
            conversation_id=turn.conversation_id, created_at__gte=turn.created_at, created_at__lte=_ended(turn)
        ).order_by("pk")[:MAX_ANSWERS],
    }
    return render(request, "bot/turn.html", context)


def _ended(turn: Turn) -> datetime:
    return turn.created_at + timedelta(milliseconds=turn.latency_ms + 1000)


def _answers_of(turn: Turn) -> list[Message]:
    """What the bot wrote before the customer wrote again."""
    later = Message.objects.filter(conversation_id=turn.conversation_id, pk__gt=turn.answers_id)
    again = later.filter(direction=Direction.INCOMING).order_by("pk").values_list("pk", flat=True).first()
    written = later.filter(direction=Direction.OUTGOING, author_kind=AuthorKind.BOT)
    if again:
        written = written.filter(pk__lt=again)
    return list(written.order_by("pk")[:MAX_ANSWERS])


def _article(number: str) -> Article | None:
    return Article.objects.only("title").filter(pk__in=ids_of([number], 1)).first()


def _span(request: DeskRequest) -> dict[str, Any]:
    """What an address from the figures narrows the list to."""
    if not (request.GET.get("from") or request.GET.get("to")):
        return {"period": None}
    return choices(period_of(request.GET))
