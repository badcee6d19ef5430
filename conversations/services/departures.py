"""What somebody leaves behind whose account can no longer have conversations: it was closed, or became a bot's."""

from django.db import transaction
from django.db.models import Q

from accounts.models import Role, User
from conversations.events import publish
from conversations.models import ASSIGNED_STATUSES, Conversation
from conversations.services.assignment import enqueue_all


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
