"""Setting a conversation aside from the inbox, and bringing it back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from conversations.services import snoozing
from conversations.services.lookup import visible_conversation
from dashboard.http import DeskRequest, command, done, for_people, ids_of
from dashboard.snoozing import parse_until, presets, told

REPLY = "reply"


@require_GET
@for_people
def choices(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """What the form offers, as of now."""
    now = timezone.now()
    context = {"conversation": visible_conversation(conversation_id, request.user), "presets": presets(now)}
    return render(request, "inbox/_snooze.html", {**context, "earliest": timezone.localtime(now)})


@command
def snooze(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """`until` is a time, or "reply"; `seen` the last message that the page shows."""
    text, seen = request.POST.get("until", ""), ids_of([request.POST.get("seen", "")], 1)
    until = None if text == REPLY else parse_until(text)
    row = snoozing.snooze_conversation(
        conversation_id, by=request.user, until=until, seen_id=seen[0] if seen else None
    )
    return done(text=told(row))


@command
def wake(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    snoozing.wake_conversation(conversation_id, by=request.user)
    return done()
