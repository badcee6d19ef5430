"""The outbox's mechanics: claim the head of a conversation's line, then say what became of it.

A message is `queued`, then `sending` while one worker calls the provider outside any transaction, then `sent`,
`failed`, `queued` again for a later attempt, or `unconfirmed` when nobody knows whether it went out. Nothing behind
the head is claimed before the head has left the line.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_noop

from conversations.events import MessageStatusChanged, publish
from conversations.models import OUTBOX_STATUSES, Direction, Message, MessageStatus

UNCONFIRMED_ERROR = {
    "code": "unconfirmed",
    "detail": gettext_noop(
        "WhatsApp did not confirm this message. It may have arrived; send it again only if needed."
    ),
}


def claim_head(conversation_id: UUID) -> Message | None:
    """The next message of the line, now ours alone; null when there is none, or it is claimed or not yet due."""
    now = timezone.now()
    head = (
        Message.objects.filter(
            conversation_id=conversation_id, direction=Direction.OUTGOING, status__in=OUTBOX_STATUSES
        )
        .order_by("pk")
        .values("pk")[:1]
    )
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    rows = list(Message.objects.filter(due, pk__in=Subquery(head), status=MessageStatus.QUEUED).values_list("pk"))
    for (pk,) in rows:
        # The condition is checked again on the row itself: of two workers who both saw it, one changes it.
        claimed = Message.objects.filter(pk=pk, status=MessageStatus.QUEUED).update(
            status=MessageStatus.SENDING, attempts=F("attempts") + 1, claimed_at=now
        )
        if claimed:
            return Message.objects.select_related("conversation__channel", "conversation__customer", "reply_to").get(
                pk=pk
            )
    return None


def mark_sent(message: Message, *, external_id: str, at: datetime | None = None) -> None:
    """The provider accepted it. A status webhook may have been here first: a status never goes down."""
    with transaction.atomic():
        raised = Message.objects.filter(
            pk=message.pk, status__in=[MessageStatus.SENDING, MessageStatus.UNCONFIRMED]
        ).update(status=MessageStatus.SENT, sent_at=at or timezone.now(), external_id=external_id, error=None)
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
