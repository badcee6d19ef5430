"""The rows of what is to be sent later: which of them are held, and what became of each."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from conversations.events import ConversationChanged, FileExpected, ScheduledFailed, ScheduledSent, publish
from conversations.exceptions import Conflict
from conversations.models import (
    Attachment,
    AttachmentState,
    Conversation,
    Message,
    ScheduledMessage,
    ScheduledState,
)
from conversations.services import loose_files

# Longer than any preparation takes; its end lets the message go, one way or the other.
HOLD = timedelta(days=1)
AUTHOR_GONE = {
    "code": "author_gone",
    "detail": gettext_noop("Its author's account was closed. Send it yourself, or dismiss it."),
}


def held_rows(
    conversations: Sequence[Conversation], *, of: User | None = None, upto: int | None = None
) -> Sequence[ScheduledMessage]:
    """Locked, in the order in which they were sent."""
    rows = ScheduledMessage.objects.select_for_update(of=("self",)).select_related("author", "attachment")
    rows = rows.filter(conversation__in=conversations, is_held=True, state=ScheduledState.PENDING)
    if of is not None:
        rows = rows.filter(author=of)
    if upto is not None:
        rows = rows.filter(pk__lte=upto)
    return list(rows.order_by("pk"))


def check_author(row: ScheduledMessage) -> None:
    if not row.author.is_active:
        raise Conflict(AUTHOR_GONE["detail"], code=AUTHOR_GONE["code"])


def keep_sent(row: ScheduledMessage, message: Message) -> None:
    row.state, row.message, row.error = ScheduledState.SENT, message, None
    row.save(update_fields=["state", "message", "error"])
    publish(ScheduledSent(scheduled_id=row.pk, message_id=message.pk))


def keep_failure(row: ScheduledMessage, code: str, detail: str) -> None:
    row.state, row.error = ScheduledState.FAILED, {"code": code, "detail": detail}
    row.save(update_fields=["state", "error"])
    publish(
        ConversationChanged(conversation_id=row.conversation_id),
        ScheduledFailed(row.author_id, row.conversation_id, detail),
    )


def put_file(row: ScheduledMessage, message: Message) -> None:
    """Its file is the message's from now on, and is prepared."""
    if row.attachment is not None and row.attachment.message_id is None:
        carry(row.attachment, message)


def carry(attachment: Attachment, message: Message) -> None:
    """The message waits in its line until its file is prepared."""
    attachment.message, attachment.next_attempt_at = message, timezone.now()
    attachment.save(update_fields=["message", "next_attempt_at"])
    if attachment.state == AttachmentState.PREPARING:
        message.next_attempt_at = timezone.now() + HOLD
        message.save(update_fields=["next_attempt_at"])
        publish(FileExpected(attachment_id=attachment.pk))


def drop_file(row: ScheduledMessage) -> None:
    """It goes nowhere: the row of its file goes at once, the bytes by the sweeper."""
    file, row.attachment, row.media = row.attachment, None, None
    if file is None or file.message_id is not None:
        return
    with transaction.atomic():
        row.save(update_fields=["attachment", "media"])
        loose_files.note([str(one.name) for one in (file.file, file.thumbnail) if one])
        file.delete()
