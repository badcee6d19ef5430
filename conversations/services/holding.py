"""Undoing a send: what its author sends from the inbox is held for some seconds, as a message for later is.

One row's state says which of the two came first, under the conversation's lock: the undoing or its time. A page that
is closed, or processes that end, change nothing: it goes out at its time, once, and never after an undoing was
confirmed.
An undoing that overtakes its message on the way here leaves a cancelled row in its place, which the message finds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import preferences
from accounts.models import User
from conversations.events import ConversationChanged, MessageHeld, publish
from conversations.exceptions import Invalid, NotFound
from conversations.models import (
    Attachment,
    AttachmentState,
    Conversation,
    KeptDraft,
    Message,
    MessageType,
    ScheduledMessage,
    ScheduledState,
)
from conversations.services.attachments import Upload, forget, keep_row, queue_file, store_upload
from conversations.services.drafts import drop_sent, give_back
from conversations.services.held_rows import drop_file
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.sending import Draft, check_draft, check_seat, earlier_message, send_locked

# What is held is not prepared: whoever looks for files that are due does not find it.
UNPREPARED = timedelta(days=3650)
MOST_UNDONE = 50


@dataclass(frozen=True, slots=True)
class Press:
    """What was sent by one press: its text and its files. `said` is the text without a signature."""

    batch: str = ""
    said: str = ""


@dataclass(slots=True)
class Undone:
    """`rows` go out no more; `gone` are the ids of those that had gone. The text is back in the author's draft."""

    rows: list[ScheduledMessage] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    draft: KeptDraft | None = None


def seconds_held(by: User) -> int:
    return int(preferences.choice_of(by.preferences, "undo_send"))


def send_undoable(conversation_id: UUID, *, draft: Draft, by: User, press: Press) -> Message | ScheduledMessage:
    """As `send_message`, held as long as the author chose. A conversation that nobody has is taken at once. What it
    was kept as while it was written goes under the same lock, under which an undoing gives it back."""
    with transaction.atomic():
        conversation = _writable(conversation_id, by)
        sent = _known(draft, by)
        if sent is None and seconds_held(by):
            sent = _hold(conversation, draft, by, press)
        elif sent is None:
            sent = send_locked(conversation, draft=draft, by=by)
        if not _is_undone(sent):
            drop_sent(conversation_id, text=press.said, by=by)
        return sent


def send_file_undoable(
    conversation_id: UUID, *, upload: Upload, draft: Draft, by: User, press: Press
) -> Message | ScheduledMessage:
    """As `send_file`. The file is stored at once, and prepared when it goes out."""
    if known := _known(draft, by):
        return known
    attachment, draft = store_upload(conversation_id, upload=upload, draft=draft, by=by)
    try:
        with transaction.atomic():
            conversation = _writable(conversation_id, by)
            if known := _known(draft, by):
                forget(attachment)  # the same was sent, or undone, in the same moment, and was first
                return known
            if not seconds_held(by):
                return queue_file(attachment, draft, by)
            return _hold(conversation, draft, by, press, attachment)
    except Exception:
        forget(attachment)
        raise


def _writable(conversation_id: UUID, by: User) -> Conversation:
    """Locked: what was sent, or undone, before is seen from here on."""
    conversation = locked_conversation(conversation_id, by)
    check_may_write(conversation, by)
    return conversation


def _hold(
    conversation: Conversation, draft: Draft, by: User, press: Press, attachment: Attachment | None = None
) -> ScheduledMessage:
    if not draft.client_id:
        raise Invalid(_("Give it an id, so that it can be undone."), code="required", attr="client_id")
    check_draft(conversation, draft)
    events = check_seat(conversation, by, takes=True)
    if attachment is not None:
        if attachment.state == AttachmentState.PREPARING:
            attachment.next_attempt_at = timezone.now() + UNPREPARED
        keep_row(attachment)
    row = _row(conversation, draft, by, press, attachment)
    seconds = (row.due_at - timezone.now()).total_seconds()
    publish(*events, MessageHeld(row.pk, seconds), ConversationChanged(conversation_id=conversation.pk))
    return row


def _row(
    conversation: Conversation, draft: Draft, by: User, press: Press, attachment: Attachment | None
) -> ScheduledMessage:
    return ScheduledMessage.objects.create(
        conversation=conversation,
        author=by,
        type=draft.type,
        content=draft.content,
        media=draft.media,
        attachment=attachment,
        reply_to_id=draft.reply_to_id,
        client_id=draft.client_id,
        due_at=timezone.now() + timedelta(seconds=seconds_held(by)),
        is_kept_on_reply=True,
        is_held=True,
        batch=press.batch,
        said=press.said,
    )


