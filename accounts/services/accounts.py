"""Accounts and teams: made, changed and closed by supervisors and administrators."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.events import CapacityChanged, DeskLeft, PresenceChanged, publish
from accounts.exceptions import Conflict, Forbidden, Invalid
from accounts.models import Connection, Presence, Role, Team, User
from accounts.services.presence import end_periods
from accounts.services.tokens import revoke_access

# What decides how much somebody can take.
CAPACITY = {"max_conversations", "teams", "role", "is_active"}


def create_account(*, by: User, email: str, password: str, teams: Iterable[Team] = (), **fields: Any) -> User:
    """Supervisors make agents; administrators make anybody."""
    _check_rank(by, fields.get("role", Role.AGENT))
    _check_email(email)
    account = User(email=email.lower(), **fields)
    set_password(account, password)
    with transaction.atomic():
        account.save(force_insert=True)
        account.teams.set(teams)
    return account


def update_account(account: User, *, by: User, **changes: Any) -> User:
    """Also of a password; that, and closing the account, ends all its sessions and tokens."""
    _check_rank(by, account.role)
    _check_rank(by, changes.get("role", account.role))
    if account.pk == by.pk and (changes.get("is_active") is False or changes.get("role", by.role) != by.role):
        raise Conflict(_("Nobody closes or demotes their own account."), code="own_account")
    if "email" in changes:
        changes["email"] = changes["email"].lower()
        _check_email(changes["email"], but=account)
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=account.pk)
        changes_capacity, could_answer = bool(CAPACITY & set(changes)), locked.can_answer
        _apply(locked, changes)
        if could_answer and not locked.can_answer:
            publish(DeskLeft(user_id=locked.pk, by_id=by.pk))
        if changes_capacity:
            publish(CapacityChanged(user_id=locked.pk))
    return locked


def close_account(account: User, *, by: User) -> User:
    """It stays as the author of what it wrote, and can no longer come in."""
    return update_account(account, by=by, is_active=False)


def _apply(account: User, changes: dict[str, Any]) -> None:
    password, teams = changes.pop("password", None), changes.pop("teams", None)
    is_closed = account.is_active and changes.get("is_active") is False
    for name, value in changes.items():
        setattr(account, name, value)
    if password is not None:
        set_password(account, password)
    account.save(update_fields=[*changes, *(["password"] if password is not None else [])])
    if teams is not None:
        account.teams.set(teams)
    if is_closed:
        _send_home(account)
    if is_closed or password is not None:
        revoke_access(account)


def _send_home(account: User) -> None:
    Connection.objects.filter(user=account).delete()
    if account.presence != Presence.OFFLINE:
        account.presence, account.presence_changed_at = Presence.OFFLINE, timezone.now()
        account.save(update_fields=["presence", "presence_changed_at"])
        end_periods({account.pk: account.presence_changed_at})
        publish(PresenceChanged(user_id=account.pk, presence=Presence.OFFLINE))


def _check_rank(by: User, role: str) -> None:
    if by.role != Role.ADMIN and not (by.role == Role.SUPERVISOR and role == Role.AGENT):
        raise Forbidden


def _check_email(email: str, but: User | None = None) -> None:
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    if others.filter(email__iexact=email).exists():
        raise Invalid(_("Another account has this e-mail."), code="unique", attr="email")


def set_password(account: User, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        problem = error.error_list[0]
        raise Invalid(" ".join(error.messages), code=problem.code or "invalid", attr="password") from error
    account.set_password(password)
