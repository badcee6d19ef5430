"""The outbox's mechanics: claim the head of a conversation's line, then say what became of it.

A message is `queued`, then `sending` while one worker calls the provider outside any transaction, then `sent`,
`failed`, `queued` again for a later attempt, or `unconfirmed` when nobody knows whether it went out. Nothing behind
the head is claimed before the head has left the line.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from conversations.events import MessageStatusChanged, publish
from conversations.models import (
    OPEN_STATES,
    OUTBOX_STATUSES,
    Attachment,
    Conversation,
    Direction,
    Message,
    MessageStatus,
)
from conversations.services.decisions import UNCONFIRMED
from conversations.services.reacting import withdraw_reactions

log = structlog.get_logger(__name__)
TOGETHER = 500
UNCONFIRMED_ERROR = {
    "code": UNCONFIRMED,
    "detail": gettext_noop(
        "WhatsApp did not confirm this message. It may have arrived; send it again only if needed."
    ),
}


# What may not go out because of its kind (marketing, say) steps out of the line for a while: a campaign that is
# stopped for days must not keep an agent's answer waiting.
SET_ASIDE_CODE, STOPPED_CODE = "held", "stopped"
SET_ASIDE = "COALESCE(m.status = 'queued' AND m.next_attempt_at > %(now)s AND m.error->>'code' = 'held', FALSE)"
# A line's head is the oldest that still stands in it. Its own row is checked again by the UPDATE: of two workers who
# both saw it, one changes it.
CLAIM = f"""
UPDATE conversations_message SET status = 'sending', attempts = attempts + 1, claimed_at = %(now)s
WHERE id IN (
    SELECT head.id FROM unnest(%(conversations)s::uuid[]) AS line(conversation_id), LATERAL (
        SELECT m.id FROM conversations_message AS m
        WHERE m.conversation_id = line.conversation_id AND m.direction = 'outgoing'
            AND m.status IN ('queued', 'sending', 'unconfirmed') AND NOT {SET_ASIDE}
        ORDER BY m.id LIMIT 1
    ) AS head
) AND status = 'queued' AND (next_attempt_at IS NULL OR next_attempt_at <= %(now)s)
RETURNING id
"""
# Rows are locked in the order of their ids, as statuses are applied.
SENT = """
WITH held AS (
    SELECT id FROM conversations_message
    WHERE id = ANY(%(ids)s) AND status IN ('sending', 'unconfirmed') ORDER BY id FOR UPDATE
)
UPDATE conversations_message AS m SET status = 'sent', sent_at = %(at)s, external_id = v.external_id, error = NULL
FROM unnest(%(ids)s::bigint[], %(external_ids)s::text[]) AS v(id, external_id)
WHERE m.id = v.id AND m.id IN (SELECT id FROM held)
RETURNING m.id
"""


def claim_heads(conversation_ids: Sequence[UUID]) -> list[Message]:
    """The next message of each line, now ours alone. A line without one, or whose head is claimed or not yet due,
    gives none."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"conversations": list(conversation_ids), "now": timezone.now()})
        ids = [row[0] for row in cursor.fetchall()]
    return list(Message.objects.select_related("conversation", "reply_to").filter(pk__in=ids)) if ids else []


def give_back(messages: Sequence[Message]) -> None:
    """Claimed by us, and not sent: they are due as before. One that was taken from us meanwhile stays as it is."""
    for message in messages:
        _held(message).update(
            status=MessageStatus.QUEUED, claimed_at=None, attempts=max(0, message.attempts - 1), next_attempt_at=None
        )


def renew_claim(message: Message) -> bool:
    """Whether it is still ours; if so, as if it had just been claimed."""
    return bool(_held(message).update(claimed_at=timezone.now()))


def _held(message: Message) -> "QuerySet[Message]":
    """While the claim with which it was loaded lasts. A worker that stood still may find that its message was given up
    and is another worker's by now: of what it says of it only that it went out still counts."""
    return Message.objects.filter(pk=message.pk, status=MessageStatus.SENDING, attempts=message.attempts)


