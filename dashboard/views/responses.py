"""Canned responses: the pages on which they are kept, and keeping what is written in a conversation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from conversations.filling import KNOWN
from conversations.models import CannedResponse
from conversations.services import responses as service
from dashboard.circles import circles_of, is_shared, team_of
from dashboard.http import DeskRequest, command, done, for_people, go_to


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    """One's own first."""
    shown = service.responses_of(request.user).select_related("team").order_by("owner_id", "shortcut")
    return render(request, "responses/page.html", {"rows": shown})


@require_GET
@for_people
def editor(request: DeskRequest, response_id: int = 0) -> HttpResponse:
    row = service.own_or_shared(response_id, request.user) if response_id else CannedResponse(owner=request.user)
    context = {
        "row": row,
        "may_change": not response_id or service.may_change(row, request.user),
        "circles": circles_of(row, request.user),
        "variables": KNOWN,
    }
    return render(request, "responses/editor.html", context)


@command
def save(request: DeskRequest, response_id: int = 0) -> HttpResponse:
    circle = request.POST.get("circle", "")
    team = team_of(circle)
    shortcut, content = request.POST.get("shortcut", ""), request.POST.get("content", "")
    if response_id:
        row = service.own_or_shared(response_id, request.user)
        service.change_response(row, by=request.user, team=team, shortcut=shortcut, content=content)
    else:
        is_own = not is_shared(circle)
        service.create_response(by=request.user, shortcut=shortcut, content=content, is_own=is_own, team=team)
    return go_to("responses")


@command
def keep(request: DeskRequest) -> HttpResponse:
    """What was written in a conversation, for oneself."""
    shortcut, content = request.POST.get("shortcut", ""), request.POST.get("content", "")
    row = service.create_response(by=request.user, shortcut=shortcut, content=content, is_own=True)
    return done(text=_("Kept as /%(shortcut)s.") % {"shortcut": row.shortcut})


@command
def delete(request: DeskRequest, response_id: int) -> HttpResponse:
    service.delete_response(service.own_or_shared(response_id, request.user), by=request.user)
    return go_to("responses")
