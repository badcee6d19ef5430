"""Who calls: a bearer token, or the site's own session with its CSRF token."""

from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import User
from accounts.services.tokens import find_token


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer …`. One query, and what is revoked or expired is dead at once."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        found = find_token(token.decode("ascii", errors="replace"))
        if found is None:
            raise exceptions.AuthenticationFailed
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """For the site's own pages; CSRF is enforced."""
