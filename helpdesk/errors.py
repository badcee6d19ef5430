"""The one error shape of the API: `{"type", "errors": [{"code", "detail", "attr"}]}`."""

from typing import Any

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, UnreadablePostError
from django.urls import is_valid_path
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from drf_standardized_errors.handler import ExceptionHandler as StandardHandler
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, Throttled, ValidationError
from rest_framework.response import Response

from accounts.exceptions import DomainError

API = "/api/"


class DomainRefusal(APIException):
    """A service's refusal on its way out."""

    def __init__(self, error: DomainError) -> None:
        super().__init__(detail=str(error.detail), code=error.code)
        self.status_code = error.status
        self.attr = error.attr


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(detail=_("The request is too large."))


class Clash(APIException):
    """A constraint of the database forbade it: somebody else was faster, or something still refers to the row."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"

    def __init__(self, detail: str, code: str) -> None:
        super().__init__(detail=detail, code=code)


class Unavailable(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"

    def __init__(self) -> None:
        super().__init__(detail=_("Not available just now. Try again."))


class ExceptionHandler(StandardHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, DomainError):
            return DomainRefusal(exc)
        if isinstance(exc, ModelValidationError):
            return ValidationError(_by_field(exc))
        return _database_refusal(exc) or _request_refusal(exc) or super().convert_known_exceptions(exc)

    def format_exception(self, exc: APIException) -> dict[str, Any]:
        if isinstance(exc, DomainRefusal):
            kind = "validation_error" if exc.status_code == status.HTTP_400_BAD_REQUEST else "client_error"
            return body(kind, code=str(exc.get_codes()), detail=str(exc.detail), attr=exc.attr)
        return dict(super().format_exception(exc))

    def get_headers(self, exc: APIException) -> dict[str, str]:
        headers = dict(super().get_headers(exc))
        if isinstance(exc, Throttled):
            headers["Retry-After"] = str(max(1, int(getattr(exc, "wait", None) or 1)))
        return headers


def handle(exc: Exception, context: Any) -> Response | None:
    """The exception handler of every API view."""
    return ExceptionHandler(exc, context).run()


def body(kind: str, *, code: str, detail: str, attr: str | None = None) -> dict[str, Any]:
    return {"type": kind, "errors": [{"code": code, "detail": detail, "attr": attr}]}


def _request_refusal(exc: Exception) -> Exception | None:
    if isinstance(exc, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return TooLarge()
    if isinstance(exc, BadRequest | SuspiciousOperation | UnreadablePostError | UnicodeError):
        return ParseError()
    return None


def _database_refusal(exc: Exception) -> Exception | None:
    if isinstance(exc, ProtectedError):
        return Clash(_("It is still in use."), "in_use")
    if isinstance(exc, IntegrityError):
        return Clash(_("Something like it exists already, or it has just changed."), "conflict")
    if isinstance(exc, DataError):
        return ValidationError(_("A value cannot be stored."))
    return Unavailable() if isinstance(exc, OperationalError) else None


def _by_field(exc: ModelValidationError) -> dict[str, list[ErrorDetail]]:
    fields = exc.error_dict if hasattr(exc, "error_dict") else {"non_field_errors": exc.error_list}
    return {
        "non_field_errors" if name == "__all__" else name: [
            ErrorDetail(message, code=error.code or "invalid") for error in errors for message in error.messages
        ]
        for name, errors in fields.items()
    }


def _answer(status_code: int, code: str, detail: str) -> JsonResponse:
    kind = "server_error" if status_code >= status.HTTP_500_INTERNAL_SERVER_ERROR else "client_error"
    return JsonResponse(body(kind, code=code, detail=detail), status=status_code, json_dumps_params=UTF_8)


UTF_8 = {"ensure_ascii": False}


@csrf_exempt  # a mistyped address is not found, whatever the method
def api_not_found(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """For every path under /api/ that has no route."""
    return _answer(404, "not_found", _("Not found."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page's address with a slash too many leads to it."""
    if request.path.startswith(API):
        return api_not_found(request)
    bare = request.path_info.removesuffix("/")
    if request.method == "GET" and bare != request.path_info and is_valid_path(bare):
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return HttpResponseRedirect(escape_leading_slashes(bare) + query)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return _answer(500, "error", _("Something went wrong on our side."))
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return _answer(400, "bad_request", _("The request makes no sense."))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return _answer(403, "permission_denied", _("Your role does not allow this."))
    return defaults.permission_denied(request, exception)
