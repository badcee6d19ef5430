"""The assistant's drafts for agents, and what became of each."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import User
from chatbot.models import AgentDraft
from dashboard.bot_period import Period, period_of
from dashboard.bot_rows import drafts_newest_first
from dashboard.bot_sheets import draft_rows
from dashboard.draft_figures import EDITED, TAKEN, UNCHANGED, WHICH, drafts_of
from dashboard.http import DeskRequest, for_people, ids_of
from dashboard.sheets import csv_file
from dashboard.views.bot_articles import require_steering
from dashboard.views.bot_figures import choices

NAMES = {
    TAKEN: _("Taken over"),
    UNCHANGED: _("Sent as it was"),
    EDITED: _("Sent with changes"),
    AgentDraft.State.DISCARDED.value: _("Discarded"),
    AgentDraft.State.OFFERED.value: _("Left unused"),
}


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    """The drafts of which a figure tells."""
    require_steering(request)
    period = period_of(request.GET, default="30")
    found, following = drafts_newest_first(_filtered(request, period), request.GET.get("after", ""))
    asked = {name: request.GET.get(name, "")[:20] for name in ("kind", "which", "agent")}
    context = {
        "tab": "figures",
        "drafts": found,
        "next": following,
        "asked": asked,
        "back": period.query(),
        "query": period.query(**asked),
        "kinds": AgentDraft.Kind.choices,
        "fates": NAMES.items(),
        "agents": User.objects.agents().order_by("name"),
        **choices(period),
        "all_languages": (),  # a draft belongs to none
    }
    return render(request, "bot/drafts.html", context)


@require_GET
@for_people
def file(request: DeskRequest) -> HttpResponseBase:
    require_steering(request)
    period = period_of(request.GET, default="30")
    head = (
        *(gettext("When"), gettext("Agent"), gettext("Protocol"), gettext("Customer"), gettext("Kind")),
        *(gettext("What became of it"), gettext("Changed"), gettext("Draft")),
    )
    return csv_file(f"bot-drafts-{period.first}-{period.last}.csv", head, draft_rows(_filtered(request, period)))


def _filtered(request: DeskRequest, period: Period) -> QuerySet[AgentDraft]:
    found = drafts_of(period).select_related("agent", "conversation__customer")
    asked = request.GET
    if asked.get("kind") in AgentDraft.Kind.values:
        found = found.filter(kind=asked["kind"])
    if asked.get("which") in WHICH:
        found = found.filter(WHICH[asked["which"]])
    if agents := ids_of([asked.get("agent", "")], 1):
        found = found.filter(agent=agents[0] or None)
    return found
