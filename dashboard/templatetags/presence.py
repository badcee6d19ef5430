"""Presence: what can be chosen, and how long it lasted."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from accounts.models import Presence, User
from accounts.services.presence import offered_reasons

register = template.Library()
HOUR, MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Choice:
    presence: str
    reason_id: int | None
    label: str
    is_chosen: bool


@register.simple_tag
def presence_choices(user: User) -> list[Choice]:
    """The three, and the pauses after "away"."""
    choices: list[Choice] = []
    chosen: Any = (user.chosen_presence, user.chosen_reason_id)
    for presence in Presence:
        choices.append(Choice(presence, None, str(presence.label), chosen == (presence, None)))
        if presence == Presence.AWAY:
            choices += [
                Choice(presence, reason.pk, reason.name, chosen == (presence, reason.pk))
                for reason in offered_reasons()
            ]
    return choices


@register.filter
def duration(seconds: int) -> str:
    """Hours and minutes; a few seconds are something, too."""
    hours, rest = divmod(int(seconds), HOUR)
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{rest // MINUTE:02}"}
    if not rest:
        return "–"
    return _("%(count)s min") % {"count": rest // MINUTE} if rest >= MINUTE else _("< 1 min")
