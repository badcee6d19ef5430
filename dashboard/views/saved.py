"""The filters of the list, and the views that people keep of it."""

from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Team, User
from conversations.models import Channel, Label, Priority, SlaPolicy, Status
from conversations.services import saved_views
from dashboard.filters import NOBODY
from dashboard.http import DeskRequest, command, for_people
from dashboard.lists import Listing, view_counts

SEVERAL = 2


def filter_choices() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each filter that is chosen from a list: its parameter, its name, and the choices."""
    fields: list[tuple[str, str, list[tuple[str, str]]]] = [
        (
            "status",
            _("Status"),
            [(str(value), str(label)) for value, label in Status.choices if value != Status.CLOSED],
        ),
        ("team", _("Team"), _rows(Team.objects.all()) + [(NOBODY, _("without a team"))]),
        ("agent", _("Agent"), [("me", _("me")), (NOBODY, _("nobody")), *_rows(User.objects.agents())]),
        ("label", _("Label"), _rows(Label.objects.all())),
        ("priority", _("Priority"), [(str(value), str(label)) for value, label in reversed(Priority.choices)]),
    ]
    if SlaPolicy.objects.exists():
        fields.append(("sla", "SLA", [("risk", _("at risk or late")), ("breached", _("late"))]))
    channels = _rows(Channel.objects.all()[:100])
    if len(channels) >= SEVERAL:
        fields.append(("channel", _("Number"), channels))
    return fields


def _rows(rows: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]


def views_shown(user: User) -> list[dict[str, Any]]:
    views = list(saved_views.views_of(user).select_related("owner"))
    counts = view_counts(user, views)
    return [
        {
            "view": view,
            "count": counts.get(view.pk),
            "may_change": view.owner_id == user.pk or user.is_steering,
            "is_own": view.owner_id == user.pk,
        }
        for view in views
    ]


@require_GET
@for_people
def views(request: DeskRequest) -> HttpResponse:
    return _shown(request)


def _shown(request: DeskRequest) -> HttpResponse:
    """With their counts as they are now."""
    return render(request, "inbox/_views.html", {"views": views_shown(request.user)})


@command
def save(request: DeskRequest) -> HttpResponse:
    listing = Listing.parse(dict(parse_qsl(request.POST.get("query", "")[:1000])))
    saved_views.save_view(by=request.user, query=listing.query, **_named(request))
    return _shown(request)


@command
def change(request: DeskRequest, view_id: int) -> HttpResponse:
    saved_views.change_view(view_id, by=request.user, **_named(request))
    return _shown(request)


def _named(request: DeskRequest) -> dict[str, Any]:
    return {"name": request.POST.get("name", ""), "is_shared": request.POST.get("is_shared") == "1"}


@command
def delete(request: DeskRequest, view_id: int) -> HttpResponse:
    saved_views.delete_view(view_id, by=request.user)
    return _shown(request)
