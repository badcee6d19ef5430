"""What is going on right now, for the overview."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from accounts.models import Presence, User
from conversations.models import Conversation, Status


@dataclass(frozen=True, slots=True)
class TeamQueue:
    name: str
    size: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Live:
    in_queue: int
    with_bot: int
    in_progress: int
    waiting: int
    oldest_queued_at: datetime | None
    queues: list[TeamQueue]
    agents: list[User]

    @property
    def online(self) -> int:
        return sum(agent.presence == Presence.ONLINE for agent in self.agents)


def live_numbers() -> Live:
    numbers = Conversation.objects.open().aggregate(
        in_queue=Count("pk", filter=Q(status=Status.QUEUE)),
        with_bot=Count("pk", filter=Q(status=Status.BOT)),
        in_progress=Count("pk", filter=Q(status=Status.IN_PROGRESS)),
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        oldest_queued_at=Min("queued_at", filter=Q(status=Status.QUEUE)),
    )
    return Live(**numbers, queues=_queues(), agents=_agents())


def _queues() -> list[TeamQueue]:
    rows = (
        Conversation.objects.filter(status=Status.QUEUE)
        .values(name=F("team__name"))
        .annotate(size=Count("pk"), oldest=Min("queued_at"))
        .order_by("oldest")
    )
    return [TeamQueue(name=row["name"] or "", size=row["size"], oldest=row["oldest"]) for row in rows]


def _agents() -> list[User]:
    """Those who are there first; each with how many conversations are in their hands."""
    rows = dict(
        Conversation.objects.in_hand()
        .values_list("assigned_to")
        .annotate(count=Count("pk"))
        .values_list("assigned_to", "count")
    )
    order = {Presence.ONLINE.value: 0, Presence.AWAY.value: 1, Presence.OFFLINE.value: 2}
    agents = sorted(
        User.objects.agents().select_related("chosen_reason"),
        key=lambda agent: (order[agent.presence], agent.name.lower()),
    )
    now = timezone.now()
    for agent in agents:
        reason = agent.pause_reason
        limit = timedelta(minutes=reason.minutes) if reason and reason.minutes else timedelta.max
        agent.is_overdue = now - agent.presence_changed_at > limit  # type: ignore[attr-defined]
        agent.load = rows.get(agent.pk, 0)  # type: ignore[attr-defined]
    return agents
