"""What a team promises, as supervisors set it. It counts for what begins from then on: a clock keeps the time that it
was given when it started."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.events import ConversationChanged, publish
from conversations.exceptions import Forbidden, Invalid
from conversations.models import SlaClock, SlaKind, SlaPolicy, SlaTarget
from conversations.services.clocks import keep_clocks

TOGETHER = 500


def save_policy(
    team: Team, *, by: User, targets: Sequence[Mapping[str, Any]] | None = None, **fields: Any
) -> SlaPolicy:
    """`targets`, if given, are all of them from now on, at most one a priority (null: for all)."""
    if not by.is_steering:
        raise Forbidden
    check_targets(targets or ())
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # of two who save at once the second is whole, too
        policy, _made = SlaPolicy.objects.update_or_create(team=team, defaults=fields)
        if targets is not None:
            policy.targets.all().delete()
            SlaTarget.objects.bulk_create(SlaTarget(policy=policy, **target) for target in targets)
    return policy


def delete_policy(policy: SlaPolicy, *, by: User) -> None:
    """Nothing is promised any more; what was running is dropped, unless it is missed already."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        running = SlaClock.objects.filter(team=policy.team_id, stopped_at=None)
        ids = list(running.order_by().values_list("conversation_id", flat=True).distinct())
        policy.delete()
        for first in range(0, len(ids), TOGETHER):
            part = ids[first : first + TOGETHER]
            keep_clocks(part)
            publish(*[ConversationChanged(conversation_id=pk) for pk in part])


def check_targets(targets: Sequence[Mapping[str, Any]]) -> None:
    """Raises Invalid at the first that makes no sense beside the others."""
    priorities = [target.get("priority") for target in targets]
    if len(set(priorities)) < len(priorities):
        raise Invalid(_("There are targets for this priority already."), code="unique", attr="targets")
    for index, target in enumerate(targets):
        if all(target.get(kind) is None for kind in SlaKind.values):
            raise Invalid(_("Give at least one target."), code="required", attr=f"targets.{index}")
