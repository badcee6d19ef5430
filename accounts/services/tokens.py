"""API tokens: hashed at rest, dead at once when revoked."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
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
    with transaction.atomic():
        AuthToken.objects.filter(pk=token.pk).delete()
        publish(TokenRevoked(user_id=token.user_id, token_key=token.token_key))


def revoke_all_tokens(user: User) -> None:
    """For a password change or a deactivated account."""
    with transaction.atomic():
        keys = list(AuthToken.objects.filter(user=user).values_list("token_key", flat=True))
        AuthToken.objects.filter(user=user).delete()
        publish(*[TokenRevoked(user_id=user.pk, token_key=key) for key in keys])
