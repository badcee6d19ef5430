"""What agents do with a conversation. Each view reads its form and calls one service."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.exceptions import Forbidden, Invalid
from conversations.models import Customer, Label, Priority, Resolution
from conversations.services import assignment, details, doubles, lifecycle, merging
from conversations.services.lookup import known_to, visible_conversation
from dashboard.http import DeskRequest, command, done, ids_of

MAX_REASON = 500


@command
def take(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    assignment.assign_conversation(conversation_id, agent=request.user, by=request.user)
    return done()


@command
def transfer(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    kind, _sep, number = request.POST.get("to", "").partition(":")
    pk = (ids_of([number], 1) or [0])[0]
    agent = User.objects.agents().filter(pk=pk).first() if kind == "agent" else None
    team = Team.objects.filter(pk=pk).first() if kind == "team" else None
    if agent is None and team is None:
        raise Invalid(_("Choose an agent or a team."), attr="to")
    reason = request.POST.get("reason", "").strip()[:MAX_REASON]
    assignment.transfer_conversation(conversation_id, by=request.user, to_agent=agent, to_team=team, reason=reason)
    return done()


@command
def close(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    resolution = request.POST.get("resolution", "")
    if resolution not in set(Resolution):
        raise Invalid(_("Choose how it ended."), attr="resolution")
    notes = request.POST.get("notes", "").strip()
    lifecycle.close_conversation(conversation_id, by=request.user, resolution=resolution, notes=notes)
    return done()


def _plain(service: Callable[..., object]) -> Callable[..., HttpResponseBase]:
    """A command that needs no data."""

    @command
    def view(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
        service(conversation_id, by=request.user)
        return done()

    return view


reopen = _plain(lifecycle.reopen_conversation)
wait = _plain(lifecycle.wait_for_customer)
resume = _plain(lifecycle.resume_conversation)
return_to_bot = _plain(lifecycle.return_to_bot)


@command
def priority(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    chosen = request.POST.get("priority", "")
    if chosen not in {str(value) for value in Priority.values}:
        raise Invalid(attr="priority")
    details.set_priority(conversation_id, by=request.user, priority=Priority(int(chosen)))
    return done()


@command
def labels(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    chosen = Label.objects.filter(pk__in=ids_of(request.POST.getlist("label"), 100))
    details.set_labels(conversation_id, by=request.user, labels=chosen)
    return done()


@command
def merge(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    customer = visible_conversation(conversation_id, request.user).customer
    merging.merge_customers(customer.pk, _other(request).pk, by=request.user)
    return done()


@command
def dismiss_merge(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    customer, other = visible_conversation(conversation_id, request.user).customer, _other(request)
    if not merging.may_merge(request.user, customer, other):
        raise Forbidden
    doubles.dismiss_double(customer, other, by=request.user)
    return done()


def _other(request: DeskRequest) -> Customer:
    try:
        found = Customer.objects.filter(known_to(request.user), pk=UUID(request.POST.get("other", ""))).first()
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("No such customer."), attr="other")
    return found


@command
def mark_read(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    details.mark_read(conversation_id, by=request.user)
    return done()


mark_unread = _plain(details.mark_unread)
