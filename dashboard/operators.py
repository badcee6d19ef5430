"""What narrows a search by being written in it: `setor:suporte`, `etiqueta:"Sem sinal"`, `antes:20/11`.

In Portuguese and in English, whatever the page is in: people keep what their hands know. Several narrow together; one
whose value fits nothing finds nothing, and a word before a colon that is none of these is a text like any other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from conversations.models import Attachment, Conversation, Label, Priority, Status, TimelineEntry, TimelineKind
from conversations.models.functions import Plain
from conversations.search import CUSTOMERS, customers_like

TOKEN = re.compile(r'(?<!\S)([^\W\d_]+):(?:"([^"]*)"?|(\S*))(?!\S)')
LANGUAGES = ("pt-br", "en")
DAY = re.compile(r"^(\d{1,2})/(\d{1,2})(?:/(\d{4}))?$")
DAYS_AGO = re.compile(r"^(\d{1,3})d$")
NOTHING = Q(pk__in=())
LABELLED = Conversation.labels.through


@dataclass(frozen=True, slots=True)
class Sought:
    """A search in parts: the words, and what narrows them."""

    text: str
    chosen: Sequence[tuple[str, str]] = field(default=())

    def condition(self, user: User) -> Q:
        found = Q()
        for name, value in self.chosen:
            found &= OPERATORS[name].condition(value, user)
        return found


@lru_cache(maxsize=64)
def parse(search: str) -> Sought:
    """An operator without a value is still being written, and narrows nothing."""
    chosen: list[tuple[str, str]] = []

    def take(match: re.Match[str]) -> str:
        name, value = NAMES.get(plain(match[1])), (match[2] or match[3] or "").strip()
        if name is None:
            return match[0]
        if value:
            chosen.append((name, value))
        return ""

    text = " ".join(TOKEN.sub(take, search).split())
    return Sought(text, tuple(chosen))


def plain(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def _customer(value: str, user: User) -> Q:
    """Few are named in the search; of many the database finds those of the conversations that it is narrowed to."""
    like = customers_like(value).order_by().values("pk")
    known = list(like.values_list("pk", flat=True)[: CUSTOMERS + 1])
    return Q(customer__in=known if len(known) <= CUSTOMERS else like)


def _named(rows: QuerySet[Any], value: str) -> list[int]:
    """Those whose name is so called; else those in whose name it stands."""
    rows = rows.annotate(plain=Plain("name"))
    found = rows.filter(plain=Plain(Value(value))) or rows.filter(plain__contains=Plain(Value(value)))
    return [row.pk for row in found]


def _agent(value: str, user: User) -> Q:
    if plain(value) in ("eu", "me"):
        return Q(assigned_to=user)
    if plain(value) in ("ninguem", "nobody"):
        return Q(assigned_to=None)
    return Q(assigned_to__in=_named(User.objects.agents(), value))


def _team(value: str, user: User) -> Q:
    return Q(team=None) if plain(value) in ("nenhum", "none") else Q(team__in=_named(Team.objects.all(), value))


def _label(value: str, user: User) -> Q:
    labels = _named(Label.objects.all(), value)
    return Q(pk__in=LABELLED.objects.filter(label__in=labels).values("conversation_id"))


def _status(value: str, user: User) -> Q:
    if plain(value) in ("aberta", "abertas", "open"):
        return ~Q(status=Status.CLOSED)
    return Q(status__in=_called(Status.choices, value))


def _priority(value: str, user: User) -> Q:
    return Q(priority__in=_called(Priority.choices, value))


def _called(choices: Iterable[tuple[Any, Any]], value: str) -> list[Any]:
    wanted, found = plain(value), []
    for key, label in choices:
        names = [plain(str(key))]
        for language in LANGUAGES:
            with translation.override(language):
                names.append(plain(str(label)))
        if any(wanted in name for name in names):
            found.append(key)
    return found


def _before(value: str, user: User) -> Q:
    day = _day(value)
    return Q(last_activity_at__lt=_begin(day)) if day else NOTHING


def _since(value: str, user: User) -> Q:
    day = _day(value)
    return Q(last_activity_at__gte=_begin(day)) if day else NOTHING


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _day(value: str) -> date | None:
    """20/11 (the latest one), 20/11/2026, 2026-11-20, today, yesterday, or so many days ago: 7d."""
    today = timezone.localdate()
    if (back := {"hoje": 0, "today": 0, "ontem": 1, "yesterday": 1}.get(plain(value))) is not None:
        return today - timedelta(days=back)
    if found := DAYS_AGO.match(value):
        return today - timedelta(days=int(found[1]))
    try:
        if not (found := DAY.match(value)):
            return date.fromisoformat(value)
        day = date(int(found[3] or today.year), int(found[2]), int(found[1]))
        return day if found[3] or day <= today else day.replace(year=today.year - 1)
    except ValueError:
        return None


def _has(value: str, user: User) -> Q:
    if plain(value) in ("arquivo", "anexo", "file"):
        return Q(Exists(Attachment.objects.filter(conversation=OuterRef("pk"))))
    if plain(value) in ("nota", "note"):
        return Q(Exists(TimelineEntry.objects.filter(conversation=OuterRef("pk"), kind=TimelineKind.NOTE)))
    return NOTHING


@dataclass(frozen=True, slots=True)
class Operator:
    # As it is written in Portuguese and in English; the first of each is the one that is offered.
    portuguese: tuple[str, ...]
    english: tuple[str, ...]
    condition: Callable[[str, User], Q]
    # What it looks for, in a few words.
    meaning: Promise

    @property
    def offered(self) -> str:
        return (self.english if (translation.get_language() or "").startswith("en") else self.portuguese)[0]


OPERATORS = {
    "customer": Operator(
        ("de", "cliente"), ("from", "customer"), _customer, gettext_lazy("the customer's name or number")
    ),
    "label": Operator(("etiqueta",), ("label",), _label, gettext_lazy("a label")),
    "team": Operator(("setor",), ("team",), _team, gettext_lazy("a team")),
    "agent": Operator(("atendente",), ("agent",), _agent, gettext_lazy("who has it")),
    "status": Operator(("estado", "status", "situacao"), ("status", "state"), _status, gettext_lazy("how it stands")),
    "priority": Operator(("prioridade",), ("priority",), _priority, gettext_lazy("how urgent it is")),
    "before": Operator(("antes",), ("before",), _before, gettext_lazy("last activity before a day")),
    "since": Operator(
        ("desde", "depois"), ("since", "after"), _since, gettext_lazy("last activity on a day or later")
    ),
    "has": Operator(("tem",), ("has",), _has, gettext_lazy("a file or a note")),
}


def offered() -> list[tuple[str, str, Promise]]:
    """For the field: each by its name, as it is written, and what it looks for."""
    return [(name, operator.offered, operator.meaning) for name, operator in OPERATORS.items()]


NAMES = {word: name for name, operator in OPERATORS.items() for word in (*operator.portuguese, *operator.english)}
