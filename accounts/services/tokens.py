"""API tokens: hashed at rest, dead at once when revoked."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import knox_settings

from accounts.events import TokenRevoked, publish
from accounts.models import User

REFRESH_GRACE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """`token` is shown this once; only its digest is stored."""

    token: str
    expires_in: int
    user: User


def issue_token(user: User) -> IssuedToken:
    _, token = AuthToken.objects.create(user=user)
    return IssuedToken(token=token, expires_in=int(knox_settings.TOKEN_TTL.total_seconds()), user=user)


def find_token(token: str) -> AuthToken | None:
    """The live token of an active account, or null."""
    try:
        digest = hash_token(token)
    except (TypeError, ValueError):
        return None
    found = AuthToken.objects.select_related("user").filter(digest=digest).first()
    if found is None or not found.user.is_active or (found.expiry and found.expiry <= timezone.now()):
        return None
    return found


def refresh_token(current: AuthToken) -> IssuedToken:
    """A new token; the current one keeps working for at most a minute, so that calls under way get through."""
    with transaction.atomic():
        issued = issue_token(current.user)
        current.expiry = min(current.expiry or timezone.now() + REFRESH_GRACE, timezone.now() + REFRESH_GRACE)
        current.save(update_fields=["expiry"])
    return issued


def revoke_token(token: AuthToken) -> None:
    """And those in their last minute: one of them may be the token that this one replaced."""
    is_replaced = Q(expiry__lte=timezone.now() + REFRESH_GRACE)
    _revoke(AuthToken.objects.filter(Q(pk=token.pk) | is_replaced, user=token.user_id))


def revoke_all_tokens(user: User) -> None:
    """For a password change or a deactivated account."""
    _revoke(AuthToken.objects.filter(user=user))


def _revoke(tokens: QuerySet[AuthToken]) -> None:
    with transaction.atomic():
        revoked = [
            TokenRevoked(user_id=user_id, token_key=key) for user_id, key in tokens.values_list("user_id", "token_key")
        ]
        tokens.delete()
        publish(*revoked)
