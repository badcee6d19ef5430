"""A blocked customer: what they write is kept, and nobody is called for it. It opens no conversation, rings nowhere,
counts as unread nowhere, and the bot does not answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone

from accounts.models import User
from conversations.events import ConversationChanged, publish
from conversations.exceptions import Forbidden
from conversations.models import (
    AuthorKind,
    Channel,
    Conversation,
    Customer,
    Direction,
    Message,
    MessageStatus,
    Resolution,
    Status,
    TimelineEntry,
    TimelineKind,
)
from conversations.services.customer_fields import locked_customer
from conversations.services.opening import latest_conversations, new_protocols
from conversations.services.storing import Item, store

MAX_REASON = 500


def block_customer(customer_id: UUID, *, by: User, reason: str = "") -> Customer:
    return _set(customer_id, by, is_blocked=True, reason=reason.strip()[:MAX_REASON])


def unblock_customer(customer_id: UUID, *, by: User) -> Customer:
    if not by.is_steering:
        raise Forbidden
    return _set(customer_id, by, is_blocked=False)


def store_quietly(channel: Channel, written: Sequence[tuple[Customer, Item]]) -> list[Message]:
    """Where it belongs: in the open conversation, else in the last one. The customers' rows are locked."""
    if not written:
        return []
    customers = {customer.pk: customer for customer, _ in written}
    places = latest_conversations(channel, customers.values())
    places |= _closed_places(channel, [row for pk, row in customers.items() if pk not in places], timezone.now())
    return store(
        [(places[customer.pk], item) for customer, item in written],
        direction=Direction.INCOMING,
        author_kind=AuthorKind.CUSTOMER,
        status=MessageStatus.RECEIVED,
    )


def _closed_places(channel: Channel, customers: Sequence[Customer], at: datetime) -> Mapping[object, Conversation]:
    """For those who were blocked before they ever wrote: something has to hold it."""
    rows = [
        Conversation(
            protocol=protocol,
            channel=channel,
            customer=customer,
            status=Status.CLOSED,
            closed_at=at,
            resolution=Resolution.SPAM,
            last_activity_at=at,
        )
        for customer, protocol in zip(customers, new_protocols(len(customers), at), strict=True)
    ]
    return {row.customer_id: row for row in Conversation.objects.bulk_create(rows)}


def _set(customer_id: UUID, by: User, *, is_blocked: bool, reason: str = "") -> Customer:
    with transaction.atomic():
        customer = locked_customer(customer_id, by)
        if customer.is_blocked == is_blocked:
            return customer
        customer.is_blocked = is_blocked
        customer.save(update_fields=["is_blocked", "updated_at"])
        _tell(customer, by, TimelineKind.BLOCKED if is_blocked else TimelineKind.UNBLOCKED, reason)
        return customer


def _tell(customer: Customer, by: User, kind: TimelineKind, reason: str) -> None:
    order = (Case(When(status=Status.CLOSED, then=1), default=0), "-created_at")
    latest = customer.conversations.order_by(*order).first()
    if latest is not None:
        data = {"reason": reason} if reason else {}
        TimelineEntry.objects.create(conversation=latest, kind=kind, actor=by, data=data)
        publish(ConversationChanged(conversation_id=latest.pk))
