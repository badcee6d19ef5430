"""Finding what the caller may see; for everything else there is one answer, "not found"."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User
from conversations.composed import Composed
from conversations.exceptions import Forbidden, NotFound
from conversations.models import Conversation, Customer, TimelineKind
from conversations.told import are_labelled, with_labels


def visible_conversation(conversation_id: UUID | None, by: User) -> Conversation:
    sees_all = by.is_steering or by.is_bot
    rows = (ANY(conversation_id) if sees_all else NEAR(conversation_id, by.pk)) if conversation_id else []
    if not rows:
        raise NotFound
    return with_labels(rows)[0]


def _any(conversation_id: UUID) -> QuerySet[Conversation]:
    rows = Conversation.objects.with_card().prefetch_related(None).annotate(is_labelled=are_labelled())
    return rows.filter(pk=conversation_id)


def _near(conversation_id: UUID, user_id: int) -> QuerySet[Conversation]:
    agent = User(pk=user_id, role=Role.AGENT)
    return _any(conversation_id) & Conversation.objects.visible_to(agent)


# Asked for by nearly every request.
ANY, NEAR = Composed(_any, UUID(int=1)), Composed(_near, UUID(int=1), -1)


def locked_conversation(conversation_id: UUID, by: User) -> Conversation:
    """The same, locked until the end of the transaction."""
    conversation = Conversation.objects.select_for_update(of=("self",)).filter(pk=conversation_id).first()
    # Visibility is asked for after the lock: a transfer may have been under way.
    if conversation is None or not Conversation.objects.visible_to(by).filter(pk=conversation_id).exists():
        raise NotFound
    return conversation


def known_to(by: User) -> Q:
    """Customers of whom the caller may see a conversation, or who have none yet."""
    if by.is_steering or by.is_bot:
        return Q()
    theirs = Conversation.objects.filter(customer=OuterRef("pk"))
    return Q(Exists(theirs.visible_to(by))) | ~Q(Exists(theirs))


def known_customer(customer_id: UUID, by: User) -> Customer:
    found = Customer.objects.filter(known_to(by), pk=customer_id).first()
    if found is None:
        raise NotFound
    return found


def check_may_write(conversation: Conversation, by: User) -> None:
    """A bot agent writes into what it has and into what it handed over, and nowhere else. Raises Forbidden."""
    if not by.is_bot or conversation.assigned_to_id == by.pk:
        return
    if not conversation.timeline.filter(kind=TimelineKind.HANDOFF, actor=by).exists():
        raise Forbidden


def visible_among(conversation_ids: Sequence[UUID], by: User) -> list[str]:
    """Of many, in one query."""
    visible = Conversation.objects.visible_to(by).filter(pk__in=conversation_ids)
    return [str(pk) for pk in visible.order_by().values_list("pk", flat=True)]


def visible_to_each(conversation_ids: Sequence[UUID], users: Collection[User]) -> dict[int, set[str]]:
    """By each user's id those of the conversations that `visible_to` shows them; in two queries."""
    teams: dict[int, set[int]] = {user.pk: set() for user in users}
    for user_id, team_id in User.teams.through.objects.filter(user__in=teams).values_list("user_id", "team_id"):
        teams[user_id].add(team_id)
    rows = Conversation.objects.filter(pk__in=conversation_ids).values_list("pk", "assigned_to_id", "team_id")
    found: dict[int, set[str]] = {user.pk: set() for user in users}
    for pk, agent_id, team_id in rows.order_by():
        for user in users:
            is_near = team_id is None or team_id in teams[user.pk] or agent_id == user.pk
            if is_near or user.is_steering or user.is_bot:
                found[user.pk].add(str(pk))
    return found
