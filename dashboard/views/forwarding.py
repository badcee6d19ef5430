"""Forwarding a message: where it may go, and sending it there."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from accounts.models import User
from conversations.exceptions import Invalid
from conversations.models import ASSIGNED_STATUSES, OPEN_STATUSES, Conversation
from conversations.search import matching
from conversations.services.forwarding import forward_message
from dashboard.http import DeskRequest, command, done, for_people
from dashboard.templatetags.desk import phone
from dashboard.views.inbox import uuids_of
from dashboard.views.writing import client_id_of

MOST, MAX_SEARCH = 20, 100


@require_GET
@for_people
def targets(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """The reader's open conversations but this one, the latest first; supervisors', all that are open."""
    rows = Conversation.objects.visible_to(request.user).exclude(pk=conversation_id)
    if text := request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH]:
        rows = matching(rows, text)
    found = (
        rows.filter(_answerable(request.user))
        .select_related("customer", "assigned_to")
        .order_by("-last_activity_at", "-id")[:MOST]
    )
    return JsonResponse({"conversations": [_told(row) for row in found]})


@command
def forward(request: DeskRequest, message_id: int) -> HttpResponse:
    """The same `client_id` twice is one message."""
    to = uuids_of([request.POST.get("to", "")], 1)
    if not to:
        raise Invalid(attr="to")
    client_id = client_id_of(request)
    return done(id=forward_message(message_id, to=to[0], by=request.user, client_id=client_id).pk)


def _answerable(user: User) -> Q:
    return Q(status__in=OPEN_STATUSES) if user.is_steering else Q(status__in=ASSIGNED_STATUSES, assigned_to=user)


def _told(row: Conversation) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": phone(str(row.customer)),
        "detail": row.assigned_to.name if row.assigned_to else row.get_status_display(),
        "is_window_open": row.is_window_open,
    }
