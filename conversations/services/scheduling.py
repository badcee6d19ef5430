"""Messages for later: written down, dropped, and released into the outbox when they are due.

The release inserts the message and marks the row in one transaction, under the row's and the conversation's lock: of
two sweepers, and of a sweeper and somebody who cancels at that moment, one wins, and a crash leaves both undone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.exceptions import DomainError
from accounts.models import User
from conversations.composed import Composed
from conversations.events import ConversationChanged, publish
from conversations.exceptions import Conflict, Invalid, NotFound
from conversations.models import Conversation, Message, ScheduledMessage, ScheduledState
from conversations.services.held_rows import check_author, drop_file, keep_failure, keep_sent, put_file
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.sending import Draft, check_draft, check_seat, draft_of, release_held, send_message

log = structlog.get_logger(__name__)
FURTHEST, TOGETHER, MOST_PENDING = timedelta(days=30), 100, 50


class OutsideWindow(Conflict):
    code = "window_closed_by_then"


def schedule_message(
    conversation_id: UUID,
    *,
    by: User,
    content: str,
    due_at: datetime,
    is_kept_on_reply: bool = False,
    client_id: str | None = None,
) -> ScheduledMessage:
    """Refused where sending would be refused now, and when the window will be closed by then: only the customer's
    writing opens it again."""
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        check_may_write(conversation, by)
        earlier = ScheduledMessage.objects.filter(author=by, client_id=client_id).first() if client_id else None
        if earlier:
            return earlier
        _check(conversation, Draft(content=content), due_at, by)
        if conversation.scheduled.filter(state=ScheduledState.PENDING).count() >= MOST_PENDING:
            raise Conflict(_("At most %(max)d messages can be scheduled in a conversation.") % {"max": MOST_PENDING})
        row = ScheduledMessage.objects.create(
            conversation=conversation,
            author=by,
            content=content,
            due_at=due_at,
            is_kept_on_reply=is_kept_on_reply,
            client_id=client_id or None,
        )
        publish(ConversationChanged(conversation_id=conversation.pk))
        return row


def cancel_scheduled(pk: int, *, by: User) -> ScheduledMessage:
    """Also of one that failed: it is seen to. Raises Conflict when it has gone."""
    with transaction.atomic():
        row = _locked(pk, by)
        row.state = ScheduledState.CANCELLED
        row.save(update_fields=["state"])
        drop_file(row)
        publish(ConversationChanged(conversation_id=row.conversation_id))
        return row


def change_scheduled(pk: int, *, by: User, **changes: Any) -> ScheduledMessage:
    """Its words, its time, or whether it waits for the customer; one that failed is pending again. It is checked as a
    new one is, and stays its author's. Raises Conflict when it has gone."""
    with transaction.atomic():
        row = _locked(pk, by)
        for name, value in changes.items():
            setattr(row, name, value)
        _check(row.conversation, draft_of(row), row.due_at, by)
        row.state, row.error, row.is_held = ScheduledState.PENDING, None, False
        row.save(update_fields=["content", "due_at", "is_kept_on_reply", "state", "error", "is_held"])
        publish(ConversationChanged(conversation_id=row.conversation_id))
        return row


def send_scheduled_now(pk: int, *, by: User) -> Message:
    """Whoever does this writes it."""
    with transaction.atomic():
        row = _locked(pk, by)
        message = send_message(row.conversation_id, draft=draft_of(row), by=by)
        put_file(row, message)
        keep_sent(row, message)
        return message


def scheduled_of(conversation: Conversation) -> Sequence[ScheduledMessage]:
    """What waits, and what failed and nobody has seen to; not what is only held to be undone."""
    return [row for row in waiting_in(conversation) if not row.is_undoable]


def waiting_in(conversation: Conversation) -> Sequence[ScheduledMessage]:
    """The same, with what is held."""
    return SHOWN(conversation.pk)


def _shown(conversation_id: UUID) -> QuerySet[ScheduledMessage]:
    shown = [ScheduledState.PENDING, ScheduledState.FAILED]
    rows = ScheduledMessage.objects.filter(conversation=conversation_id, state__in=shown)
    return rows.select_related("author", "reply_to", "attachment").order_by("due_at", "pk")


SHOWN = Composed(_shown, UUID(int=1))


def release_due() -> int:
    """Returns how many were due. Each in a transaction of its own: one that fails holds up no other."""
    due = ScheduledMessage.objects.filter(state=ScheduledState.PENDING, due_at__lte=timezone.now())
    ids = list(due.order_by("due_at").values_list("pk", "conversation_id")[:TOGETHER])
    for pk, conversation_id in ids:
        try:
            _release(pk, conversation_id)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the next round finds them all again
        except Exception:  # noqa: BLE001  whatever is wrong with one, those behind it are due as well
            log.exception("scheduled message not released", scheduled_id=pk)
    return len(ids)


def hold_on_reply(conversation_ids: Iterable[UUID]) -> None:
    """Within the transaction that brings the customers' messages: one statement for all of them."""
    waiting = ScheduledMessage.objects.filter(
        conversation__pk__any_of=conversation_ids, state=ScheduledState.PENDING, is_kept_on_reply=False
    )
    error = {"code": "customer_wrote", "detail": gettext_noop("The customer wrote first. Send it, or dismiss it.")}
    waiting.update(state=ScheduledState.FAILED, error=error)


def _release(pk: int, conversation_id: UUID) -> None:
    with transaction.atomic():
        conversation = Conversation.objects.locked(conversation_id)
        pending = ScheduledMessage.objects.select_for_update(of=("self",)).select_related("author")
        row = pending.filter(pk=pk, state=ScheduledState.PENDING, due_at__lte=timezone.now()).first()
        if row is None:
            return
        if row.is_held:
            release_held(conversation, of=row.author, upto=row.pk)
            return
        try:
            with transaction.atomic():
                message = _written(row, conversation)
                put_file(row, message)
                keep_sent(row, message)
        except (DomainError, IntegrityError) as error:
            keep_failure(row, getattr(error, "code", "error"), str(error))


def _written(row: ScheduledMessage, conversation: Conversation) -> Message:
    check_author(row)
    return send_message(conversation.pk, draft=draft_of(row), by=row.author, takes=False)


def _locked(pk: int, by: User) -> ScheduledMessage:
    """The conversation first, as everywhere."""
    found = ScheduledMessage.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    conversation = locked_conversation(found.conversation_id, by)
    check_may_write(conversation, by)
    row = ScheduledMessage.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.is_undoable:
        raise NotFound  # its author's alone, and only to be undone
    if row.state not in (ScheduledState.PENDING, ScheduledState.FAILED):
        detail = _("It is no longer scheduled: %(state)s.") % {"state": row.get_state_display().lower()}
        raise Conflict(detail, code=row.state)
    check_seat(conversation, by, takes=False)
    row.conversation = conversation
    return row


def _check(conversation: Conversation, draft: Draft, due_at: datetime, by: User) -> None:
    check_draft(conversation, draft)
    check_seat(conversation, by, takes=False)
    now = timezone.now()
    if due_at <= now:
        raise Invalid(_("Choose a time that is still to come."), code="past", attr="due_at")
    if due_at > now + FURTHEST:
        raise Invalid(_("At most 30 days ahead."), code="too_far", attr="due_at")
    if conversation.window_expires_at and due_at >= conversation.window_expires_at:
        raise OutsideWindow(
            _("The 24-hour window closes before that. Choose an earlier time, or send a template then."), attr="due_at"
        )
