"""What people choose for themselves."""

import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts import preferences
from accounts.exceptions import Invalid
from accounts.models import Connection, User
from accounts.services.accounts import set_password
from accounts.services.tokens import family_of, revoke_access

MAX_NAME, MOST_SHOWN, MOST_READ = 120, 20, 200


def choose_language(user: User, *, language: str) -> User:
    user.language = language
    user.save(update_fields=["language"])
    return user


def choose_name(user: User, *, name: str) -> User:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > MAX_NAME:
        raise Invalid(_("Give a name of at most %(max)d characters.") % {"max": MAX_NAME}, attr="name")
    user.name = name
    user.save(update_fields=["name"])
    return user


def change_password(user: User, *, old: str, new: str) -> User:
    """Ends all other sessions, and all tokens."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if not locked.check_password(old):
            raise Invalid(_("This is not the present password."), attr="old")
        try:
            set_password(locked, new)
        except Invalid as error:
            error.attr = "new"
            raise
        locked.save(update_fields=["password"])
        revoke_access(locked)
        return locked


def sign_out_elsewhere(user: User) -> User:
    """Ends all sessions and all tokens; the caller keeps their own by the hash of the row that comes back."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.session_salt = secrets.token_hex(16)
        locked.save(update_fields=["session_salt"])
        revoke_access(locked)
        return locked


def pages_of(user: User) -> list[Connection]:
    """What is open now, the latest first."""
    fresh = timezone.now() - Connection.FRESH
    rows = Connection.objects.filter(user=user, closed_at=None, seen_at__gt=fresh)
    return list(rows.order_by("-connected_at")[:MOST_SHOWN])


def tokens_of(user: User) -> list[AuthToken]:
    """Live ones, the latest of each login first."""
    rows = AuthToken.objects.filter(user=user, expiry__gt=timezone.now()).order_by("-created")
    families: dict[str, AuthToken] = {}
    for row in rows[:MOST_READ]:
        families.setdefault(family_of(row.token_key), row)
    return list(families.values())[:MOST_SHOWN]


def choose_shortcut(user: User, *, act: str, key: str) -> User:
    return _prefer(user, lambda chosen: preferences.with_shortcut(chosen, act, key))


def reset_shortcuts(user: User) -> User:
    return _prefer(user, lambda chosen: {name: value for name, value in chosen.items() if name != "shortcuts"})


def choose_enter(user: User, *, sends: bool) -> User:
    return _prefer(user, lambda chosen: {**chosen, "enter_sends": sends})


def choose_signature(user: User, *, signs: bool) -> User:
    """Whether what they write to customers begins with their name."""
    return _prefer(user, lambda chosen: {**chosen, "signs": signs})


def choose_density(user: User, *, density: str) -> User:
    return _prefer(user, lambda chosen: preferences.with_density(chosen, density))


def choose(user: User, *, name: str, value: str) -> User:
    """One of `preferences.CHOICES`."""
    return _prefer(user, lambda chosen: preferences.with_choice(chosen, name, value))


def choose_notification(user: User, *, event: str, way: str, is_on: bool) -> User:
    return _prefer(user, lambda chosen: preferences.with_notification(chosen, event, way, is_on))


def _prefer(user: User, change: Callable[[dict[str, Any]], dict[str, Any]]) -> User:
    """Under the row's lock: two tabs may change two things at once."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.preferences = change(locked.preferences)
        locked.save(update_fields=["preferences"])
        return locked
