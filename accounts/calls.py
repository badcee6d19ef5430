"""An API call: who makes it, and what it says."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from accounts.exceptions import Forbidden
from accounts.models import User


class Command(Serializer[Any]):
    """What is to be done. A name that means nothing is refused: misspelt, it would be left out, and something else be
    done (a note be sent to the customer, a conversation be given to the caller)."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        unknown = sorted(set(data) - set(self.fields)) if hasattr(data, "keys") else []
        if unknown:
            raise ValidationError({name: [ErrorDetail(_("Unknown field."), code="unknown_field")] for name in unknown})
        return dict(super().to_internal_value(data))


def caller(request: Request) -> User:
    """The account that the call is made with; every view but the login's asks for one."""
    if isinstance(request.user, User):
        return request.user
    raise Forbidden


def steering_caller(request: Request) -> User:
    """The same, if it is a supervisor's or an administrator's."""
    user = caller(request)
    if not user.is_steering:
        raise Forbidden
    return user


def body_of(request: Request, serializer: type[Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
    """The validated body. Each field at fault is named."""
    return _valid(serializer(data=request.data, context={"request": request}, **kwargs))


def query_of(request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
    return _valid(serializer(data=request.query_params.dict(), context={"request": request}))


def _valid(serializer: Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class SteeringWrites(BasePermission):
    """Everybody with an account reads; supervisors and administrators write."""

    def has_permission(self, request: Request, view: object) -> bool:
        return isinstance(request.user, User) and (request.method in SAFE_METHODS or request.user.is_steering)


class SteeringOnly(BasePermission):
    """Only for supervisors and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        return isinstance(request.user, User) and request.user.is_steering
