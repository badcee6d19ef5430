"""The outbox's mechanics: claim the head of a conversation's line, then say what became of it.

A message is `queued`, then `sending` while one worker calls the provider outside any transaction, then `sent`,
`failed`, `queued` again for a later attempt, or `unconfirmed` when nobody knows whether it went out. Nothing behind
the head is claimed before the head has left the line.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from conversations.events import MessageStatusChanged, publish
from conversations.models import OUTBOX_STATUSES, Direction, Message, MessageStatus

log = structlog.get_logger(__name__)
UNCONFIRMED_ERROR = {
    "code": "unconfirmed",
    "detail": gettext_noop(
        "WhatsApp did not confirm this message. It may have arrived; send it again only if needed."
    ),
}


# The head is the oldest that still stands in the line. Its own row is checked again by the UPDATE: of two workers who
# both saw it, one changes it.
CLAIM = """
UPDATE conversations_message SET status = 'sending', attempts = attempts + 1, claimed_at = %(now)s
WHERE id = (
    SELECT id FROM conversations_message
    WHERE conversation_id = %(conversation)s AND direction = 'outgoing'
        AND status IN ('queued', 'sending', 'unconfirmed')
    ORDER BY id LIMIT 1
) AND status = 'queued' AND (next_attempt_at IS NULL OR next_attempt_at <= %(now)s)
RETURNING id
"""


def claim_head(conversation_id: UUID) -> Message | None:
    """The next message of the line, now ours alone; null when there is none, or it is claimed or not yet due."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"conversation": conversation_id, "now": timezone.now()})
        row = cursor.fetchone()
    if row is None:
        return None
    return Message.objects.select_related("conversation", "reply_to").get(pk=row[0])


def mark_sent(message: Message, *, external_id: str, at: datetime | None = None) -> None:
    """The provider accepted it. A status webhook may have been here first: a status never goes down."""
    held = Message.objects.filter(pk=message.pk, status__in=[MessageStatus.SENDING, MessageStatus.UNCONFIRMED])
    try:
        with transaction.atomic():
            raised = held.update(
                status=MessageStatus.SENT, sent_at=at or timezone.now(), external_id=external_id, error=None
            )
    except IntegrityError:
        # The provider gave one id to two messages. It went out all the same.
        log.error("provider's id used twice", message_id=message.pk)
        raised = held.update(status=MessageStatus.SENT, sent_at=at or timezone.now(), error=None)
    if raised:
        publish(_changed(message, MessageStatus.SENT))
    else:
        Message.objects.filter(pk=message.pk, external_id=None).update(external_id=external_id)


def mark_failed(message: Message, *, code: str, detail: str) -> None:
    """It will not go out: the provider refused it, or the window closed meanwhile."""
    with transaction.atomic():
        changed = Message.objects.filter(pk=message.pk, status__in=OUTBOX_STATUSES).update(
            status=MessageStatus.FAILED, error={"code": code, "detail": detail}
        )
        if changed:
            publish(_changed(message, MessageStatus.FAILED))


def retry_later(message: Message, *, seconds: float, code: str, detail: str) -> None:
    """It certainly did not go out; it stays at the head of its line."""
    Message.objects.filter(pk=message.pk, status=MessageStatus.SENDING).update(
        status=MessageStatus.QUEUED,
        next_attempt_at=timezone.now() + timedelta(seconds=seconds),
        error={"code": code, "detail": detail},
    )


def mark_unconfirmed(message: Message) -> None:
    """Nobody knows whether it went out. It is not sent again; a status webhook settles it."""
    Message.objects.filter(pk=message.pk, status=MessageStatus.SENDING).update(status=MessageStatus.UNCONFIRMED)


def give_up_claims(older_than: timedelta) -> int:
    """A worker died between its call and its record: the outcome is unknown. Returns how many."""
    return Message.objects.filter(
        direction=Direction.OUTGOING,
        status=MessageStatus.SENDING,
        claimed_at__lt=timezone.now() - older_than,
    ).update(status=MessageStatus.UNCONFIRMED)


def expire_unconfirmed(older_than: timedelta) -> int:
    """No status came in its time: the line moves on, and the agent sees it and decides. Returns how many."""
    with transaction.atomic():
        rows = list(
            Message.objects.select_for_update(skip_locked=True).filter(
                direction=Direction.OUTGOING,
                status=MessageStatus.UNCONFIRMED,
                claimed_at__lt=timezone.now() - older_than,
            )[:500]
        )
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=MessageStatus.FAILED, error=UNCONFIRMED_ERROR
        )
        publish(*[_changed(row, MessageStatus.FAILED) for row in rows])
    return len(rows)


def conversations_with_due_heads(limit: int = 1000) -> list[UUID]:
    """For the sweeper: conversations whose line could move."""
    now = timezone.now()
    due = Message.objects.filter(
        Q(next_attempt_at=None) | Q(next_attempt_at__lte=now),
        direction=Direction.OUTGOING,
        status=MessageStatus.QUEUED,
    )
    return list(due.order_by().values_list("conversation_id", flat=True).distinct()[:limit])


def _changed(message: Message, status: MessageStatus) -> MessageStatusChanged:
    return MessageStatusChanged(message_id=message.pk, conversation_id=message.conversation_id, status=status.value)