def _known(draft: Draft, by: User) -> Message | ScheduledMessage | None:
    """What this author sent, or undid, under this id of theirs."""
    if not draft.client_id:
        return None
    held = ScheduledMessage.objects.filter(author=by, client_id=draft.client_id)
    return earlier_message(draft, by) or held.first()


def _is_undone(sent: Message | ScheduledMessage) -> bool:
    return isinstance(sent, ScheduledMessage) and sent.state == ScheduledState.CANCELLED


def undo_send(conversation_id: UUID, *, client_ids: Sequence[str], by: User) -> Undone:
    """What was sent under these ids, and by the same presses, as far as it has not gone out. Safe to repeat."""
    wanted = list(dict.fromkeys(client_ids))[:MOST_UNDONE]
    with transaction.atomic():
        conversation = _locked(conversation_id, wanted, by)
        rows = _of_presses(conversation, wanted, by)
        undone = Undone(gone=_gone(wanted, rows, by))
        for row in rows:
            if row.state == ScheduledState.SENT:
                undone.gone.append(row.client_id or "")
            elif row.said or row.content or row.attachment_id:
                undone.rows.append(row)
        fresh = [row for row in undone.rows if row.state != ScheduledState.CANCELLED]
        _cancel(fresh)
        known = {row.client_id for row in rows} | set(undone.gone)
        _leave_marks(conversation, [one for one in wanted if one not in known], by)
        undone.draft = _give_back(conversation, fresh, by)
        publish(ConversationChanged(conversation_id=conversation.pk))
        return undone


def _locked(conversation_id: UUID, wanted: Sequence[str], by: User) -> Conversation:
    """What is one's own can be undone, too, when the conversation has been given to others meanwhile.

    Without its key: the draft that another page keeps at this moment, for which the giving back waits, names it."""
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True)
    conversation = rows.filter(pk=conversation_id).first()
    own = ScheduledMessage.objects.filter(conversation=conversation_id, author=by, client_id__in=wanted)
    seen = Conversation.objects.visible_to(by).filter(pk=conversation_id)
    if conversation is None or not (own.exists() or seen.exists()):
        raise NotFound
    return conversation


def _of_presses(conversation: Conversation, wanted: Sequence[str], by: User) -> list[ScheduledMessage]:
    mine = ScheduledMessage.objects.filter(conversation=conversation, author=by, is_held=True)
    batches = mine.filter(client_id__in=wanted).exclude(batch="").values("batch")
    rows = mine.select_for_update(of=("self",)).select_related("attachment")
    return list(rows.filter(Q(client_id__in=wanted) | Q(batch__in=batches)).order_by("pk"))


def _gone(wanted: Sequence[str], rows: Sequence[ScheduledMessage], by: User) -> list[str]:
    """Sent without having been held, or no longer held: an undoing does not reach it."""
    known = {row.client_id for row in rows}
    rest = Q(author=by, client_id__in=[one for one in wanted if one not in known])
    found = [
        *Message.objects.filter(rest).values_list("client_id", flat=True),
        *ScheduledMessage.objects.filter(rest).values_list("client_id", flat=True),
    ]
    return list(dict.fromkeys(client_id for client_id in found if client_id))


def _cancel(rows: Sequence[ScheduledMessage]) -> None:
    cancelled = ScheduledMessage.objects.filter(pk__in=[row.pk for row in rows])
    cancelled.update(state=ScheduledState.CANCELLED, error=None)
    for row in rows:
        drop_file(row)


def _leave_marks(conversation: Conversation, client_ids: Sequence[str], by: User) -> None:
    """They are still on their way here, and will find that they were undone."""
    now, state = timezone.now(), ScheduledState.CANCELLED
    build: Callable[[str], ScheduledMessage] = lambda client_id: ScheduledMessage(  # noqa: E731
        conversation=conversation, author=by, client_id=client_id, due_at=now, is_held=True, state=state
    )
    ScheduledMessage.objects.bulk_create([build(client_id) for client_id in client_ids])


def _give_back(conversation: Conversation, rows: Sequence[ScheduledMessage], by: User) -> KeptDraft | None:
    text = "\n".join(row.said for row in rows if row.type == MessageType.TEXT and row.said)
    return give_back(conversation.pk, text=text, by=by) if text else None
