"""What somebody leaves behind whose account can no longer have conversations (it was closed, or became a bot's), and
what a team does that is deleted."""

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Role, User
from conversations.events import publish
from conversations.models import ASSIGNED_STATUSES, Conversation, SlaClock
from conversations.services.assignment import enqueue_all

# Locked in the order in which everybody locks them.
LEAVE = """
UPDATE conversations_conversation SET team_id = NULL WHERE id IN (
    SELECT id FROM conversations_conversation WHERE team_id = %s ORDER BY id FOR NO KEY UPDATE
)
"""


def requeue_conversations(agent: User, *, by: User | None) -> int:
    """Everything of theirs back into the queues. Runs in the transaction that closes the account. Returns how many.

    Rows that somebody is just changing are passed over, because they may be waiting for the account's row that we
    hold; `requeue_abandoned` finds them a moment later.
    """
    rows = Conversation.objects.filter(assigned_to=agent, status__in=ASSIGNED_STATUSES).select_related("team")
    found = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    publish(*enqueue_all(found, by=by, data={"left": agent.name, "left_id": agent.pk}))
    return len(found)


def requeue_abandoned() -> int:
    """For the sweeper. Returns how many conversations were in the hands of nobody."""
    gone = User.objects.filter(Q(is_active=False) | Q(role=Role.BOT))
    held = Conversation.objects.filter(status__in=ASSIGNED_STATUSES, assigned_to__in=gone)
    agents = User.objects.filter(pk__in=held.values("assigned_to"))
    return sum(_requeue_of(agent) for agent in agents)


def _requeue_of(agent: User) -> int:
    with transaction.atomic():
        return requeue_conversations(agent, by=None)


def leave_team(team_id: int) -> None:
    """Conversations first: whoever has one of them may be writing a clock that names its team, and is waited for.
    Afterwards none is written any more. What was running is dropped by the sweeper."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, [team_id])
    SlaClock.objects.filter(team=team_id).update(team=None)
