"""Opening conversations. Whoever opens one holds the customer's row, so that no two open at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Case, When
from django.utils import timezone

from accounts.models import Team, User
from conversations.columns import all_but
from conversations.events import ConversationAssigned, ConversationCreated, ConversationQueued
from conversations.exceptions import NotFound
from conversations.models import Channel, Conversation, Customer, Message, Status, TimelineEntry, TimelineKind

# Only its place in the order is needed.
OF_LAST_MESSAGE = all_but(Message, "last_message", frozenset({"id", "created_at"}))


def lock_customers(customers: Iterable[Customer]) -> bool:
    """False when one of them is gone: merged into another meanwhile. Who is blocked is known from here on."""
    people = list(customers)
    ids = {customer.pk for customer in people}
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__any_of=ids).order_by("pk")
    blocked = dict(rows.values_list("pk", "is_blocked"))
    for customer in people:
        customer.is_blocked = blocked.get(customer.pk, False)
    return len(blocked) == len(ids)


def lock_open_conversations(channel: Channel, customers: Iterable[Customer]) -> dict[object, Conversation]:
    """The open conversation of each customer who has one, locked, by customer id."""
    rows = (
        Conversation.objects.open()
        .select_for_update(of=("self",))
        .select_related("last_message")
        .defer(*OF_LAST_MESSAGE)
        .filter(channel=channel, customer__id__any_of={customer.pk for customer in customers})
        .order_by("pk")
    )
    return {row.customer_id: row for row in rows}


def latest_conversations(channel: Channel, customers: Iterable[Customer]) -> dict[object, Conversation]:
    """Where something belongs that opens no conversation: each customer's open one, else the last one, locked."""
    ids = (
        Conversation.objects.filter(channel=channel, customer__id__any_of={customer.pk for customer in customers})
        .order_by("customer_id", Case(When(status=Status.CLOSED, then=1), default=0), "-created_at")
        .distinct("customer_id")
        .values_list("pk", flat=True)
    )
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("last_message")
    return {row.customer_id: row for row in rows.filter(pk__any_of=list(ids)).order_by("pk")}


def new_protocols(count: int, at: datetime) -> list[str]:
    """Numbers that a person can read out: the date, then a running number that is never used twice."""
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y%m%d")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('conversations_protocol') FROM generate_series(1, %s)", [count])
        return [f"{day}{number:06d}" for (number,) in cursor.fetchall()]


def open_conversations(
    channel: Channel, customers: Sequence[Customer], *, at: datetime, begun: Mapping[object, datetime] | None = None
) -> list[Conversation]:
    """New conversations with the bot, for customers whose rows are locked and who have none open.
    A bot agent who is online sits in the bot's seat from the start. A group's goes to people at once: what its
    members say to each other is nothing for a bot to answer.

    `begun`, by customer id, is when the first message was written: its place in the thread is after the opening.
    """
    if not customers:
        return []
    seat = User.objects.online_bots().order_by("last_assigned_at", "pk").first()
    windows = _last_windows(channel, customers)
    protocols = new_protocols(len(customers), at)
    rows = [
        Conversation(
            protocol=protocol,
            channel=channel,
            customer=customer,
            window_expires_at=windows.get(customer.pk),
            last_activity_at=at,
            **(_for_people(at) if customer.is_group else _for_bot(seat, at)),
        )
        for customer, protocol in zip(customers, protocols, strict=True)
    ]
    Conversation.objects.bulk_create(rows)
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(
                conversation=row,
                kind=TimelineKind.CREATED,
                data={"protocol": row.protocol},
                created_at=(begun or {}).get(row.customer_id, at),
            )
            for row in rows
        ]
    )
    return rows


def _for_bot(seat: User | None, at: datetime) -> dict[str, Any]:
    return {"status": Status.BOT, "assigned_to": seat, "assigned_at": at if seat else None}


def _for_people(at: datetime) -> dict[str, Any]:
    return {"status": Status.QUEUE, "queued_at": at, "team": Team.objects.filter(is_default=True).first()}


def created_events(rows: Iterable[Conversation]) -> list[object]:
    events: list[object] = []
    for row in rows:
        events.append(ConversationCreated(conversation_id=row.pk))
        if row.assigned_to_id:
            events.append(ConversationAssigned(conversation_id=row.pk, agent_id=row.assigned_to_id))
        if row.status == Status.QUEUE:
            events.append(ConversationQueued(conversation_id=row.pk, team_id=row.team_id))
    return events


def open_or_current(channel: Channel, customer: Customer) -> tuple[Conversation, list[object]]:
    """The customer's open conversation, locked, or a new one; and what to publish. Must run in a transaction."""
    if not lock_customers([customer]):
        raise NotFound
    current = lock_open_conversations(channel, [customer]).get(customer.pk)
    if current is not None:
        return current, []
    rows = open_conversations(channel, [customer], at=timezone.now())
    return rows[0], created_events(rows)


def _last_windows(channel: Channel, customers: Iterable[Customer]) -> dict[object, datetime]:
    """The window belongs to customer and number; the latest conversation carries it on."""
    rows = (
        Conversation.objects.filter(
            channel=channel,
            customer__id__any_of=[customer.pk for customer in customers],
            window_expires_at__gt=timezone.now(),
        )
        .order_by("window_expires_at")
        .values_list("customer_id", "window_expires_at")
    )
    return {customer_id: expires for customer_id, expires in rows if expires}
