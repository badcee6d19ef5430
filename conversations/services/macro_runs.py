"""Running a macro: all of its steps or none, in the rights of whoever runs it.

Everything that can be known before is asked before the first step is taken; what comes up only then undoes the steps
before it, with the row that says that it was run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.events import ConversationChanged, publish
from conversations.exceptions import AssignedToOther, Conflict, DomainError
from conversations.filling import fill, left_open, variables
from conversations.macro_steps import PRIORITIES, Step, gone, rows_of, steps_of
from conversations.models import (
    ASSIGNED_STATUSES,
    LAST_KINDS,
    CannedResponse,
    Conversation,
    Label,
    Macro,
    MacroRun,
    Message,
    Status,
    StepKind,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.assignment import is_held_by_other, transfer_conversation
from conversations.services.details import add_note, set_labels, set_priority
from conversations.services.lifecycle import close_conversation
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.macros import visible_macro
from conversations.services.routing import hold_router
from conversations.services.sending import Draft, check_draft, check_seat, send_message
from conversations.states import check_transition


class StepRefused(DomainError):
    """Says which step, and why; nothing was done."""

    def __init__(self, number: int, step: Step, reason: DomainError) -> None:
        self.status, self.number, self.reason = reason.status, number, reason
        told = _("Step %(number)d (%(step)s): %(reason)s") % {
            "number": number + 1,
            "step": step.title,
            "reason": reason,
        }
        super().__init__(told, code=reason.code, attr=f"steps.{number}")


class MacroChanged(Conflict):
    code = "macro_changed"

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed the macro. Look at its steps again."))


@dataclass(frozen=True, slots=True)
class Ready:
    """A step for one conversation: its row, its words as they will be, and what is in its way."""

    step: Step
    row: Model | None = None
    words: str = ""
    problem: DomainError | None = None


def run_macro(
    conversation_id: UUID, macro_id: int, *, by: User, client_id: str | None = None, version: int | None = None
) -> MacroRun:
    """With a `client_id` that was used before, the run of that time: nothing is done again. With the `version` that
    was looked at, only that one is run. Raises StepRefused."""
    # Before anything: a conversation that the first try transferred may be out of sight by now.
    if earlier := _earlier(client_id, conversation_id, macro_id, by):
        return earlier
    try:
        with transaction.atomic():
            conversation = locked_conversation(conversation_id, by)
            check_may_write(conversation, by)
            if earlier := _earlier(client_id, conversation_id, macro_id, by):
                return earlier
            macro = visible_macro(macro_id, by)
            if version is not None and version != macro.version:
                raise MacroChanged
            return _run(macro, conversation, by, client_id)
    except IntegrityError as error:  # a label or a team went in this moment, or the same `client_id` elsewhere
        raise Conflict(_("Something that it is about has just changed. Try again.")) from error


def prepare(macro: Macro, conversation: Conversation, by: User) -> list[Ready]:
    """Each step as it would be taken here and now. Reads only."""
    steps = steps_of(macro.steps)
    rows = rows_of((step.target.kind, step.target.id) for step in steps if step.target)
    values = variables(conversation, by)
    return [_ready(step, rows, conversation, by, values) for step in steps]


def _earlier(client_id: str | None, conversation_id: UUID, macro_id: int, by: User) -> MacroRun | None:
    run = MacroRun.objects.filter(actor=by, client_id=client_id).first() if client_id else None
    if run and (run.conversation_id, run.macro_id or macro_id) != (conversation_id, macro_id):
        raise Conflict(_("This client_id belongs to another run."), code="client_id_taken", attr="client_id")
    return run


def _run(macro: Macro, conversation: Conversation, by: User, client_id: str | None) -> MacroRun:
    ready = prepare(macro, conversation, by)
    for number, one in enumerate(ready):
        if one.problem:
            raise StepRefused(number, one.step, one.problem)
    if conversation.status not in ASSIGNED_STATUSES:
        _lock_people(ready, by)
    TimelineEntry.objects.create(
        conversation=conversation,
        kind=TimelineKind.MACRO,
        actor=by,
        data={"macro": macro.name, "macro_id": macro.pk},
    )
    sent: list[int] = []
    for number, one in enumerate(ready):
        try:
            if message := _take(one, conversation.pk, by):
                sent.append(message.pk)
        except DomainError as error:
            raise StepRefused(number, one.step, error) from error
    publish(ConversationChanged(conversation_id=conversation.pk))
    return MacroRun.objects.create(
        macro=macro,
        version=macro.version,
        conversation=conversation,
        actor=by,
        client_id=client_id or None,
        message_ids=sent,
    )


def _lock_people(ready: Sequence[Ready], by: User) -> None:
    """Sending seats the one, the transfer the other: two macros that cross would wait for each other, and so would one
    and the router."""
    agents = {one.row.pk for one in ready if isinstance(one.row, User)}
    if agents:
        hold_router()
        list(User.objects.select_for_update(no_key=True).filter(pk__in=agents | {by.pk}).order_by("pk"))


def _ready(
    step: Step, rows: dict[tuple[str, int], Model], conversation: Conversation, by: User, values: dict[str, str]
) -> Ready:
    row = rows.get((step.target.kind, step.target.id)) if step.target else None
    if step.target and row is None:
        missing = Conflict(gone(step.target.kind, step.target.name), code="target_gone")
        return Ready(step, words=step.words, problem=missing)
    words, empty = row.content if isinstance(row, CannedResponse) else step.words, []
    if step.kind in (StepKind.SEND, StepKind.NOTE):
        words, empty = fill(words, values), left_open(words, values)
    try:
        if empty:
            told = _("Nothing is known here for {{%(name)s}}.") % {"name": empty[0]}
            raise Conflict(told, code="variable_empty")
        _check(step.kind, row, words, conversation, by)
    except DomainError as error:
        return Ready(step, row, words, error)
    return Ready(step, row, words)


def _check(kind: StepKind, row: Model | None, words: str, conversation: Conversation, by: User) -> None:
    if kind == StepKind.SEND:
        check_draft(conversation, Draft(content=words))
        check_seat(conversation, by, takes=False)
    elif kind in LAST_KINDS:
        if is_held_by_other(conversation, by) and not by.is_steering:
            raise AssignedToOther
        passed = Status.IN_PROGRESS if isinstance(row, User) else Status.QUEUE
        check_transition(conversation, Status.CLOSED if kind == StepKind.CLOSE else passed)


def _take(one: Ready, conversation_id: UUID, by: User) -> Message | None:
    """Each by the service that people use, too: in the caller's rights, with its entry and its events."""
    step, row = one.step, one.row
    if step.kind == StepKind.SEND:
        return send_message(conversation_id, draft=Draft(content=one.words), by=by)
    if step.kind == StepKind.NOTE:
        add_note(conversation_id, by=by, text=one.words)
    elif isinstance(row, Label):
        labels = set(Label.objects.filter(conversations=conversation_id))
        changed = labels | {row} if step.kind == StepKind.ADD_LABEL else labels - {row}
        set_labels(conversation_id, by=by, labels=changed)
    elif step.kind == StepKind.PRIORITY:
        set_priority(conversation_id, by=by, priority=PRIORITIES[step.value])
    elif step.kind == StepKind.TRANSFER:
        agent, team = row if isinstance(row, User) else None, row if isinstance(row, Team) else None
        transfer_conversation(conversation_id, by=by, to_agent=agent, to_team=team, reason=step.words)
    else:
        close_conversation(conversation_id, by=by, resolution=step.value, notes=step.words)
    return None
