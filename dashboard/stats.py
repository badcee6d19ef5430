"""Numbers for wallboards and the API: from what is open, or from the last day, never from everything.

Times measured are those of people: what the bot answers at once would only flatter them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Avg, Case, Count, F, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Presence, User
from conversations.models import ASSIGNED_STATUSES, OPEN_STATUSES, Conversation, Status

PERIOD = timedelta(hours=24)
MAX_QUEUE = 500
SNOOZED = "snoozed"

# A run of the customer's messages, and the answer that ended it: all that stand before the same answer are one run.
RESPONSES = """
WITH marked AS (
    SELECT m.conversation_id, m.direction, m.author_kind, m.created_at,
           count(*) FILTER (WHERE m.direction = 'outgoing') OVER (
               PARTITION BY m.conversation_id ORDER BY m.created_at, m.id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS run
    FROM conversations_conversation c
    JOIN conversations_message m ON m.conversation_id = c.id AND m.created_at >= %(since)s
    WHERE c.last_activity_at >= %(since)s
), runs AS (
    SELECT min(created_at) FILTER (WHERE direction = 'incoming') AS asked,
           max(created_at) FILTER (WHERE direction = 'outgoing' AND author_kind = 'agent') AS answered
    FROM marked GROUP BY conversation_id, run
)
SELECT avg(extract(epoch FROM answered - asked)) FROM runs WHERE answered >= asked
"""
# From entering a queue to the next thing that happened to it, if that was an agent.
WAITS = """
WITH steps AS (
    SELECT t.kind, t.data, t.created_at,
           lead(t.kind) OVER line AS next_kind, lead(t.created_at) OVER line AS next_at
    FROM conversations_conversation c
    JOIN conversations_timelineentry t ON t.conversation_id = c.id
    WHERE c.last_activity_at >= %(since)s
      AND t.kind IN ('queued', 'handoff', 'transferred', 'assigned', 'returned_to_bot', 'closed')
    WINDOW line AS (PARTITION BY t.conversation_id ORDER BY t.id)
)
SELECT avg(extract(epoch FROM next_at - created_at)) FROM steps
WHERE next_at >= %(since)s AND next_kind IN ('assigned', 'transferred')
  AND (kind IN ('queued', 'handoff') OR (kind = 'transferred' AND data ? 'team'))
"""


@dataclass(frozen=True, slots=True)
class QueueRow:
    conversation: Conversation
    position: int
    waiting_seconds: int


def conversation_counts() -> dict[str, int]:
    """`active` is what people have in hand, whether it is their turn or the customer's."""
    rows = Conversation.objects.filter(status__in=OPEN_STATUSES).order_by().values_list("status")
    by_status = dict(rows.annotate(count=Count("pk")))
    today = start_of_today()
    return {
        "active": sum(by_status.get(status, 0) for status in ASSIGNED_STATUSES),
        "in_queue": by_status.get(Status.QUEUE, 0),
        "with_bot": by_status.get(Status.BOT, 0),
        "waiting": by_status.get(Status.WAITING, 0),
        "opened_today": Conversation.objects.filter(created_at__gte=today).count(),
        "closed_today": Conversation.objects.filter(closed_at__gte=today).count(),
    }


def agent_counts() -> dict[str, int]:
    rows = User.objects.agents().order_by().values_list("presence").annotate(count=Count("pk"))
    counts = dict(rows)
    return {presence: counts.get(presence, 0) for presence in Presence.values}


def performance() -> dict[str, float | None]:
    since = timezone.now() - PERIOD
    opened = Conversation.objects.filter(created_at__gte=since, first_response_at__isnull=False)
    closed = Conversation.objects.filter(closed_at__gte=since)
    return {
        "avg_response_time_seconds": _seconds(RESPONSES, since),
        "avg_first_response_time_seconds": _average(opened, "first_response_at"),
        "avg_queue_time_seconds": avg_queue_time(),
        "avg_resolution_time_seconds": _average(closed, "closed_at"),
    }


def avg_queue_time() -> float | None:
    return _seconds(WAITS, timezone.now() - PERIOD)


def people() -> QuerySet[User]:
    """Everybody who answers customers."""
    return User.objects.agents().select_related("chosen_reason").order_by("name", "pk")


def loads() -> dict[int, dict[str, int]]:
    """By agent: how many conversations in which status; of those that are set aside, as SNOOZED."""
    rows = (
        Conversation.objects.filter(status__in=ASSIGNED_STATUSES)
        .order_by()
        .annotate(place=Case(When(snoozed_at__isnull=False, then=Value(SNOOZED)), default=F("status")))
        .values_list("assigned_to", "place")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for agent_id, place, count in rows:
        counts.setdefault(agent_id, {})[place] = count
    return counts


def queue_rows(by: User) -> list[QueueRow]:
    """What the caller could take, most urgent first. The position is that within its own team's queue."""
    position = Window(
        RowNumber(),
        partition_by=F("team"),
        order_by=[F("priority").desc(), F("queued_at").asc(), F("id").asc()],
    )
    rows = (
        Conversation.objects.visible_to(by)
        .filter(status=Status.QUEUE)
        .select_related("customer", "team")
        .annotate(position=position)
        .in_queue_order()[:MAX_QUEUE]
    )
    now = timezone.now()
    return [QueueRow(row, row.position, _since(row.queued_at, now)) for row in rows]  # type: ignore[attr-defined]


def queue_summary(by: User) -> dict[str, int | None]:
    queue = Conversation.objects.visible_to(by).filter(status=Status.QUEUE)
    found = queue.aggregate(size=Count("pk"), oldest=Min("queued_at"))
    oldest = _since(found["oldest"], timezone.now()) if found["oldest"] else 0
    return {
        "size": found["size"],
        "oldest_waiting_seconds": oldest,
        "estimated_wait_seconds": estimated_wait(found["size"]),
    }


def estimated_wait(size: int) -> int | None:
    """For somebody who joined now: by how many were taken in the last hour, else by the last day's average.
    Null when nobody was served in that time."""
    hour = timezone.now() - timedelta(hours=1)
    recent = Q(last_activity_at__gte=hour, assigned_at__gte=hour, queued_at__isnull=False)
    taken = Conversation.objects.filter(recent).count()
    if size and taken:
        return round(size * 3600 / taken)
    average = avg_queue_time()
    return None if average is None else round(average)


def start_of_today() -> datetime:
    """Midnight where the company is."""
    return timezone.now().astimezone(ZoneInfo(settings.TIME_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)


def _average(rows: QuerySet[Conversation], until: str) -> float | None:
    average = rows.aggregate(value=Avg(F(until) - F("created_at")))["value"]
    return None if average is None else round(average.total_seconds(), 1)


def _seconds(sql: str, since: datetime) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since})
        value: Any = cursor.fetchone()[0]
    return None if value is None else round(float(value), 1)


def _since(at: datetime | None, now: datetime) -> int:
    return max(0, round((now - at).total_seconds())) if at else 0
