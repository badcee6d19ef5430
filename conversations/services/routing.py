"""Next in line: gives what waits in the queues to agents with room.

One router at a time (an advisory lock), with a few statements however many wait. It may run at any moment and any
number of times: it only ever does what is due.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.models import Presence, Role, Team, User
from conversations.events import BotSeatFreed, publish
from conversations.exceptions import CannotAnswer
from conversations.models import Conversation, Status
from conversations.services.assignment import hand_to

ROUTER_LOCK = 7301
BATCH = 100
# Where each stands in its queue (0 where it does not wait), and how many wait there.
PLACES = """
SELECT one.id, one.team_id, CASE WHEN one.status = 'queue' THEN (
    SELECT count(*) + 1 FROM conversations_conversation AS ahead
    WHERE ahead.status = 'queue' AND ahead.team_id IS NOT DISTINCT FROM one.team_id
      AND (ahead.priority > one.priority OR ahead.priority = one.priority AND ahead.queued_at < one.queued_at)
) ELSE 0 END, (
    SELECT count(*) FROM conversations_conversation AS waiting
    WHERE waiting.status = 'queue' AND waiting.team_id IS NOT DISTINCT FROM one.team_id
)
FROM conversations_conversation AS one WHERE one.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Place:
    conversation_id: UUID
    team_id: int | None
    position: int
    size: int


@dataclass(slots=True)
class Seat:
    """An agent who is there, and how much room is left."""

    agent: User
    load: int
    teams: set[int]

    @property
    def has_room(self) -> bool:
        return self.load < self.agent.max_conversations

    @property
    def order(self) -> tuple[int, float, int]:
        """Least loaded first, then who was served longest ago."""
        last = self.agent.last_assigned_at
        return (self.load, last.timestamp() if last else 0.0, self.agent.pk)


def route_queue() -> int:
    """Assign the heads of the automatic queues to the least loaded agents. Returns how many were assigned."""
    if not Conversation.objects.filter(status=Status.QUEUE).exists():
        return 0
    with transaction.atomic():
        hold_router()
        seats = [seat for seat in _seats() if seat.has_room]
        return sum(_assign(conversation, seats) for conversation in _heads(seats)) if seats else 0


def hold_router() -> None:
    """Waits for its turn; let go with the transaction. Also for others who seat several people in one: the router does
    it in the order of the queue, and waits for no conversation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROUTER_LOCK])


def _heads(seats: Iterable[Seat]) -> list[Conversation]:
    teams = {team for seat in seats for team in seat.teams}
    waiting = Conversation.objects.filter(status=Status.QUEUE).filter(
        Q(team__in=teams, team__assignment=Team.Assignment.AUTOMATIC) | Q(team=None)
    )
    # Rows that somebody is just taking are passed over; the next run sees what became of them.
    return list(waiting.in_queue_order().select_for_update(skip_locked=True, of=("self",))[:BATCH])


def _seats() -> list[Seat]:
    agents = list(
        User.objects.agents()
        .filter(presence=Presence.ONLINE, role=Role.AGENT)
        .order_by(F("last_assigned_at").asc(nulls_first=True))
    )
    loads = _loads(agents)
    teams: dict[int, set[int]] = {agent.pk: set() for agent in agents}
    for user_id, team_id in User.teams.through.objects.filter(user__in=agents).values_list("user_id", "team_id"):
        teams[user_id].add(team_id)
    return [Seat(agent=agent, load=loads[agent.pk], teams=teams[agent.pk]) for agent in agents]


def _loads(agents: Iterable[User]) -> Counter[int]:
    """What waits for the customer, or was set aside, does not fill an agent's hands."""
    rows = Conversation.objects.in_hand().filter(assigned_to__in=list(agents))
    return Counter(rows.values_list("assigned_to_id", flat=True))


def _assign(conversation: Conversation, seats: Iterable[Seat]) -> int:
    fitting = [s for s in seats if s.has_room and (conversation.team_id is None or conversation.team_id in s.teams)]
    if not fitting:
        return 0
    seat = min(fitting, key=lambda seat: seat.order)
    try:
        events = hand_to(conversation, agent=seat.agent, by=None)
    except CannotAnswer:  # the account was closed since we looked; the next run finds somebody else
        seat.load = seat.agent.max_conversations
        return 0
    publish(*events)
    seat.load += 1
    return 1


def places_in_queue(conversation_ids: Collection[UUID]) -> list[Place]:
    """One statement, however many they are."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [list(conversation_ids)])
        return [Place(*row) for row in cursor.fetchall()]


def queue_position(conversation: Conversation) -> int:
    """1 for the next in line of the conversation's queue; 0 when it does not wait."""
    return next((place.position for place in places_in_queue([conversation.pk])), 0)


def queue_size(team_id: int | None) -> int:
    return Conversation.objects.filter(status=Status.QUEUE, team=team_id).count()


def release_bot_seats() -> list[UUID]:
    """What a bot agent leaves when it goes offline, or is no bot any more, falls to the built-in bot. Returns the
    conversations."""
    gone = User.objects.filter(Q(presence=Presence.OFFLINE) | Q(is_active=False) | ~Q(role=Role.BOT))
    with transaction.atomic():
        rows = Conversation.objects.select_for_update(of=("self",), skip_locked=True).filter(
            status=Status.BOT, assigned_to__in=gone
        )
        ids = [row.pk for row in rows]
        Conversation.objects.filter(pk__in=ids).update(assigned_to=None, assigned_at=None)
        publish(*[BotSeatFreed(conversation_id=pk) for pk in ids])
        return ids
