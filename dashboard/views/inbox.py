"""The inbox's page, its list, and the cards that changed."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from conversations.models import Conversation, Resolution
from conversations.realtime import list_groups, mark_now, mark_of_conversation
from conversations.search import Hit
from conversations.services.lookup import visible_conversation
from conversations.services.mentions import unseen_mentions
from dashboard.attaching import file_limits
from dashboard.http import DeskRequest, for_people
from dashboard.lists import Listing, Tab, counts
from dashboard.operators import offered
from dashboard.templatetags.desk import phone
from dashboard.views.alerts import unseen_for
from dashboard.views.profile import chosen_by
from dashboard.views.saved import filter_choices, views_shown
from dashboard.views.thread import pane_context

MAX_CARDS, MAX_GOTO, MAX_RECENT = 100, 8, 10
WIDTHS = range(280, 421)


@require_GET
@for_people
def page(request: DeskRequest, conversation_id: UUID | None = None) -> HttpResponse:
    listing = _listing(request)
    # Before anything is read: what is told from here on makes the page fetch it again.
    mark = mark_now(list_groups(request.user, list(request.user.teams.order_by().values_list("pk", flat=True))))
    conversation_mark = mark_of_conversation(conversation_id) if conversation_id else ""
    found = listing.page(request.user)
    context = {
        "mark": mark,
        "conversation_mark": conversation_mark,
        "listing": listing,
        "page": found,
        "hits": listing.hits(found.rows),
        "counts": counts(request.user),
        "list_width": _list_width(request),
        "unseen_mentions": unseen_mentions(request.user),
        "open_id": conversation_id,
        "file_limits": file_limits(),
        "alerts": unseen_for(request.user),
        "filters": filter_choices(),
        "operators": offered(),
        "views": views_shown(request.user),
        **chosen_by(request.user),
        "bulk_resolutions": Resolution.choices,
    }
    if conversation_id is not None:
        context |= pane_context(request, visible_conversation(conversation_id, request.user))
    return render(request, "inbox/page.html", context)


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    """A page of the list: the first, or the one after a key."""
    listing = _listing(request)
    found = listing.page(request.user, request.GET.get("after", ""))
    return render(request, "inbox/_rows.html", {"listing": listing, "page": found, "hits": listing.hits(found.rows)})


@require_GET
@for_people
def goto(request: DeskRequest) -> HttpResponse:
    """For the command bar: a few conversations that fit, the latest first; or those with the ids, in their order."""
    if ids := uuids_of(request.GET.getlist("id"), MAX_RECENT):
        known = Conversation.objects.visible_to(request.user).select_related("customer").in_bulk(ids)
        return _found([known[pk] for pk in ids if pk in known])
    listing = Listing(tab=Tab.ALL, search=request.GET.get("q", "").replace("\x00", "").strip()[:100])
    rows = listing.page(request.user).rows[:MAX_GOTO] if listing.search else []
    return _found(rows)


def _found(rows: list[Conversation]) -> HttpResponse:
    found = [{"id": row.pk, "name": phone(str(row.customer)), "detail": row.get_status_display()} for row in rows]
    return JsonResponse({"conversations": found})


@require_GET
@for_people
def cards(request: DeskRequest) -> HttpResponse:
    """The cards that changed, as far as they belong into the list that is shown; and the counts."""
    listing = _listing(request)
    found = listing.among(request.user, uuids_of(request.GET.getlist("id"), MAX_CARDS))
    hits = listing.hits(found)
    shown = {str(row.pk): _card(request, listing, row, hits) for row in found}
    return JsonResponse({"cards": shown, "counts": counts(request.user)})


@require_GET
@for_people
def card(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    return HttpResponse(_card(request, _listing(request), visible_conversation(conversation_id, request.user), {}))


def _card(request: DeskRequest, listing: Listing, row: Conversation, hits: dict[UUID, Hit]) -> str:
    return render_to_string("inbox/_card.html", {"conversation": row, "listing": listing, "hits": hits}, request)


def _listing(request: DeskRequest) -> Listing:
    """Supervisors steer everything; agents begin with what is theirs."""
    default = Tab.ALL if request.user.is_steering else Tab.MINE
    return Listing.parse(request.GET, default)


def _list_width(request: DeskRequest) -> int:
    chosen = request.COOKIES.get("list_width", "")
    return int(chosen) if chosen.isascii() and chosen.isdigit() and int(chosen[:4]) in WIDTHS else 340


def uuids_of(values: list[str], limit: int) -> list[UUID]:
    found = []
    for value in values[:limit]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
