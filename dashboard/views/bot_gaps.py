"""What customers asked and the bot did not know, for supervisors to answer."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chatbot.models import Gap, GapQuestion, SolvedCase
from chatbot.services import gaps as service
from chatbot.services.anonymous import VARIABLE
from chatbot.services.approving import approve_proposal, asked_in
from chatbot.services.proposing import want_proposal
from chatbot.tasks import propose_answer
from conversations.exceptions import Invalid, NotFound
from conversations.knock import knock
from dashboard.bot_rows import PAGE, kept
from dashboard.bot_sheets import gap_rows
from dashboard.http import DeskRequest, command, for_people, go_to, ids_of, see_anew
from dashboard.sheets import csv_file
from dashboard.views.bot_articles import require_steering

EXAMPLES = 30


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    require_steering(request)
    kind, state = _asked(request)
    found, following = _page(_shown(kind).filter(state=state), request.GET.get("after", ""))
    counts = Gap.objects.order_by().values_list("kind", "state").annotate(count=Count("pk"))
    context = {
        "tab": "gaps",
        "kind": kind,
        "kinds": Gap.Kind.choices,
        "open": {name: count for name, at, count in counts if at == Gap.State.OPEN},
        "gaps": found,
        "next": following,
        "query": kept({"kind": kind, "state": state}, ("kind", "state")),
        "state": state,
        "states": Gap.State.choices,
        "counts": {at: count for name, at, count in counts if name == kind},
    }
    return render(request, "bot/gaps.html", context)


@require_GET
@for_people
def file(request: DeskRequest) -> HttpResponseBase:
    require_steering(request)
    kind, state = _asked(request)
    head = (
        *(_("Question"), _("Asked"), _("Last"), _("Intent"), _("Language"), _("State"), _("Proposed answer")),
        _("Article"),
    )
    rows = _shown(kind).filter(state=state).select_related("article").defer("covered_by__search", "article__search")
    return csv_file(f"bot-gaps-{kind}-{state}.csv", head, gap_rows(rows))


@require_GET
@for_people
def detail(request: DeskRequest, gap_id: int) -> HttpResponse:
    require_steering(request)
    gap = get_object_or_404(_whole(), pk=gap_id)
    is_solved = gap.kind == Gap.Kind.SOLVED
    context = {
        "tab": "gaps",
        "gap": gap,
        "title": (asked_in(gap) or [""])[0],
        "questions": [] if is_solved else service.questions_of(gap, EXAMPLES),
        "cases": service.cases_of(gap, EXAMPLES) if is_solved else [],
        "is_ready": bool(gap.proposal) and not VARIABLE.search(gap.proposal),
    }
    return render(request, "bot/gap.html", context)


@require_GET
@for_people
def waiting(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Asked again and again while a proposal is on its way."""
    require_steering(request)
    gap = get_object_or_404(Gap, pk=gap_id)
    return HttpResponse(status=204) if gap.wanted_at else see_anew()


@command
def mark(request: DeskRequest, gap_id: int) -> HttpResponse:
    require_steering(request)
    state = request.POST.get("state", "")
    if state not in Gap.State.values:
        raise Invalid(attr="state")
    if not service.mark_gap(gap_id, Gap.State(state), by=request.user):
        raise NotFound
    return see_anew()


@command
def propose(request: DeskRequest, gap_id: int) -> HttpResponse:
    """By a worker: a model takes its time."""
    require_steering(request)
    if not want_proposal(gap_id, by=request.user):
        raise NotFound
    knock(propose_answer, gap_id)
    return see_anew()


@command
def approve(request: DeskRequest, gap_id: int) -> HttpResponse:
    require_steering(request)
    return go_to("article", approve_proposal(gap_id, by=request.user).pk)


def _asked(request: DeskRequest) -> tuple[str, str]:
    """Which kind of gaps, in which state."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return (
        kind if kind in Gap.Kind.values else Gap.Kind.UNKNOWN.value,
        state if state in Gap.State.values else Gap.State.OPEN.value,
    )


def _whole() -> QuerySet[Gap]:
    rows = Gap.objects.select_related("article", "covered_by", "decided_by")
    return rows.defer("article__search", "covered_by__search")


def _shown(kind: str) -> QuerySet[Gap]:
    rows = Gap.objects.filter(kind=kind).select_related("covered_by").defer("covered_by__search")
    if kind == Gap.Kind.SOLVED:
        cases = SolvedCase.objects.filter(gap=OuterRef("pk")).order_by("-solved_at", "-pk")
        return rows.filter(Exists(cases)).annotate(sample=Subquery(cases.values("question")[:1]))
    newest = GapQuestion.objects.filter(gap=OuterRef("pk")).order_by("-asked_at", "-pk")
    asked = GapQuestion.objects.filter(gap=OuterRef("pk"))
    return rows.filter(Exists(asked)).annotate(sample=Subquery(newest.values("text")[:1]))


def _page(rows: QuerySet[Gap], after: str) -> tuple[list[Gap], str]:
    """`after` is the last row's count and number."""
    asked, _, number = after.partition("~")
    if place := ids_of([asked, number], 2):
        count, pk = (*place, 0)[:2]
        rows = rows.filter(Q(asked__lt=count) | Q(asked=count, pk__lt=pk))
    found = list(rows.order_by("-asked", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.asked}~{last.pk}" if last else ""