def routes_of(conversation_ids: Iterable[UUID]) -> dict[UUID, tuple[int, UUID]]:
    """The channel and the customer of each conversation that exists."""
    rows = Conversation.objects.filter(pk__in=list(conversation_ids)).values_list("pk", "channel_id", "customer_id")
    return {pk: (channel_id, customer_id) for pk, channel_id, customer_id in rows}


def lines_going_on(conversation_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the conversations in which something is still queued."""
    queued = Message.objects.filter(
        conversation_id__in=list(conversation_ids), direction=Direction.OUTGOING, status=MessageStatus.QUEUED
    )
    return set(queued.order_by().values_list("conversation_id", flat=True).distinct())


def mark_all_sent(sent: Sequence[tuple[Message, str]]) -> None:
    """The provider accepted them, each under the id beside it. As `mark_sent`, in one statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            ids, external_ids = [message.pk for message, _ in sent], [external_id for _, external_id in sent]
            cursor.execute(SENT, {"at": timezone.now(), "ids": ids, "external_ids": external_ids})
            raised = {row[0] for row in cursor.fetchall()}
            publish(*[_changed(message, MessageStatus.SENT) for message, _ in sent if message.pk in raised])
    except IntegrityError:
        for message, external_id in sent:
            mark_sent(message, external_id=external_id)
        return
    for message, external_id in sent:
        if message.pk not in raised:
            mark_sent(message, external_id=external_id)


def mark_sent(message: Message, *, external_id: str, at: datetime | None = None) -> None:
    """The provider accepted it. A status webhook may have been here first: a status never goes down."""
    sent_at = at or timezone.now()
    try:
        raised = _raise_to_sent(message, sent_at=sent_at, external_id=external_id)
    except IntegrityError:
        # The provider gave one id to two messages. It went out all the same.
        log.error("provider's id used twice", message_id=message.pk)
        raised = _raise_to_sent(message, sent_at=sent_at)
    if not raised and not Message.objects.filter(pk=message.pk, external_id=None).update(external_id=external_id):
        _outlive_failure(message, sent_at=sent_at, external_id=external_id)


def _outlive_failure(message: Message, *, sent_at: datetime, external_id: str) -> None:
    """An earlier attempt of it failed, which was told during this one."""
    earlier = Message.objects.filter(pk=message.pk, status=MessageStatus.FAILED).exclude(external_id=external_id)
    with transaction.atomic():
        if earlier.update(status=MessageStatus.SENT, error=None, sent_at=sent_at, external_id=external_id):
            publish(_changed(message, MessageStatus.SENT))


def _raise_to_sent(message: Message, **fields: object) -> bool:
    held = Message.objects.filter(pk=message.pk, status__in=[MessageStatus.SENDING, MessageStatus.UNCONFIRMED])
    with transaction.atomic():
        raised = held.update(status=MessageStatus.SENT, error=None, **fields)
        if raised:
            publish(_changed(message, MessageStatus.SENT))
    return bool(raised)


def mark_failed(message: Message, *, code: str, detail: str) -> None:
    """It will not go out: the provider refused it, or the window closed meanwhile."""
    ours = Q(attempts=message.attempts) | Q(status=MessageStatus.UNCONFIRMED)
    with transaction.atomic():
        changed = Message.objects.filter(ours, pk=message.pk, status__in=OUTBOX_STATUSES).update(
            status=MessageStatus.FAILED, error={"code": code, "detail": detail}
        )
        if changed:
            withdraw_reactions([message])
            publish(_changed(message, MessageStatus.FAILED))


def retry_later(message: Message, *, seconds: float, code: str, detail: str) -> None:
    """It certainly did not go out; it stays at the head of its line. `tries` counts those that ended with this code:
    what one kind of trouble used up is not missing when the next one comes."""
    _held(message).update(
        status=MessageStatus.QUEUED,
        next_attempt_at=timezone.now() + timedelta(seconds=seconds),
        error={"code": code, "detail": detail, "tries": tries_of(message, code)},
    )


def wait_for_file(message: Message, *, seconds: float) -> None:
    """Its file is still being prepared: it was not tried, and may be after so many seconds, or at once when the file
    got ready since it was looked at. Whoever finishes a file holds the message's row, so that one of the two sees
    the other."""
    with transaction.atomic():
        media = Message.objects.select_for_update().get(pk=message.pk).media or {}
        file = Attachment.objects.filter(pk=str(media["attachment_id"]), state__in=OPEN_STATES)
        hold(message, seconds=seconds if file.exists() else 0, code="preparing", detail="")


def tries_of(message: Message, code: str) -> int:
    """How many tries have ended with this code, the present one among them."""
    error = message.error or {}
    return int(error.get("tries", 0)) + 1 if error.get("code") == code else 1


def hold(message: Message, *, seconds: float, code: str, detail: str) -> None:
    """It may not go out now, and was not tried. STOPPED_CODE keeps its place at the head, SET_ASIDE_CODE lets others
    pass."""
    _held(message).update(
        status=MessageStatus.QUEUED,
        attempts=F("attempts") - 1,
        next_attempt_at=timezone.now() + timedelta(seconds=seconds),
        error={"code": code, "detail": detail},
    )


def release_held(channel_id: int) -> int:
    """What was held on this channel may be tried at once. Returns how many."""
    held = Message.objects.filter(
        conversation__channel_id=channel_id,
        direction=Direction.OUTGOING,
        status=MessageStatus.QUEUED,
        error__code__in=[STOPPED_CODE, SET_ASIDE_CODE],
    )
    return held.update(next_attempt_at=None)


def mark_unconfirmed(message: Message) -> None:
    """Nobody knows whether it went out. It is not sent again; a status webhook settles it."""
    with transaction.atomic():
        _leave_open(_held(message))


def give_up_claims(older_than: timedelta) -> int:
    """A worker died between its call and its record: the outcome is unknown. Returns how many."""
    left = Message.objects.filter(
        direction=Direction.OUTGOING,
        status=MessageStatus.SENDING,
        claimed_at__lt=timezone.now() - older_than,
    )
    with transaction.atomic():
        return _leave_open(left)


def _leave_open(sending: "QuerySet[Message]") -> int:
    """From now on the line waits for a sign of them: `claimed_at` says since when."""
    rows = list(sending.select_for_update().order_by("pk")[:TOGETHER])
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=MessageStatus.UNCONFIRMED, claimed_at=timezone.now(), error=None
    )
    publish(*[_changed(row, MessageStatus.UNCONFIRMED) for row in rows])
    return len(rows)


