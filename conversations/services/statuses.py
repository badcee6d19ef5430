"""What the provider says became of our messages, applied as sets. A status only rises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Q

from conversations.events import MessageStatusChanged, publish
from conversations.models import Direction, Message, MessageStatus
from conversations.models.message import STATUS_RANK
from conversations.services.decisions import LEFT, UNCONFIRMED
from conversations.services.identity_changes import learn_user_ids
from conversations.services.reacting import withdraw_reactions


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    external_id: str
    status: MessageStatus
    at: datetime
    # Our own id, when the provider hands it back; it finds messages whose external id we do not know yet.
    message_id: int | None = None
    error: dict[str, Any] | None = None
    is_played: bool = False
    pricing: dict[str, Any] | None = None
    # The receiver's, in the provider's words.
    user_id: str = ""

    @property
    def rank(self) -> int:
        return STATUS_RANK[self.status]


RAISE = """
UPDATE conversations_message AS m
SET status = v.status, error = v.error, external_id = COALESCE(m.external_id, v.external_id),
    sent_at = COALESCE(m.sent_at, v.sent_at), delivered_at = COALESCE(m.delivered_at, v.delivered_at),
    read_at = COALESCE(m.read_at, v.read_at), played_at = COALESCE(m.played_at, v.played_at),
    pricing = COALESCE(v.pricing, m.pricing)
FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::text[], %s::timestamptz[], %s::timestamptz[],
            %s::timestamptz[], %s::timestamptz[], %s::jsonb[])
    AS v(id, status, error, external_id, sent_at, delivered_at, read_at, played_at, pricing)
WHERE m.id = v.id
"""


def apply_statuses(updates: Sequence[StatusUpdate]) -> list[StatusUpdate]:
    """Raise the messages' statuses. Returns the updates that found no message. Safe to repeat."""
    with transaction.atomic():
        messages = _locked(updates)
        by_id = {message.pk: message for message in messages}
        by_external = {message.external_id: message for message in messages if message.external_id}
        groups: dict[int, list[StatusUpdate]] = {}
        unmatched = []
        for update in updates:
            message = by_external.get(update.external_id) or _own(by_id.get(update.message_id or 0), update)
            if message is None:
                unmatched.append(update)
            else:
                groups.setdefault(message.pk, []).append(update)
        _raise([(by_id[pk], group) for pk, group in groups.items()])
        learn_user_ids((pk, update.user_id) for pk, group in groups.items() for update in group if update.user_id)
    return unmatched


def _own(message: Message | None, update: StatusUpdate) -> Message | None:
    """Found by our own id. A sign of another attempt of the same message is not taken for this one; one of a message
    that was never tried is somebody else's, who counts on the same number."""
    if message is None or message.external_id not in (None, update.external_id):
        return None
    if message.status != MessageStatus.QUEUED:
        return message
    # What failed before says nothing of the try that is still to come.
    is_past = update.status == MessageStatus.FAILED or message.claimed_at is None
    return None if is_past else message


def _locked(updates: Sequence[StatusUpdate]) -> list[Message]:
    found = Q(external_id__any_of=[update.external_id for update in updates])
    if ids := [update.message_id for update in updates if update.message_id]:
        found |= Q(pk__any_of=ids)
    return list(Message.objects.select_for_update().filter(found, direction=Direction.OUTGOING).order_by("pk"))


def _raise(groups: Sequence[tuple[Message, list[StatusUpdate]]]) -> None:
    rows, events = [], []
    for message, updates in groups:
        best = max(updates, key=lambda update: update.rank)
        rises = best.rank > rank_of(message)
        status = best.status if rises else MessageStatus(message.status)
        error = (best.error if status == MessageStatus.FAILED else None) if rises else message.error
        rows.append((message.pk, status.value, _json(error), best.external_id, *_times(updates), *_extras(updates)))
        if rises or any(update.is_played for update in updates):
            events.append(
                MessageStatusChanged(
                    message_id=message.pk, conversation_id=message.conversation_id, status=status.value
                )
            )
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(RAISE, [list(column) for column in zip(*rows, strict=True)])
    withdraw_reactions(message for message, updates in groups if _fails(message, updates))
    publish(*events)


def _fails(message: Message, updates: list[StatusUpdate]) -> bool:
    best = max(updates, key=lambda update: update.rank)
    return best.status == MessageStatus.FAILED and best.rank > rank_of(message)


def rank_of(message: Message) -> int:
    """A failure that only means "nobody confirmed it" is no more than that."""
    if message.status == MessageStatus.FAILED and (message.error or {}).get("code") in (UNCONFIRMED, LEFT):
        return STATUS_RANK[MessageStatus.UNCONFIRMED]
    return STATUS_RANK[MessageStatus(message.status)]


def _times(updates: Sequence[StatusUpdate]) -> tuple[datetime | None, ...]:
    at = {update.status: update.at for update in updates}
    return tuple(at.get(status) for status in (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ))


def _extras(updates: list[StatusUpdate]) -> tuple[datetime | None, str | None]:
    """When it was first played, and what it cost."""
    played = min((update.at for update in updates if update.is_played), default=None)
    pricing = next((update.pricing for update in updates if update.pricing), None)
    return played, _json(pricing)


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
