"""What people choose for themselves."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import preferences
from accounts.exceptions import Invalid
from accounts.models import User
from accounts.services.accounts import set_password
from accounts.services.tokens import revoke_access

MAX_NAME = 120


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


def choose_shortcut(user: User, *, act: str, key: str) -> User:
    return _prefer(user, lambda chosen: preferences.with_shortcut(chosen, act, key))


def reset_shortcuts(user: User) -> User:
    return _prefer(user, lambda chosen: {name: value for name, value in chosen.items() if name != "shortcuts"})


def choose_enter(user: User, *, sends: bool) -> User:
    return _prefer(user, lambda chosen: {**chosen, "enter_sends": sends})


def choose_notification(user: User, *, event: str, way: str, is_on: bool) -> User:
    return _prefer(user, lambda chosen: preferences.with_notification(chosen, event, way, is_on))


def _prefer(user: User, change: Callable[[dict[str, Any]], dict[str, Any]]) -> User:
    """Under the row's lock: two tabs may change two things at once."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.preferences = change(locked.preferences)
        locked.save(update_fields=["preferences"])
        return locked
