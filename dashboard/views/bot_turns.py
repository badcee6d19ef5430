"""Every turn of the bot: what was asked, found and answered, why, and what it cost."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from chatbot.models import Intent, ToolCall, Turn
from chatbot.services.gaps import UNANSWERED
from conversations.models import AuthorKind, Direction, Message
from dashboard.bot_figures import whose
from dashboard.bot_period import period_of
from dashboard.bot_rows import kept, turns_newest_first
from dashboard.bot_words import REASONS, UNSAID
from dashboard.days import Days, day_in
from dashboard.http import DeskRequest, for_people
from dashboard.views.bot_articles import require_steering
from dashboard.views.bot_figures import choices

FILTERS = ("outcome", "reason", "intent", "provider")
# As an address from the figures has them.
SPAN = ("from", "to", "team", "language")
KEPT = (*FILTERS, *SPAN, "day")
MAX_VALUE, MAX_ANSWERS = 40, 10


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    found, following = turns_newest_first(_filtered(request), request.GET.get("after", ""))
    context = {
        "tab": "turns",
        "turns": found,
        "query": kept(request.GET, KEPT),
        "unsaid": UNSAID,
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
        "calls": ToolCall.objects.filter(
            conversation_id=turn.conversation_id, created_at__gte=turn.created_at, created_at__lte=_ended(turn)
        ).order_by("pk")[:MAX_ANSWERS],
    }
    return render(request, "bot/turn.html", context)


def _filtered(request: DeskRequest) -> QuerySet[Turn]:
    asked = request.GET
    found = Turn.objects.filter(state=Turn.State.DONE)
    if asked.get("reason") == UNSAID:
        found = found.filter(reason__in=UNANSWERED)
    for name in FILTERS:
        if asked.get(name) == UNSAID:
            continue
        if value := asked.get(name, "").replace("\0", "")[:MAX_VALUE]:
            found = found.filter(**{name: value})
    if day := day_in(asked.get("day", "")):
        whole = Days(day, day)
        found = found.filter(created_at__gte=whole.since, created_at__lt=whole.until)
    if asked.get("from") or asked.get("to") or asked.get("period"):
        period = period_of(asked)
        found = found.filter(created_at__gte=period.since, created_at__lt=period.until)
        found = found.filter(whose(period, "stay__"))
    return found


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


def _span(request: DeskRequest) -> dict[str, Any]:
    """What an address from the figures narrows the list to."""
    if not (request.GET.get("from") or request.GET.get("to")):
        return {"period": None}
    return choices(period_of(request.GET))
