"""Teams, and what becomes of their rows when one is deleted while others write them."""

from typing import Any

from django.db import IntegrityError, connection, transaction

from accounts.events import CapacityChanged, TeamLeft, publish
from accounts.exceptions import Forbidden, NotFound
from accounts.models import Team, User

TRIES = 5
HOLD = "SELECT * FROM accounts_team WHERE id = %s FOR KEY SHARE"
HOLD_DEFAULT = "SELECT * FROM accounts_team WHERE is_default FOR KEY SHARE"


def save_team(team: Team, *, by: User, **fields: Any) -> Team:
    """Of several teams one at most is the default: the one that was set last."""
    if not by.is_steering:
        raise Forbidden
    with transaction.atomic():
        if fields.get("is_default"):
            Team.objects.exclude(pk=team.pk).filter(is_default=True).update(is_default=False)
        for name, value in fields.items():
            setattr(team, name, value)
        team.save()
    return team


def hold_team(team_id: int) -> Team | None:
    """The team, which is not deleted before the transaction ends; null when it is gone. Any number may hold it at
    once. Whoever locks conversations, too, does so before."""
    return next(iter(Team.objects.raw(HOLD, [team_id])), None)


def hold_default_team() -> Team | None:
    return next(iter(Team.objects.raw(HOLD_DEFAULT)), None)


def delete_team(team: Team, *, by: User) -> None:
    """Its conversations stay, without a team. What came to it while we waited for whoever held it, is found by the
    next try."""
    if not by.is_steering:
        raise Forbidden
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                _delete(team.pk)
                return
        except IntegrityError:
            if not left:
                raise


def _delete(team_id: int) -> None:
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise NotFound
    members = list(team.members.values_list("pk", flat=True))
    # Conversations first, as everybody locks them: who has one writes rows that name its team.
    publish(TeamLeft(team_id=team_id))
    team.delete()
    connection.check_constraints()  # now, and not at the commit, which may be somebody else's
    publish(*[CapacityChanged(user_id=pk) for pk in members])