def expire_unconfirmed(older_than: timedelta) -> int:
    """No status came in its time: the line moves on, and the agent sees it and decides. Returns how many."""
    with transaction.atomic():
        rows = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(
                direction=Direction.OUTGOING,
                status=MessageStatus.UNCONFIRMED,
                claimed_at__lt=timezone.now() - older_than,
            )
            .order_by("pk")[:TOGETHER]
        )
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=MessageStatus.FAILED, error=UNCONFIRMED_ERROR
        )
        withdraw_reactions(rows)
        publish(*[_changed(row, MessageStatus.FAILED) for row in rows])
    return len(rows)


DUE = f"""
SELECT conversation_id FROM (
    SELECT DISTINCT ON (m.conversation_id) m.conversation_id, m.status, m.next_attempt_at
    FROM conversations_message AS m
    WHERE m.direction = 'outgoing' AND m.status IN ('queued', 'sending', 'unconfirmed') AND NOT {SET_ASIDE}
    ORDER BY m.conversation_id, m.id
) AS head JOIN conversations_conversation AS c ON c.id = head.conversation_id
WHERE head.status = 'queued' AND (head.next_attempt_at IS NULL OR head.next_attempt_at <= %(now)s)
    AND (c.channel_id = ANY(%(channels)s)) = %(among)s
LIMIT %(limit)s
"""  # noqa: S608  put together from constants


def conversations_with_due_heads(
    *, without: Sequence[int] = (), only: Sequence[int] = (), limit: int = 1000
) -> list[UUID]:
    """For the sweeper: conversations whose line could move, but for those of some channels, or only of some."""
    channels = list(only or without)
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": timezone.now(), "channels": channels, "among": bool(only), "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _changed(message: Message, status: MessageStatus) -> MessageStatusChanged:
    return MessageStatusChanged(message_id=message.pk, conversation_id=message.conversation_id, status=status.value)
