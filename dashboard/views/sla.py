"""How the teams kept what they promise: a page, the rows behind its numbers, and a file. For supervisors."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exceptions import Invalid
from accounts.models import Team
from conversations.exceptions import NotFound
from conversations.models import SlaKind
from dashboard.bot_rows import newest_first
from dashboard.days import Days
from dashboard.http import DeskRequest, for_people
from dashboard.sheets import csv_file
from dashboard.sla import NO_TEAM, Choice, compliance, decided, sheet_rows, sla_days


@require_GET
@for_people
def page(request: DeskRequest) -> HttpResponse:
    return _page(request, "overview/sla.html", lambda days: {"rows": compliance(days), "kinds": SlaKind.choices})


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    choice = Choice.parse(request.GET)

    def found(days: Days) -> dict[str, Any]:
        clocks, following = newest_first(decided(days, choice), "decided_at", request.GET.get("after", ""))
        query = {"from": days.first.isoformat(), "until": days.last.isoformat(), **choice.values}
        return {"clocks": clocks, "next": following, "query": urlencode(query)}

    context = {"choice": choice, "teams": [*Team.objects.values_list("pk", "name"), (NO_TEAM, _("No team"))]}
    return _page(request, "overview/sla_rows.html", found, context | {"kinds": SlaKind.choices})


@require_GET
@for_people
def file(request: DeskRequest) -> HttpResponseBase:
    _check(request)
    days = _days(request)
    head = (
        *(_("Protocol"), _("Customer"), _("Team"), _("Agent"), _("Target"), _("Priority"), _("Minutes")),
        *(_("Started"), _("Due"), _("Stopped"), _("Result")),
    )
    return csv_file(f"sla-{days.first}-{days.last}.csv", head, sheet_rows(days, Choice.parse(request.GET)))


def _page(request: DeskRequest, template: str, found: Any, more: dict[str, Any] | None = None) -> HttpResponse:
    _check(request)
    asked = {"asked_from": request.GET.get("from", ""), "asked_until": request.GET.get("until", "")}
    context = {"tab": "sla", **asked, **(more or {})}
    try:
        days = _days(request)
        query = urlencode({"from": days.first.isoformat(), "until": days.last.isoformat()})
        context |= {"days": days, "query": query, **found(days)}
    except Invalid as error:
        context |= {"error": str(error), "at": error.attr}
    return render(request, template, context, status=400 if "error" in context else 200)


def _check(request: DeskRequest) -> None:
    if not request.user.is_steering:
        raise NotFound


def _days(request: DeskRequest) -> Days:
    return sla_days(request.GET.get("from", ""), request.GET.get("until", ""))
