"""One conversation: the pane, older messages, and what is new since."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Role, Team, User
from chatbot.services import assisting
from conversations.composed import Composed
from conversations.inside import MOST, search_inside
from conversations.models import Conversation, Customer, Label, Priority, Resolution, ScheduledMessage
from conversations.realtime import mark_of_conversation
from conversations.services import doubles, merging
from conversations.services.consents import history
from conversations.services.drafts import drafts_of
from conversations.services.flags import is_unreachable
from conversations.services.followers import followers_of
from conversations.services.lookup import visible_conversation
from conversations.services.scheduling import waiting_in
from dashboard import canned, thread
from dashboard.composer import mode_of
from dashboard.facts import facts_of
from dashboard.http import DeskRequest, for_people, ids_of
from dashboard.record import MOST as MOST_PRINTED
from dashboard.record import record_of
from dashboard.views.macros import macros_shown

MAX_REFRESHED, MAX_SEARCH, MOST_PREVIOUS = 60, 100, 10


@require_GET
@for_people
def pane(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    mark = mark_of_conversation(conversation_id)  # before anything is read
    conversation = visible_conversation(conversation_id, request.user)
    context = {**pane_context(request, conversation), "conversation_mark": mark}
    return render(request, "inbox/_pane.html", context)


@require_GET
@for_people
def older(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    conversation = visible_conversation(conversation_id, request.user)
    page = thread.latest(conversation, request.GET.get("before", ""))
    return render(
        request, "inbox/_items.html", {"conversation": conversation, "items": page.items, "older": page.older}
    )


@require_GET
@for_people
def sync(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """What was added after an id, the named messages as they are now, and the parts around the thread."""
    conversation = visible_conversation(conversation_id, request.user)
    after = ids_of([request.GET.get("after", "0")], 1)
    added = thread.additions(conversation, after[0] if after else 0)
    renewed = thread.chosen(conversation, ids_of(request.GET.getlist("id"), MAX_REFRESHED))
    context = _frame(request, conversation)
    return JsonResponse(
        {
            "items": _items(request, conversation, added),
            "renewed": _items(request, conversation, renewed),
            "is_gap": len(added) >= thread.CATCH_UP,
            "is_erased": conversation.customer.erased_at is not None,
            "mode": context["mode"],
            "unread": conversation.unread,
            **{
                part: render_to_string(f"inbox/_{part}.html", context, request)
                for part in ("header", "scheduled", "notice", "held")
            },
        }
    )


@require_GET
@for_people
def additions(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """Only what was added after an id: the short way for a message that has just come."""
    conversation = visible_conversation(conversation_id, request.user)
    after = ids_of([request.GET.get("after", "0")], 1)
    items = thread.additions(conversation, after[0] if after else 0)
    return render(request, "inbox/_items.html", {"conversation": conversation, "items": items})


@require_GET
@for_people
def search(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    conversation = visible_conversation(conversation_id, request.user)
    hits = search_inside(conversation, request.GET.get("q", "")[:MAX_SEARCH])
    rows = [{"id": hit.id, "words": hit.words} for hit in hits]
    return JsonResponse({"hits": rows, "is_more": len(rows) == MOST})


@require_GET
@for_people
def record(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """To be printed: the customer's copy, or with `inside=1` the company's own."""
    conversation = visible_conversation(conversation_id, request.user)
    found = record_of(conversation, is_inside=request.GET.get("inside") == "1")
    context = {"conversation": conversation, "record": found, "most": MOST_PRINTED, "now": timezone.now()}
    return render(request, "inbox/print.html", context)


@require_GET
@for_people
def panel(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    conversation = visible_conversation(conversation_id, request.user)
    around = {**_previous(conversation, request.user), **_following(conversation, request.user)}
    return render(request, "inbox/_panel.html", {"conversation": conversation, **around})


@require_GET
@for_people
def responses(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    conversation = visible_conversation(conversation_id, request.user)
    return JsonResponse({"responses": canned.for_conversation(conversation, request.user)})


@require_GET
@for_people
def receivers(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """Who a conversation can be transferred to: those who are there first."""
    conversation = visible_conversation(conversation_id, request.user)
    order = {"online": 0, "away": 1, "offline": 2}
    people = User.objects.agents().exclude(pk=conversation.assigned_to_id or 0)
    agents = sorted(people, key=lambda agent: (order[agent.presence], agent.name.lower()))
    context = {"conversation": conversation, "agents": agents, "teams": Team.objects.all()}
    return render(request, "inbox/_receivers.html", context)


def pane_context(request: DeskRequest, conversation: Conversation) -> dict[str, Any]:
    page = thread.latest(conversation)
    return {
        **_frame(request, conversation),
        **_previous(conversation, request.user),
        "drafts": drafts_of(conversation, request.user),
        "items": page.items,
        "older": page.older,
        "last_id": thread.last_id(page.items),
        "labels": LABELS(),
        "priorities": Priority.choices,
        "resolutions": Resolution.choices,
        "macros": macros_shown(request.user),
    }


def _frame(request: DeskRequest, conversation: Conversation) -> dict[str, Any]:
    waiting = waiting_in(conversation)
    return {
        "conversation": conversation,
        "mode": mode_of(conversation, request.user),
        "has_model": assisting.kinds_offered() == assisting.KINDS,
        "scheduled": [row for row in waiting if not row.is_undoable],
        "held": sorted((row for row in waiting if _is_mine(row, request.user)), key=lambda row: row.pk),
        **_following(conversation, request.user),
    }


def _is_mine(row: ScheduledMessage, user: User) -> bool:
    """What is held is seen by its author alone: nobody else can undo it, and it may never be said."""
    return row.is_undoable and row.author_id == user.pk


def _following(conversation: Conversation, user: User) -> dict[str, Any]:
    rows = followers_of(conversation)
    return {"followers": rows, "is_following": any(row.user_id == user.pk for row in rows)}


def _previous(conversation: Conversation, user: User) -> dict[str, Any]:
    given = conversation.customer_id, conversation.pk
    previous = PREVIOUS(*given) if user.is_steering else NEAR_PREVIOUS(*given, user.pk)
    return {
        "facts": facts_of(conversation.customer),
        "is_unreachable": is_unreachable(conversation.customer),
        "consents": history(conversation.customer),
        "doubles": _doubles(conversation, user),
        "previous": previous,
    }


def _others(customer_id: UUID, conversation_id: UUID) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(customer=customer_id).exclude(pk=conversation_id)
    return rows.select_related("assigned_to").order_by("-created_at")


def _newest_others(customer_id: UUID, conversation_id: UUID) -> QuerySet[Conversation]:
    return _others(customer_id, conversation_id)[:MOST_PREVIOUS]


def _near_others(customer_id: UUID, conversation_id: UUID, user_id: int) -> QuerySet[Conversation]:
    near = Conversation.objects.visible_to(User(pk=user_id, role=Role.AGENT))
    return (_others(customer_id, conversation_id) & near)[:MOST_PREVIOUS]


LABELS = Composed(Label.objects.all)
PREVIOUS = Composed(_newest_others, UUID(int=1), UUID(int=2))
NEAR_PREVIOUS = Composed(_near_others, UUID(int=1), UUID(int=2), -1)


def _doubles(conversation: Conversation, user: User) -> list[dict[str, Any]]:
    """Who may be the same customer, for those who may merge them, with what a merge would bring about."""
    customer = conversation.customer
    rows = [row for row in doubles.open_doubles(customer) if merging.may_merge(user, row.first, row.second)]
    if not rows:
        return []
    others = [row.other_than(customer) for row in rows]
    known: dict[Any, list[Conversation]] = {person.pk: [] for person in (customer, *others)}
    for found in Conversation.objects.filter(customer__in=known).only("customer_id", "channel_id", "status"):
        known[found.customer_id].append(found)
    lines = {pk: {found.channel_id for found in had if found.is_open} for pk, had in known.items()}
    return [
        {
            "customer": other,
            "reason": row.get_reason_display(),
            "pair": [_person(person, known[person.pk]) for person in (customer, other)],
            "closes": bool(lines[customer.pk] & lines[other.pk]),
        }
        for row, other in zip(rows, others, strict=True)
    ]


def _person(customer: Customer, had: list[Conversation]) -> dict[str, Any]:
    return {"customer": customer, "count": len(had), "open": sum(found.is_open for found in had)}


def _items(request: DeskRequest, conversation: Conversation, items: list[thread.Item]) -> str:
    context = {"conversation": conversation, "items": items}
    return render_to_string("inbox/_items.html", context, request) if items else ""
