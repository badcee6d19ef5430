"""Where one was named in notes."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from conversations.services import mentions
from conversations.services.lookup import visible_conversation
from dashboard.http import DeskRequest, command, for_people, ids_of

SHOWN = 30


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    return render(request, "inbox/_mentions.html", {"mentions": mentions.mentions_of(request.user)[:SHOWN]})


@command
def see(request: DeskRequest) -> HttpResponse:
    """One by its id, or all."""
    chosen = ids_of(request.POST.getlist("id"), SHOWN)
    mentions.see_mentions(request.user, chosen or None)
    context = {"unseen_mentions": mentions.unseen_mentions(request.user), "is_answer": True}
    return render(request, "parts/_unseen.html", context)


@require_GET
@for_people
def candidates(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """Who can be named in this conversation's notes."""
    conversation = visible_conversation(conversation_id, request.user)
    return JsonResponse({"people": [one.data for one in mentions.candidates(conversation)]})
