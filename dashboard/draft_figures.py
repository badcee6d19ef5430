"""What became of the assistant's drafts in a period: one statement, however many there were."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from chatbot.models import AgentDraft
from dashboard.bot_period import NO_TEAM, Period

DRAFTS = """
SELECT grouping(draft.kind, draft.agent_id), draft.kind, draft.agent_id, count(*),
       count(*) FILTER (WHERE draft.state IN ('used', 'sent')),
       count(*) FILTER (WHERE draft.state = 'sent' AND draft.changed = 0),
       count(*) FILTER (WHERE draft.state = 'sent' AND draft.changed > 0),
       avg(draft.changed) FILTER (WHERE draft.state = 'sent' AND draft.changed > 0),
       count(*) FILTER (WHERE draft.state = 'discarded')
FROM chatbot_agentdraft AS draft {conversation}
WHERE draft.created_at >= %(since)s AND draft.created_at < %(until)s {whose}
GROUP BY GROUPING SETS ((), (draft.kind), (draft.agent_id))
"""
JOIN = "JOIN conversations_conversation AS conversation ON conversation.id = draft.conversation_id"
# `grouping` sets a bit for what is summed over: for the kind 2, for the agent 1.
BY_AGENT, BY_KIND = 2, 1
# Which drafts a figure counts, as an address says it.
UNCHANGED, EDITED, TAKEN = "unchanged", "edited", "taken"
WHICH = {
    AgentDraft.State.OFFERED.value: Q(state="offered"),
    AgentDraft.State.DISCARDED.value: Q(state="discarded"),
    TAKEN: Q(state__in=["used", "sent"]),
    UNCHANGED: Q(state="sent", changed=0),
    EDITED: Q(state="sent", changed__gt=0),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of some drafts. `changed` is how much of those that were edited, on average."""

    offered: int = 0
    taken: int = 0
    unchanged: int = 0
    edited: int = 0
    changed: float | None = None
    discarded: int = 0

    @property
    def share(self) -> float | None:
        return self.taken / self.offered if self.offered else None


@dataclass(frozen=True, slots=True)
class DraftFigures:
    whole: Fate
    kinds: list[tuple[str, Fate]]
    # By the most; null is an account that is gone.
    agents: list[tuple[User | None, Fate]]


def draft_figures(period: Period) -> DraftFigures:
    rows = _rows(period)
    agents = [(agent_id, Fate(*counts)) for level, _, agent_id, *counts in rows if level == BY_AGENT]
    people = User.objects.in_bulk([pk for pk, _ in agents if pk])
    kinds = {kind: Fate(*counts) for level, kind, _, *counts in rows if level == BY_KIND}
    whole = next((Fate(*counts) for level, _, _, *counts in rows if level == BY_AGENT + BY_KIND), Fate())
    return DraftFigures(
        whole=whole,
        kinds=[(kind, kinds[kind]) for kind in AgentDraft.Kind.values if kind in kinds],
        agents=[(people.get(pk), fate) for pk, fate in sorted(agents, key=lambda one: (-one[1].offered, one[0] or 0))],
    )


def drafts_of(period: Period) -> QuerySet[AgentDraft]:
    """The rows behind the figures."""
    found = AgentDraft.objects.filter(created_at__gte=period.since, created_at__lt=period.until)
    if not period.team:
        return found
    return found.filter(conversation__team=None if period.team == NO_TEAM else int(period.team))


def _rows(period: Period) -> list[Any]:
    is_none = period.team == NO_TEAM
    team = "AND conversation.team_id IS NULL" if is_none else "AND conversation.team_id = %(team)s"
    sql = DRAFTS.format(conversation=JOIN if period.team else "", whose=team if period.team else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, period.values)
        return list(cursor.fetchall())
