"""Who follows a conversation: by their own wish, added by a supervisor, or because a note named them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import STEERING_ROLES, Role, User
from conversations.composed import Composed
from conversations.events import ConversationChanged, publish
from conversations.exceptions import Forbidden, Invalid
from conversations.models import Conversation, Follower, TimelineEntry, TimelineKind
from conversations.services.lookup import locked_conversation
from conversations.services.mentions import may_see


def follow_conversation(conversation_id: UUID, *, by: User, user: User | None = None) -> Conversation:
    """Oneself; supervisors also others, if these may see it. Twice is once."""
    user = user or by
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        _check(user, by)
        if not may_see(conversation).filter(pk=user.pk).exists():
            raise Invalid(_("They may not see this conversation."), code="cannot_see", attr="agent_id")
        _row, is_new = Follower.objects.get_or_create(conversation=conversation, user=user, defaults={"added_by": by})
        if is_new:
            _tell(conversation, TimelineKind.FOLLOWED, user, by)
        return conversation


def unfollow_conversation(conversation_id: UUID, *, by: User, user: User | None = None) -> Conversation:
    user = user or by
    with transaction.atomic():
        conversation = locked_conversation(conversation_id, by)
        _check(user, by)
        if Follower.objects.filter(conversation=conversation, user=user).delete()[0]:
            _tell(conversation, TimelineKind.UNFOLLOWED, user, by)
        return conversation


def followers_of(conversation: Conversation) -> list[Follower]:
    """By name; of closed accounts nothing is told."""
    return FOLLOWERS(conversation.pk)


def _followers(conversation_id: UUID) -> QuerySet[Follower]:
    rows = Follower.objects.filter(conversation=conversation_id, user__is_active=True).select_related("user")
    return rows.order_by("user__name", "pk")


FOLLOWERS = Composed(_followers, UUID(int=1))


def hearers(conversation_ids: Iterable[UUID]) -> dict[UUID, set[int]]:
    """Whom to tell of what happens there, besides whoever has it: followers who may see it now. One statement."""
    sees = Q(user__role__in=STEERING_ROLES) | Q(conversation__team=None) | Q(conversation__team__in=F("user__teams"))
    rows = Follower.objects.filter(sees, conversation__pk__any_of=conversation_ids, user__is_active=True)
    rows = rows.exclude(user__role=Role.BOT).exclude(conversation__assigned_to=F("user"))
    found: dict[UUID, set[int]] = {}
    for conversation_id, user_id in rows.values_list("conversation_id", "user_id"):
        found.setdefault(conversation_id, set()).add(user_id)
    return found


def _check(user: User, by: User) -> None:
    if user.pk != by.pk and not by.is_steering:
        raise Forbidden(_("Only supervisors add and remove others."))


def _tell(conversation: Conversation, kind: TimelineKind, user: User, by: User) -> None:
    TimelineEntry.objects.create(
        conversation=conversation, kind=kind, actor=by, data={"name": user.name, "user_id": user.pk}
    )
    publish(ConversationChanged(conversation_id=conversation.pk))
