"""What the bot achieved in a period, for supervisors, and the conversations behind every figure."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Team
from chatbot.models import Article, Intent, Stay
from dashboard.bot_charts import MOST_INTENTS, intent_lines, outcome_columns, stays_url, step_name, turns_url
from dashboard.bot_csv import figures_csv
from dashboard.bot_figures import Figures, figures_of, stays_of
from dashboard.bot_period import LENGTHS, NO_TEAM, Period, period_of
from dashboard.bot_rows import stays_newest_first
from dashboard.bot_sheets import stay_rows
from dashboard.bot_words import REASONS, UNSAID, reason_of
from dashboard.draft_figures import draft_figures
from dashboard.draft_tables import drafts_shown
from dashboard.http import DeskRequest, for_people
from dashboard.sheets import csv_file
from dashboard.views.bot_articles import require_steering

MAX_VALUE = 40


@require_GET
@for_people
def figures(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    period = period_of(request.GET)
    found = figures_of(period)
    lines = intent_lines(found)
    places = len(found.steps) if lines else 0
    context = {
        "tab": "figures",
        "figures": found,
        "outcomes": _outcome_rows(found),
        "reasons": [(reason_of(name), count, _handed_over(period, name)) for name, count in found.reasons],
        "columns": outcome_columns(found),
        "lines": lines,
        "grid": [(lines[0].counts[at][0], [line.counts[at][1] for line in lines]) for at in range(places)],
        "more_intents": max(0, len(found.intents) - MOST_INTENTS),
        "steps": [(step_name(period, step), stays_url(period.within(step)), one) for step, one in found.steps],
        "teams": [(team, stays_url(_of_team(period, team)), one) for team, one in found.teams],
        "languages": [
            (dict(Article.Language.choices).get(name, name), stays_url(_in_language(period, name)), one)
            for name, one in found.languages
        ],
        "urls": {
            "stays": stays_url(period),
            "turns": turns_url(period),
            "unanswered": turns_url(period, reason=UNSAID),
            "failed": turns_url(period, outcome="failed"),
        },
        **drafts_shown(period),
        "choose": {name: _other(period, name) for name in LENGTHS},
        **choices(period),
    }
    return render(request, "bot/figures.html", context)


@require_GET
@for_people
def download(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    period = period_of(request.GET)
    response = HttpResponse(
        figures_csv(figures_of(period), draft_figures(period)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="bot-{period.first}-{period.last}.csv"'
    return response


@require_GET
@for_people
def stays(request: DeskRequest) -> HttpResponse:
    """The conversations of which a figure tells."""
    require_steering(request)
    period = period_of(request.GET, default="30")
    found, following = stays_newest_first(_filtered(request, period), request.GET.get("after", ""))
    context = {
        "tab": "figures",
        "stays": found,
        "next": following,
        "asked": request.GET,
        "back": period.query(),
        "query": period.query(state=request.GET.get("state", ""), reason=request.GET.get("reason", "")),
        "states": Stay.State.choices,
        "reasons": REASONS.items(),
        **choices(period),
    }
    return render(request, "bot/stays.html", context)


@require_GET
@for_people
def stays_file(request: DeskRequest) -> HttpResponseBase:
    require_steering(request)
    period = period_of(request.GET, default="30")
    head = (
        *(_("Began"), _("Ended"), _("Protocol"), _("Customer"), _("Ended as"), _("Reason"), _("Intent")),
        *(_("Language"), _("Team")),
    )
    return csv_file(f"bot-conversations-{period.first}-{period.last}.csv", head, stay_rows(_filtered(request, period)))


def choices(period: Period) -> dict[str, Any]:
    """What the filters of the pages offer."""
    return {
        "period": period,
        "all_teams": list(Team.objects.order_by("name")),
        "no_team": NO_TEAM,
        "all_languages": Article.Language.choices,
        "intents": Intent.choices,
    }


def _filtered(request: DeskRequest, period: Period) -> QuerySet[Stay]:
    found = stays_of(period).select_related("conversation__customer", "team")
    for name in ("state", "reason"):
        if value := request.GET.get(name, "").replace("\0", "")[:MAX_VALUE]:
            found = found.filter(**{name: value})
    return found


def _outcome_rows(found: Figures) -> list[tuple[str, str, int, float | None, str]]:
    """Each with its share of what could have been resolved."""
    return [
        (
            state,
            str(label),
            found.outcomes.of(state),
            found.outcomes.share(state),
            stays_url(found.period, state=state),
        )
        for state, label in Stay.State.choices
    ]


def _handed_over(period: Period, reason: str) -> str:
    return stays_url(period, state=Stay.State.HANDED_OVER, reason=reason)


def _of_team(period: Period, team: Team | None) -> Period:
    return replace(period, team=str(team.pk) if team else NO_TEAM)


def _in_language(period: Period, language: str) -> Period:
    return replace(period, language=language)


def _other(period: Period, name: str) -> str:
    """Another length for the same team and language."""
    kept = {"period": name, "team": period.team, "language": period.language}
    return urlencode({key: value for key, value in kept.items() if value})
