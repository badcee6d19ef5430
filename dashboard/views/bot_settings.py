"""The bot's settings, beside a conversation that is played against what stands in the form."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Team
from chatbot.models import BotSettings, SettingsChange
from chatbot.providers import is_model_configured
from chatbot.services import settings as service
from chatbot.services.rehearsing import MAX_TURNS, Played, rehearse
from chatbot.services.replaying import replay
from conversations.exceptions import Invalid
from dashboard.http import DeskRequest, command, for_people
from dashboard.views.bot_articles import require_steering

HISTORY, MAX_SOURCES, MAX_WORDS, MAX_SAID = 30, 10, 4096, 20_000


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
    return render(request, "bot/_saved.html", {"bot": saved, "changes": _history()})


@command
def try_out(request: DeskRequest) -> HttpResponse:
    """The next line of a rehearsal; the page keeps what was said before and sends it along."""
    require_steering(request)
    line = request.POST.get("line", "").replace("\0", "").strip()
    if not line:
        raise Invalid(attr="line")
    bot = service.read_settings(request.POST.dict())
    step = rehearse(line, earlier=_played(request.POST.getlist("said")), bot=bot)
    decision = step.decision
    played = {
        "question": line,
        "answer": decision.text,
        "intent": decision.intent,
        "reason": decision.reason.value,
        "sources": [source.id for source in decision.sources],
    }
    context = {"step": step, "decision": decision, "line": line, "played": json.dumps(played)}
    return render(request, "bot/_rehearsed.html", context)


@command
def replay_latest(request: DeskRequest) -> HttpResponse:
    """What customers lately asked, against what stands in the form."""
    require_steering(request)
    played = replay(service.read_settings(request.POST.dict()), until=timezone.now())
    changed = sum(one.is_changed for one in played)
    return render(request, "bot/_replayed.html", {"played": played, "changed": changed})


def _history() -> list[dict[str, Any]]:
    rows = SettingsChange.objects.select_related("by").order_by("-version")[:HISTORY]
    return [
        {
            "by": row.by,
            "at": row.created_at,
            # By the names of the form's fields.
            "was": json.dumps({name: was for name, (was, _now) in row.changes.items()}),
            "changes": [(service.label_of(name), was, now) for name, (was, now) in row.changes.items()],
        }
        for row in rows
    ]


def _played(said: list[str]) -> list[Played]:
    """What the page says was said, a line each. Whatever makes no sense is left out."""
    given = [_read(text[:MAX_SAID]) for text in said[-MAX_TURNS:]]
    return [_turn(turn) for turn in given if isinstance(turn, dict)]


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _turn(given: dict[str, Any]) -> Played:
    words = {name: str(given.get(name, ""))[:MAX_WORDS] for name in ("question", "answer", "intent", "reason")}
    sources = given.get("sources")
    known = sources[:MAX_SOURCES] if isinstance(sources, list) else []
    return Played(**words, sources=tuple(pk for pk in known if isinstance(pk, int)))
