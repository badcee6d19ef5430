"""Opening conversations. Whoever opens one holds the customer's row, so that no two open at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from conversations.events import ConversationAssigned, ConversationCreated
from conversations.models import Channel, Conversation, Customer, Status, TimelineEntry, TimelineKind


def lock_customers(customers: Iterable[Customer]) -> None:
    ids = {customer.pk for customer in customers}
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def lock_open_conversations(channel: Channel, customers: Iterable[Customer]) -> dict[object, Conversation]:
    """The open conversation of each customer who has one, locked, by customer id."""
    rows = (
        Conversation.objects.open()
        .select_for_update(of=("self",))
        .select_related("last_message")
        .filter(channel=channel, customer_id__in={customer.pk for customer in customers})
        .order_by("pk")
    )
    return {row.customer_id: row for row in rows}


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
    A bot agent who is online sits in the bot's seat from the start.

    `begun`, by customer id, is when the first message was written: its place in the thread is after the opening.
    """
    if not customers:
        return []
    seat = User.objects.online_bots().order_by("last_assigned_at", "pk").first()
    windows = _last_windows(channel, customers)
    rows = [
        Conversation(
            protocol=protocol,
            channel=channel,
            customer=customer,
            status=Status.BOT,
            assigned_to=seat,
            assigned_at=at if seat else None,
            window_expires_at=windows.get(customer.pk),
            last_activity_at=at,
        )
        for customer, protocol in zip(customers, new_protocols(len(customers), at), strict=True)
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


def created_events(rows: Iterable[Conversation]) -> list[object]:
    events: list[object] = []
    for row in rows:
        events.append(ConversationCreated(conversation_id=row.pk))
        if row.assigned_to_id:
            events.append(ConversationAssigned(conversation_id=row.pk, agent_id=row.assigned_to_id))
    return events


def open_or_current(channel: Channel, customer: Customer) -> tuple[Conversation, list[object]]:
    """The customer's open conversation, locked, or a new one; and what to publish. Must run in a transaction."""
    lock_customers([customer])
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
            customer_id__in=[customer.pk for customer in customers],
            window_expires_at__gt=timezone.now(),
        )
        .order_by("window_expires_at")
        .values_list("customer_id", "window_expires_at")
    )
    return {customer_id: expires for customer_id, expires in rows if expires}
