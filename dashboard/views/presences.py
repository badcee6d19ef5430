"""Who was there: a page and a file for supervisors."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exceptions import Invalid
from conversations.exceptions import NotFound
from dashboard.days import Days, days_of
from dashboard.http import DeskRequest, for_people
from dashboard.presences import period_rows, presences
from dashboard.sheets import csv_file


@require_GET
@for_people
def page(request: DeskRequest) -> HttpResponse:
    if not request.user.is_steering:
        raise NotFound
    context: dict[str, object] = {"tab": "presence"}
    try:
        days = _days(request)
        moment = "TIME_FORMAT" if days.first == days.last else "SHORT_DATETIME_FORMAT"
        context |= {"days": days, "rows": presences(days), "moment": moment}
    except Invalid as error:
        context |= {"error": str(error), "at": error.attr}
    context |= {"asked_from": request.GET.get("from", ""), "asked_until": request.GET.get("until", "")}
    return render(request, "overview/presence.html", context, status=400 if "error" in context else 200)


@require_GET
@for_people
def file(request: DeskRequest) -> HttpResponseBase:
    """Every period of these days by itself."""
    if not request.user.is_steering:
        raise NotFound
    days = _days(request)
    head = (_("Agent"), _("E-mail"), _("Presence"), _("Reason"), _("From"), _("Until"), _("Seconds"))
    return csv_file(f"presence-{days.first}-{days.last}.csv", head, period_rows(days))


def _days(request: DeskRequest) -> Days:
    return days_of(request.GET.get("from", ""), request.GET.get("until", ""))
