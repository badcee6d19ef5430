"""What all calls of this API share.

It asks for no login, as the page does: the simulator holds nobody's data. It takes no CSRF token either, so that a
script needs no cookie; a foreign page still cannot write here, because every body must come as a content type that
a browser sends across origins only after asking first, and that question is never answered with yes.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from whatsapp.simulator.graph.errors import GraphError
from whatsapp.simulator.jsonbody import NotAnObject, parse_object
from whatsapp.simulator.models import Person
from whatsapp.simulator.numbers import digits_of
from whatsapp.simulator.people import find_person, meet

View = Callable[..., HttpResponse]
SIMPLE_TYPES = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
JSON_TYPE = "application/json"


class ApiError(Exception):
    def __init__(self, detail: str, *, attr: str | None = None, code: str = "invalid", status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.attr, self.code, self.status = detail, attr, code, status

    def as_response(self) -> JsonResponse:
        kind = "validation_error" if self.status == 400 else "client_error"  # noqa: PLR2004
        error = {"code": self.code, "detail": self.detail, "attr": self.attr}
        return JsonResponse({"type": kind, "errors": [error]}, status=self.status)


def api(*methods: str) -> Callable[[View], View]:
    """A view of this API: these methods only, no CSRF token, and every refusal in one shape."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                check_request(request, methods)
                return view(request, *args, **kwargs)
            except ApiError as error:
                return error.as_response()
            except GraphError as error:
                return ApiError(error.details or error.message).as_response()

        return called

    return wrap


def check_request(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise ApiError(f"Method {request.method} is not allowed.", code="method_not_allowed", status=405)
    if request.method == "POST" and (request.content_type or "") in SIMPLE_TYPES:
        raise ApiError(f"Send {JSON_TYPE}.", code="unsupported_media_type", status=415)


def json_body(request: HttpRequest) -> dict[str, Any]:
    try:
        return parse_object(request.body)
    except NotAnObject as problem:
        raise ApiError(str(problem), code="parse_error") from None


def person_from(reference: object, *, name: str = "", attr: str = "from") -> Person:
    """Somebody known by id, user id, username or number; a new number is somebody new."""
    text = str(reference or "")
    person = find_person(text)
    if person is not None:
        return person
    digits = digits_of(text)
    if not digits:
        raise ApiError("No customer has this id, and it is no phone number.", attr=attr)
    return meet(digits, name=name)


def whole_number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "") or str(default)
    if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004
        raise ApiError("Must be a whole number.", attr=name)
    return int(text)


def text_from(body: dict[str, Any], name: str, *, longest: int) -> str:
    """A text that is needed; too long a one is cut."""
    text = str(body.get(name) or "").strip()[:longest]
    if not text or "\x00" in text:
        raise ApiError(f"A {name} is needed.", attr=name, code="required")
    return text


def seconds_from(body: dict[str, Any], name: str, most: float) -> float:
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ApiError(f"A number from 0 to {most:g}.", attr=name)
    return value
