"""Login, and the life of a token."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes, throttle_classes
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import AgentSerializer, SessionSerializer
from accounts.api.throttling import AddressThrottle, LoginAddressThrottle, LoginEmailThrottle
from accounts.calls import body_of, caller
from accounts.exceptions import Invalid
from accounts.models import User
from accounts.services.tokens import IssuedToken, issue_token, refresh_token, revoke_token

TAGS = ["auth"]


class LoginRequest(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


LOGIN = OpenApiExample("An agent", value={"email": "atendente@empresa.com", "password": "senha123"}, request_only=True)


@extend_schema(operation_id="login", tags=TAGS, request=LoginRequest, responses=SessionSerializer, examples=[LOGIN])
@api_view(["POST"])
@permission_classes([AllowAny])
@throttle_classes([AddressThrottle, LoginAddressThrottle, LoginEmailThrottle])
def login(request: Request) -> Response:
    data = body_of(request, LoginRequest)
    user = authenticate(request, username=data["email"], password=data["password"])
    if not isinstance(user, User):
        raise AuthenticationFailed(_("E-mail or password is wrong."))
    return _session(issue_token(user))


@extend_schema(operation_id="refreshToken", tags=TAGS, request=None, responses=SessionSerializer)
@api_view(["POST"])
def refresh(request: Request) -> Response:
    """A new token. The old one keeps working for at most a minute."""
    return _session(refresh_token(_token(request)))


@extend_schema(operation_id="logout", tags=TAGS, request=None, responses={204: None})
@api_view(["POST"])
def logout(request: Request) -> Response:
    """The token is dead at once, on open WebSockets too."""
    revoke_token(_token(request))
    return Response(status=204)


@extend_schema(operation_id="getMe", tags=TAGS, responses=AgentSerializer)
@api_view(["GET"])
def me(request: Request) -> Response:
    return Response(AgentSerializer(caller(request)).data)


def _token(request: Request) -> AuthToken:
    if not isinstance(request.auth, AuthToken):
        raise Invalid(_("Only for calls with a token."), code="no_token")
    return request.auth


def _session(issued: IssuedToken) -> Response:
    data = {
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "user": issued.user,
    }
    return Response(SessionSerializer(data).data)
