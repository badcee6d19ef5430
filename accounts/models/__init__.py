"""Who works here, in which teams, and when they are there."""

from accounts.models.hours import Holiday, OpeningHours
from accounts.models.people import STEERING_ROLES, Role, Team, User, UserManager, UserQuerySet
from accounts.models.presence import Connection, Presence

__all__ = [
    "STEERING_ROLES",
    "Connection",
    "Holiday",
    "OpeningHours",
    "Presence",
    "Role",
    "Team",
    "User",
    "UserManager",
    "UserQuerySet",
]
