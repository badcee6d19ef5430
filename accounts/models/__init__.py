"""Who works here, in which teams, and when they are there."""

from accounts.models.browser import BrowserSession
from accounts.models.hours import Holiday, OpeningHours
from accounts.models.people import STEERING_ROLES, Role, Team, User, UserManager, UserQuerySet
from accounts.models.presence import Connection, PauseReason, Presence, PresencePeriod

__all__ = [
    "STEERING_ROLES",
    "BrowserSession",
    "Connection",
    "Holiday",
    "OpeningHours",
    "PauseReason",
    "Presence",
    "PresencePeriod",
    "Role",
    "Team",
    "User",
    "UserManager",
    "UserQuerySet",
]
