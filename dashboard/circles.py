"""For whom something is that people write for themselves, or supervisors for a team or everybody. What is one's own
stays so, and what is shared stays shared."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.exceptions import Invalid
from dashboard.http import ids_of

FOR_EVERYBODY, FOR_TEAM = "everybody", "team:"


class Kept(Protocol):
    @property
    def pk(self) -> Any: ...
    @property
    def owner_id(self) -> Any: ...
    @property
    def team_id(self) -> Any: ...


def circles_of(kept: Kept, user: User) -> list[tuple[str, str, bool]]:
    """What a form offers, each with whether it is so now."""
    own = [("", _("Only me"), kept.owner_id is not None)]
    teams = [(f"{FOR_TEAM}{team.pk}", team.name, team.pk == kept.team_id) for team in Team.objects.all()]
    shared = [(FOR_EVERYBODY, _("Everybody"), kept.owner_id is None and kept.team_id is None), *teams]
    if kept.pk:
        return own if kept.owner_id else shared
    return [*own, *shared] if user.is_steering else own


def team_of(circle: str) -> Team | None:
    if not circle.startswith(FOR_TEAM):
        return None
    team = Team.objects.filter(pk__in=ids_of([circle.removeprefix(FOR_TEAM)], 1)).first()
    if team is None:
        raise Invalid(_("Choose a team."), attr="circle")
    return team


def is_shared(circle: str) -> bool:
    return circle == FOR_EVERYBODY or circle.startswith(FOR_TEAM)
