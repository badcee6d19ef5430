"""The bot's settings, beside a conversation that is played against what stands in the form."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from accounts.models import Team
from chatbot.models import BotSettings, SettingsChange
from chatbot.providers import is_model_configured
from chatbot.services import settings as service
from chatbot.services.rehearsing import MAX_TURNS, Played, rehearse
from conversations.exceptions import Invalid
from dashboard.http import DeskRequest, command, done, for_people
from dashboard.views.bot_articles import require_steering

HISTORY, MAX_SOURCES, MAX_WORDS, MAX_SAID = 30, 10, 4096, 200_000


@require_GET
@for_people
def editor(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    bot = BotSettings.load()
    values = service.values_of(bot)
    intents = [
        (f"{service.TEAM}{intent}", label, values.get(f"{service.TEAM}{intent}", ""))
        for intent, label in service.intents_offered(bot)
    ]
    context = {
        "tab": "settings",
        "bot": bot,
        "values": values,
        "intents": intents,
        "teams": list(Team.objects.prefetch_related("hours").order_by("name")),
        "has_model": is_model_configured(),
        "changes": _history(),
    }
    return render(request, "bot/settings.html", context)


@command
def save(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    seen = request.POST.get("seen", "")
    new = service.read_settings(request.POST.dict())
    try:
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1  # noqa: PLR2004
        saved = service.save_settings(new, by=request.user, seen=number)
    except service.SettingsChanged as error:
        labels = {name: service.label_of(name) for name in error.current}
        current = {"version": error.version, "values": error.current, "labels": labels}
        return JsonResponse({"code": error.code, "detail": str(error), "current": current}, status=error.status)
    return done(version=saved.version)


@command
def try_out(request: DeskRequest) -> HttpResponse:
    """The next line of a rehearsal; the page keeps what was said before and sends it along."""
    require_steering(request)
    line = request.POST.get("line", "").replace("\0", "").strip()
    if not line:
        raise Invalid(attr="line")
    bot = service.read_settings(request.POST.dict())
    step = rehearse(line, earlier=_played(request.POST.get("said", "")), bot=bot)
    decision = step.decision
    played = {
        "question": line,
        "answer": decision.text,
        "intent": decision.intent,
        "reason": decision.reason.value,
        "sources": [source.id for source in decision.sources],
    }
    html = render_to_string("bot/_rehearsed.html", {"step": step, "decision": decision, "line": line}, request)
    return done(html=html, played=played, is_over=step.is_handed_over)


def _history() -> list[dict[str, Any]]:
    rows = SettingsChange.objects.select_related("by").order_by("-version")[:HISTORY]
    return [
        {
            "by": row.by,
            "at": row.created_at,
            "changes": [(service.label_of(name), was, now) for name, (was, now) in row.changes.items()],
        }
        for row in rows
    ]


def _played(text: str) -> list[Played]:
    """What the page says was said. Whatever makes no sense is left out."""
    try:
        given = json.loads(text[:MAX_SAID] or "[]")
    except ValueError:
        return []
    turns = [turn for turn in given if isinstance(turn, dict)] if isinstance(given, list) else []
    return [_turn(turn) for turn in turns[-MAX_TURNS:]]


def _turn(given: dict[str, Any]) -> Played:
    words = {name: str(given.get(name, ""))[:MAX_WORDS] for name in ("question", "answer", "intent", "reason")}
    sources = given.get("sources")
    known = sources[:MAX_SOURCES] if isinstance(sources, list) else []
    return Played(**words, sources=tuple(pk for pk in known if isinstance(pk, int)))
