"""What a macro does, step by step: read from what was written down, and checked as it is written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.exceptions import Invalid
from conversations.filling import KNOWN, left_open
from conversations.models import LAST_KINDS, CannedResponse, Label, Priority, Resolution, StepKind

MOST_STEPS, MAX_WORDS, MAX_REASON = 20, 4096, 500
PRIORITIES = {priority.name.lower(): priority for priority in Priority}
# What a step of each kind may point at: exactly one of these. A message may have words of its own instead.
TARGETS: dict[StepKind, tuple[str, ...]] = {
    StepKind.SEND: ("canned_response",),
    StepKind.ADD_LABEL: ("label",),
    StepKind.REMOVE_LABEL: ("label",),
    StepKind.TRANSFER: ("team", "agent"),
}
TARGET_NAMES = ("canned_response", "label", "team", "agent")


@dataclass(frozen=True, slots=True)
class Target:
    """A row that a step is about. Its name is kept, so that the step can say which row is no longer there."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """`words` are the message or the note, the reason of a transfer, the notes of a closing; `value` is the priority
    or the resolution."""

    kind: StepKind
    words: str = ""
    value: str = ""
    target: Target | None = None

    @property
    def title(self) -> str:
        """What it does, in a few words."""
        about = self.target.name if self.target else self.value_label
        return f"{self.kind.label}: {about}" if about else str(self.kind.label)

    @property
    def value_label(self) -> str:
        if self.kind == StepKind.PRIORITY:
            return str(PRIORITIES[self.value].label)
        return str(Resolution(self.value).label) if self.kind == StepKind.CLOSE else ""

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": self.kind.value}
        if self.words:
            found[WORDS.get(self.kind, "text")] = self.words
        if self.value:
            found["priority" if self.kind == StepKind.PRIORITY else "resolution"] = self.value
        if self.target:
            found |= {self.target.kind: self.target.id, "name": self.target.name}
        return found


# How the words are called outside; "text" where nothing else is said.
WORDS = {StepKind.TRANSFER: "reason", StepKind.CLOSE: "notes"}


def steps_of(data: Iterable[Mapping[str, Any]]) -> list[Step]:
    """What was written down, which was checked then."""
    return [_read(row) for row in data]


def checked_steps(data: Sequence[Mapping[str, Any]]) -> list[Step]:
    """What somebody wants to write down. Raises Invalid, naming the step's field."""
    if not data:
        raise Invalid(_("A macro has at least one step."), code="required", attr="steps")
    if len(data) > MOST_STEPS:
        raise Invalid(_("At most %(max)d steps.") % {"max": MOST_STEPS}, code="max_length", attr="steps")
    steps = []
    rows = rows_of(_pointed_at(data))
    for number, row in enumerate(data):
        step = _checked(row, rows, f"steps.{number}")
        if step.kind in LAST_KINDS and number < len(data) - 1:
            raise Invalid(_("Nothing can follow this step."), code="not_last", attr=f"steps.{number}.kind")
        steps.append(step)
    return steps


def rows_of(pointed_at: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Model]:
    """The rows that are still there, by kind and id: one query a kind."""
    ids: dict[str, set[int]] = {}
    for kind, pk in pointed_at:
        ids.setdefault(kind, set()).add(pk)
    sources: dict[str, Any] = {
        "canned_response": CannedResponse.objects.filter(owner=None),
        "label": Label.objects,
        "team": Team.objects,
        "agent": User.objects.agents(),
    }
    return {(kind, row.pk): row for kind, wanted in ids.items() for row in sources[kind].filter(pk__in=wanted)}


def gone(kind: str, name: str) -> str:
    """In words: what the step is about is not there any more."""
    texts = {
        "canned_response": _("The canned response %(name)s does not exist any more."),
        "label": _("The label “%(name)s” does not exist any more."),
        "team": _("The team “%(name)s” does not exist any more."),
        "agent": _("%(name)s can have no conversations any more."),
    }
    return texts[kind] % {"name": name}


def _read(row: Mapping[str, Any]) -> Step:
    kind = StepKind(row["kind"])
    target = next((Target(name, row[name], row.get("name", "")) for name in TARGET_NAMES if row.get(name)), None)
    value = row.get("priority") or row.get("resolution") or ""
    return Step(kind, str(row.get(WORDS.get(kind, "text"), "")), str(value), target)


def _pointed_at(data: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    return [(name, row[name]) for row in data for name in TARGET_NAMES if _is_id(row.get(name))]


def _is_id(value: Any) -> bool:
    """True is 1 to Python, and no id."""
    return isinstance(value, int) and not isinstance(value, bool)


def _checked(row: Mapping[str, Any], rows: Mapping[tuple[str, int], Model], at: str) -> Step:
    kind = StepKind(_chosen(row, "kind", StepKind.values, _("Choose what to do."), at))
    step = Step(kind, _words(row, kind, at), _value(row, kind, at), _target(row, kind, rows, at))
    if kind in (StepKind.SEND, StepKind.NOTE) and bool(step.words) == bool(step.target):
        raise Invalid(_("Write something."), code="blank", attr=f"{at}.text")
    return step


def _words(row: Mapping[str, Any], kind: StepKind, at: str) -> str:
    name = WORDS.get(kind, "text")
    given = row.get(name)
    words = (given if isinstance(given, str) else "").replace("\x00", "").replace("\r\n", "\n").strip()
    longest = MAX_REASON if kind == StepKind.TRANSFER else MAX_WORDS
    if len(words) > longest:
        raise Invalid(_("At most %(max)d characters.") % {"max": longest}, code="max_length", attr=f"{at}.{name}")
    if kind not in (StepKind.SEND, StepKind.NOTE):
        return words if kind in WORDS else ""
    # Nobody looks at it before the customer does.
    if unknown := left_open(words, dict.fromkeys(KNOWN, "known")):
        told = _("There is no variable {{%(name)s}}.") % {"name": unknown[0]}
        raise Invalid(told, code="unknown_variable", attr=f"{at}.{name}")
    return words


def _value(row: Mapping[str, Any], kind: StepKind, at: str) -> str:
    if kind == StepKind.PRIORITY:
        return _chosen(row, "priority", PRIORITIES, _("Choose a priority."), at)
    if kind == StepKind.CLOSE:
        return _chosen(row, "resolution", Resolution.values, _("Choose how it ended."), at)
    return ""


def _chosen(row: Mapping[str, Any], name: str, offered: Collection[str], detail: str, at: str) -> str:
    """Whatever JSON can hold may stand there."""
    value = row.get(name)
    if not isinstance(value, str) or value not in offered:
        raise Invalid(detail, code="invalid_choice", attr=f"{at}.{name}")
    return value


def _target(row: Mapping[str, Any], kind: StepKind, rows: Mapping[tuple[str, int], Model], at: str) -> Target | None:
    fitting = TARGETS.get(kind, ())
    given = [name for name in fitting if row.get(name)]
    if not given and (kind == StepKind.SEND or not fitting):
        return None
    if len(given) != 1:
        told = _("Choose an agent or a team.") if kind == StepKind.TRANSFER else _("Choose a label.")
        raise Invalid(told, code="required", attr=f"{at}.{fitting[0]}")
    (name,) = given
    found = rows.get((name, row[name])) if _is_id(row[name]) else None
    if found is None:
        raise Invalid(_("It does not exist."), code="does_not_exist", attr=f"{at}.{name}")
    return Target(name, found.pk, str(found))
