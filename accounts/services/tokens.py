"""API tokens: hashed at rest, dead at once when revoked."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import knox_settings

from accounts.events import AccessRevoked, SessionEnded, publish
from accounts.exceptions import Forbidden
from accounts.models import User

REFRESH_GRACE = timedelta(minutes=1)
FAMILY_LENGTH = 10  # the longest beginning that knox lets be chosen


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """`token` is shown this once; only its digest is stored."""

    token: str
    expires_in: int
    user: User


def family_of(token_key: str) -> str:
    """The tokens of one login begin alike, from the first one through every refresh, and die together."""
    return token_key[:FAMILY_LENGTH]


def issue_token(user: User, *, family: str = "") -> IssuedToken:
    """Of a new family, unless one is given."""
    AuthToken.objects.filter(user=user, expiry__lt=timezone.now()).delete()
    _, token = AuthToken.objects.create(user=user, prefix=family)
    return IssuedToken(token=token, expires_in=int(knox_settings.TOKEN_TTL.total_seconds()), user=user)


def find_token(token: str) -> AuthToken | None:
    """The live token of an active account, or null."""
    found = AuthToken.objects.select_related("user").filter(digest=digest_of(token)).first()
    if found is None or not found.user.is_active or (found.expiry and found.expiry <= timezone.now()):
        return None
    return found


def digest_of(token: str) -> str | None:
    """Null for what no token can be."""
    try:
        return str(hash_token(token))
    except (TypeError, ValueError):
        return None


def refresh_token(current: AuthToken) -> IssuedToken:
    """A new token of the same family; the current one keeps working for at most a minute, so that calls under way
    get through. Raises Forbidden when the family was revoked meanwhile."""
    with transaction.atomic():
        _lock(current.user_id)
        if not AuthToken.objects.filter(pk=current.pk).exists():
            raise Forbidden
        issued = issue_token(current.user, family=family_of(current.token_key))
        current.expiry = min(current.expiry or timezone.now() + REFRESH_GRACE, timezone.now() + REFRESH_GRACE)
        current.save(update_fields=["expiry"])
    return issued


def revoke_token(token: AuthToken) -> None:
    """And its family: those that it replaced and those that replaced it, with all sockets opened on any of them."""
    family = family_of(token.token_key)
    with transaction.atomic():
        _lock(token.user_id)
        AuthToken.objects.filter(user=token.user_id, token_key__startswith=family).delete()
        publish(SessionEnded(user_id=token.user_id, key=family))


def revoke_access(user: User) -> None:
    """Everywhere, for a new password or a closed account: all tokens, sessions and open sockets. The cookies of
    sessions that nobody noted are worth nothing by themselves then."""
    with transaction.atomic():
        _lock(user.pk)
        AuthToken.objects.filter(user=user).delete()
        Session.objects.filter(browser__user=user).delete()
        publish(AccessRevoked(user_id=user.pk))


def end_session(user: User, *, key: str) -> None:
    """After signing out of the site: closes the sockets of its pages."""
    publish(SessionEnded(user_id=user.pk, key=key))


def _lock(user_id: int) -> None:
    """Of a refresh and a logout at the same moment, the logout sees what the refresh made, or stops it."""
    User.objects.select_for_update().values_list("pk").get(pk=user_id)
