"""Messages for later, from the composer and from the list of them over it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from chatbot.services.agent_drafts import drafts_of_scheduled, tell_scheduled
from conversations.exceptions import Invalid, NotFound
from conversations.models import ScheduledMessage
from conversations.services import drafts, scheduling
from dashboard.http import DeskRequest, command, done
from dashboard.signing import signed
from dashboard.views.writing import client_id_of, offered_of, text_of


@command
def schedule(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """The same `client_id` twice is one."""
    text = text_of(request)
    row = scheduling.schedule_message(
        conversation_id,
        by=request.user,
        content=signed(text, request.user),
        due_at=_due(request),
        is_kept_on_reply=request.POST.get("keep") == "1",
        client_id=client_id_of(request),
    )
    drafts.drop_sent(conversation_id, text=text, by=request.user)
    if offered := offered_of(request):
        tell_scheduled(offered, scheduled_id=row.pk, said=text, by=request.user)
    return done(id=row.pk)


@command
def cancel(request: DeskRequest, conversation_id: UUID, scheduled_id: int) -> HttpResponse:
    _check(conversation_id, scheduled_id)
    row = scheduling.cancel_scheduled(scheduled_id, by=request.user)
    return done(content=row.content, offered=drafts_of_scheduled(row.pk, of=request.user))


@command
def send_now(request: DeskRequest, conversation_id: UUID, scheduled_id: int) -> HttpResponse:
    _check(conversation_id, scheduled_id)
    return done(id=scheduling.send_scheduled_now(scheduled_id, by=request.user).pk)


def _check(conversation_id: UUID, scheduled_id: int) -> None:
    if not ScheduledMessage.objects.filter(pk=scheduled_id, conversation=conversation_id).exists():
        raise NotFound


def _due(request: DeskRequest) -> datetime:
    """The page gives it with its zone: what the agent's clock says."""
    try:
        due_at = parse_datetime(request.POST.get("due_at", ""))
    except ValueError:
        due_at = None
    if due_at is None or due_at.tzinfo is None:
        raise Invalid(_("Choose a date and a time."), code="invalid", attr="due_at")
    return due_at
