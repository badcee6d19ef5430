"""Undoing a send: what its author sends from the inbox is held for some seconds, as a message for later is.

One row's state says which of the two came first, under the conversation's lock: the undoing or its time. A page that
is closed, or processes that end, change nothing: it goes out at its time, once, and never after an undoing was
confirmed.
An undoing that overtakes its message on the way here leaves a cancelled row in its place, which the message finds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import preferences
from accounts.models import User
from conversations.events import ConversationChanged, DraftChanged, MessageHeld, publish
from conversations.exceptions import Invalid
from conversations.models import (
    Attachment,
    AttachmentState,
    Conversation,
    DraftKind,
    KeptDraft,
    Message,
    MessageType,
    ScheduledMessage,
    ScheduledState,
)
from conversations.services.attachments import Upload, forget, keep_row, send_file, store_upload
from conversations.services.held_rows import drop_file
from conversations.services.lookup import check_may_write, locked_conversation
from conversations.services.sending import Draft, check_draft, check_seat, earlier_message, send_message

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
    """As `send_message`, held as long as the author chose. A conversation that nobody has is taken at once."""
    if not seconds_held(by) and not _known(draft, by):
        return send_message(conversation_id, draft=draft, by=by)
    with transaction.atomic():
        return _hold(conversation_id, draft, by, press)


def send_file_undoable(
    conversation_id: UUID, *, upload: Upload, draft: Draft, by: User, press: Press
) -> Message | ScheduledMessage:
    """As `send_file`. The file is stored at once, and prepared when it goes out."""
    if known := earlier_message(draft, by) or _known(draft, by):
        return known
    if not seconds_held(by):
        return send_file(conversation_id, upload=upload, draft=draft, by=by)
    attachment, draft = store_upload(conversation_id, upload=upload, draft=draft, by=by)
    try:
        with transaction.atomic():
            return _hold(conversation_id, draft, by, press, attachment)
    except Exception:
        forget(attachment)
        raise


def _hold(
    conversation_id: UUID, draft: Draft, by: User, press: Press, attachment: Attachment | None = None
) -> Message | ScheduledMessage:
    conversation = locked_conversation(conversation_id, by)
    check_may_write(conversation, by)
    if known := earlier_message(draft, by) or _known(draft, by):
        if attachment is not None:
            forget(attachment)  # the same was sent in the same moment, and was first
        return known
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


def _known(draft: Draft, by: User) -> ScheduledMessage | None:
    """What this author sent, or undid, under this id of theirs."""
    if not draft.client_id:
        return None
    return ScheduledMessage.objects.filter(author=by, client_id=draft.client_id, is_held=True).first()


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
    """What is one's own can be undone, too, when the conversation has been given to others meanwhile."""
    own = ScheduledMessage.objects.filter(conversation=conversation_id, author=by, client_id__in=wanted)
    if own.exists():
        return Conversation.objects.locked(conversation_id)
    return locked_conversation(conversation_id, by)


def _of_presses(conversation: Conversation, wanted: Sequence[str], by: User) -> list[ScheduledMessage]:
    mine = ScheduledMessage.objects.filter(conversation=conversation, author=by, is_held=True)
    batches = mine.filter(client_id__in=wanted).exclude(batch="").values("batch")
    rows = mine.select_for_update(of=("self",)).select_related("attachment")
    return list(rows.filter(Q(client_id__in=wanted) | Q(batch__in=batches)).order_by("pk"))


def _gone(wanted: Sequence[str], rows: Sequence[ScheduledMessage], by: User) -> list[str]:
    """Sent without having been held."""
    known = {row.client_id for row in rows}
    sent = Message.objects.filter(author=by, client_id__in=[one for one in wanted if one not in known])
    return [client_id for client_id in sent.values_list("client_id", flat=True) if client_id]


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
    """Over what has been written since."""
    text = "\n".join(row.said for row in rows if row.type == MessageType.TEXT and row.said)
    if not text:
        return None
    kept = KeptDraft.objects.select_for_update().filter(user=by, conversation=conversation, kind=DraftKind.REPLY)
    draft = kept.first() or KeptDraft(user=by, conversation=conversation, kind=DraftKind.REPLY, text="")
    draft.text = f"{text}\n{draft.text}" if draft.text else text
    draft.version, draft.updated_at = uuid4().hex, timezone.now()
    draft.save()
    publish(DraftChanged(by.pk, conversation.pk, DraftKind.REPLY, draft.text, draft.version))
    return draft
