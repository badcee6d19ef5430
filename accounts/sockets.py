"""Who opens a WebSocket: a bearer token in the query or the header, or the session cookie from the site itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlparse

from django.conf import settings
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Visitor:
    """`key` names the token or session, to close the socket when it is revoked."""

    user: User
    key: str
    expires_at: datetime | None
    team_ids: tuple[int, ...]


def visitor_of(scope: dict[str, Any]) -> Visitor | None:
    """Null for nobody we know. Uses the database."""
    token = _token(scope)
    if token is not None:
        return _by_token(token)
    user = scope.get("user")
    session = scope.get("session")
    if not isinstance(getattr(user, "pk", None), int) or not session or not session.session_key:
        return None
    if not is_same_origin(scope):
        return None
    user = User.objects.filter(pk=user.pk, is_active=True).first()  # type: ignore[union-attr]
    return _visitor(user, session_key(session.session_key), None) if user else None


def visitor_again(visitor: Visitor) -> Visitor:
    """The same, as they are now: their role or their teams may have changed. Uses the database."""
    return _visitor(User.objects.get(pk=visitor.user.pk), visitor.key, visitor.expires_at)


def session_key(key: str) -> str:
    """A session's name in groups and logs; the cookie cannot be got back from it."""
    return "s" + hashlib.sha256(key.encode()).hexdigest()[:20]


def is_same_origin(scope: dict[str, Any]) -> bool:
    """A browser says where its page is from; a page of another site must not use our cookie."""
    headers = dict(scope["headers"])
    origin = urlparse(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1")
    trusted = f"{origin.scheme}://{origin.netloc}" in settings.CSRF_TRUSTED_ORIGINS
    return bool(origin.netloc) and (origin.netloc == host or trusted)


def _token(scope: dict[str, Any]) -> str | None:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if "token" in query:
        return str(query["token"][-1])
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    kind, _, token = header.partition(" ")
    return token if kind.lower() == "bearer" else None


def _by_token(token: str) -> Visitor | None:
    if not token.isascii() or not token.isprintable():
        return None  # none of ours, and a NUL is nothing to ask the database for
    try:
        found = TokenAuthentication().authenticate_credentials(token.encode())
    except AuthenticationFailed:
        return None
    if not found:
        return None
    user, auth_token = found
    return _visitor(user, auth_token.token_key, auth_token.expiry)


def _visitor(user: User, key: str, expires_at: datetime | None) -> Visitor:
    return Visitor(user=user, key=key, expires_at=expires_at, team_ids=tuple(user.teams.values_list("pk", flat=True)))
