"""One change to all conversations that were selected in the list."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.exceptions import Invalid
from conversations.models import Conversation, Label, Priority, Resolution
from conversations.services import bulk
from dashboard.http import DeskRequest, command, done, ids_of
from dashboard.templatetags.desk import phone
from dashboard.views.inbox import uuids_of

MAX_TOLD = 20


def _agent(value: str, by: User) -> bulk.Change | None:
    pk = by.pk if value == "me" else _id(value)
    agent = User.objects.agents().filter(pk=pk).first()
    return bulk.Assign(agent) if agent else None


def _team(value: str, by: User) -> bulk.Change | None:
    team = Team.objects.filter(pk=_id(value)).first()
    return bulk.ToTeam(team) if team else None


def _labelling(change: Callable[[Label], bulk.Change]) -> Callable[[str, User], bulk.Change | None]:
    def find(value: str, by: User) -> bulk.Change | None:
        label = Label.objects.filter(pk=_id(value)).first()
        return change(label) if label else None

    return find


def _priority(value: str, by: User) -> bulk.Change | None:
    known = {str(priority.value): priority for priority in Priority}
    return bulk.Prioritise(known[value]) if value in known else None


def _close(value: str, by: User) -> bulk.Change | None:
    return bulk.Close(Resolution(value)) if value in set(Resolution) else None


CHANGES: dict[str, Callable[[str, User], bulk.Change | None]] = {
    "agent": _agent,
    "team": _team,
    "label": _labelling(bulk.AddLabel),
    "unlabel": _labelling(bulk.RemoveLabel),
    "priority": _priority,
    "close": _close,
    "read": lambda value, by: bulk.MarkRead(),
}


@command
def change(request: DeskRequest) -> HttpResponse:
    """`act` is what to do and with what, as `label:3`. The answer says how many, and of the others who and why."""
    name, _sep, value = request.POST.get("act", "").partition(":")
    ids = uuids_of(request.POST.getlist("id"), bulk.MOST)
    if name == "reopen":
        return _told(bulk.reopen_many(ids, by=request.user), request.user)
    wanted = CHANGES[name](value, request.user) if name in CHANGES else None
    if wanted is None:
        raise Invalid(_("Choose what to do."), attr="act")
    return _told(bulk.change_many(ids, wanted, by=request.user), request.user)


def _told(outcome: bulk.Outcome, by: User) -> HttpResponse:
    rows = Conversation.objects.visible_to(by).select_related("customer").in_bulk(list(outcome.failed)[:MAX_TOLD])
    failed = [
        {"name": phone(str(rows[pk].customer)) if pk in rows else "", "detail": str(error), "code": error.code}
        for pk, error in list(outcome.failed.items())[:MAX_TOLD]
    ]
    return done(count=len(outcome.done), done=outcome.done, failed=failed, failed_count=len(outcome.failed))


def _id(value: str) -> int:
    return (ids_of([value], 1) or [0])[0]
