"""Who opens a WebSocket: a bearer token in the query or the header, or the session cookie from the site itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlparse

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.services.browsers import note_browser, session_key
from accounts.services.tokens import digest_of, end_session, family_of

# Asked twice for every socket that opens: in one statement, that nobody composes anew.
WITH_TEAMS = """SELECT person.*, ARRAY(
    SELECT team_id FROM accounts_user_teams WHERE user_id = person.id ORDER BY team_id) AS team_ids"""
BY_ID = f"{WITH_TEAMS} FROM accounts_user person WHERE person.id = %s"
# As `find_token` has it.
BY_TOKEN = f"""{WITH_TEAMS}, token.token_key, token.expiry
FROM knox_authtoken token JOIN accounts_user person ON person.id = token.user_id
WHERE token.digest = %s AND person.is_active AND (token.expiry IS NULL OR token.expiry > %s)"""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`key` names the login, to close the socket when it ends."""

    user: User
    key: str
    expires_at: datetime | None
    team_ids: tuple[int, ...]


def visitor_of(scope: dict[str, Any]) -> Visitor | None:
    """Null for nobody we know. Uses the database."""
    token = token_of(scope)
    if token is not None:
        return _by_token(token)
    user = scope.get("user")
    session = scope.get("session")
    if not isinstance(getattr(user, "pk", None), int) or not session or not session.session_key:
        return None
    if not is_same_origin(scope) or not _is_their_page(scope, user.pk):  # type: ignore[union-attr]
        return None
    visitor = _by_id(user.pk, session_key(session.session_key), None)  # type: ignore[union-attr]
    # The scope remembers the session it began with; it may have ended since.
    if visitor is None or not visitor.user.is_active or not session.exists(session.session_key):
        return None
    return visitor


def visitor_again(visitor: Visitor) -> Visitor:
    """The same, as they are now: their role or their teams may have changed. Uses the database."""
    return _by_id(visitor.user.pk, visitor.key, visitor.expires_at) or visitor


def close_pages(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    """Signing out of the site, the administration included, closes the sockets of its pages."""
    if user is not None and request.session.session_key:
        end_session(user, key=session_key(request.session.session_key))


def note_login(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Whoever signs in to the site, the administration included, finds this browser among theirs."""
    if not request.session.session_key:
        request.session.save()
    agent, address = request.headers.get("User-Agent", ""), request.META.get("REMOTE_ADDR", "")
    note_browser(user, session_id=request.session.session_key or "", agent=agent, address=address)


def note_page(scope: dict[str, Any]) -> None:
    """A page of the site opened its socket. Uses the database."""
    session, user = scope.get("session"), scope.get("user")
    if token_of(scope) is not None or not session or not session.session_key or user is None:
        return
    agent = dict(scope["headers"]).get(b"user-agent", b"").decode("latin-1")
    address = (scope.get("client") or [""])[0]
    note_browser(User(pk=user.pk), session_id=session.session_key, agent=agent, address=address)


def is_same_origin(scope: dict[str, Any]) -> bool:
    """A browser says where its page is from; a page of another site must not use our cookie."""
    headers = dict(scope["headers"])
    origin = urlparse(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1")
    trusted = f"{origin.scheme}://{origin.netloc}" in settings.CSRF_TRUSTED_ORIGINS
    return bool(origin.netloc) and (origin.netloc == host or trusted)


def _is_their_page(scope: dict[str, Any], user_id: int) -> bool:
    """A page tells for whom it was made: somebody else may have signed in at the browser since."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return str(query.get("as", [user_id])[-1]) == str(user_id)


def token_of(scope: dict[str, Any]) -> str | None:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if "token" in query:
        return str(query["token"][-1])
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    kind, _, token = header.partition(" ")
    return token if kind.lower() == "bearer" else None


def _by_token(token: str) -> Visitor | None:
    for user in _rows(BY_TOKEN, digest_of(token), timezone.now()):
        return Visitor(user, family_of(user.token_key), user.expiry, tuple(user.team_ids))
    return None


def _by_id(user_id: int, key: str, expires_at: datetime | None) -> Visitor | None:
    for user in _rows(BY_ID, user_id):
        return Visitor(user, key, expires_at, tuple(user.team_ids))
    return None


def _rows(sql: str, *values: Any) -> Any:
    """Users, each with what the statement adds."""
    return User.objects.raw(sql, values)
