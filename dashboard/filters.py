"""What narrows a list: each filter is a parameter of the address, so that reloading and going back keep it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Follower, Priority, Status

SOON = timedelta(hours=2)
MAX_DIGITS = 18
NOBODY = "none"

LABELLED = Conversation.labels.through


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS


def _is_id_or(*words: str) -> Callable[[str], bool]:
    return lambda value: value in words or _is_id(value)


def _agent(value: str, user: User) -> Q:
    return Q(assigned_to=None) if value == NOBODY else Q(assigned_to=user.pk if value == "me" else int(value))


def _soon(value: str, user: User) -> Q:
    now = timezone.now()
    return Q(window_expires_at__gt=now, window_expires_at__lte=now + SOON) & ~Q(status=Status.CLOSED)


def _sla(value: str, user: User) -> Q:
    """What is late is in danger, too."""
    column = "sla_due_at" if value == "breached" else "sla_warn_at"
    return Q(**{f"{column}__lte": timezone.now()}) & ~Q(status=Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Kind:
    takes: Callable[[str], bool]
    condition: Callable[[str, User], Q]


KINDS = {
    "status": Kind(set(Status).__contains__, lambda value, _: Q(status=value)),
    "team": Kind(_is_id_or(NOBODY), lambda value, _: Q(team=None if value == NOBODY else int(value))),
    "agent": Kind(_is_id_or(NOBODY, "me"), _agent),
    "label": Kind(
        _is_id, lambda value, _: Q(pk__in=LABELLED.objects.filter(label_id=int(value)).values("conversation_id"))
    ),
    "priority": Kind({str(value) for value in Priority.values}.__contains__, lambda value, _: Q(priority=int(value))),
    "channel": Kind(_is_id, lambda value, _: Q(channel=int(value))),
    "unread": Kind({"1"}.__contains__, lambda value, _: Q(unread__gt=0)),
    "sla": Kind({"risk", "breached"}.__contains__, _sla),
    "snoozed": Kind({"1"}.__contains__, lambda value, _: Q(snoozed_at__isnull=False)),
    "following": Kind(
        {"1"}.__contains__, lambda _, user: Q(pk__in=Follower.objects.filter(user=user).values("conversation_id"))
    ),
    "soon": Kind({"1"}.__contains__, _soon),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Those that are set, by name; what makes no sense is left out."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "Filters":
        given = {name: data.get(name, "") for name in KINDS}
        return cls({name: value for name, value in given.items() if value and KINDS[name].takes(value)})

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def condition(self, user: User) -> Q:
        found = Q()
        for name, value in self.chosen.items():
            found &= KINDS[name].condition(value, user)
        return found

    def without(self, name: str) -> "Filters":
        return replace(self, chosen={key: value for key, value in self.chosen.items() if key != name})

    @property
    def query(self) -> str:
        return urlencode(self.chosen)
