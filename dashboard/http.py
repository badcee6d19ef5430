"""What every page and command has in common: who may come in, and how a refusal is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from conversations.exceptions import ChangedMeanwhile, DomainError, NotFound

P = ParamSpec("P")
MAX_ID, MAX_DIGITS = 2**63 - 1, 19


class DeskRequest(HttpRequest):
    """A request of somebody who may work here."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]
Plain = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def is_fetch(request: HttpRequest) -> bool:
    """Asked for by htmx or the page's own script, which want a part or data and never another page."""
    return bool(cast(DeskRequest, request).htmx) or request.headers.get("X-Requested-With") == "fetch"


def for_people(view: View[P]) -> Plain[P]:
    """Only for those who signed in; a bot's account has no pages."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or user.is_bot or not _is_their_page(request, user):
            if is_fetch(request):
                return JsonResponse({"code": "not_authenticated", "detail": _("Sign in again.")}, status=401)
            return redirect_to_login(request.get_full_path())
        try:
            return view(cast(DeskRequest, request), *args, **kwargs)
        except DomainError as error:
            return _refusal(request, error)
        except (IntegrityError, ProtectedError):
            # A constraint forbade it: somebody else was faster, or deleted what it speaks of. So does the API tell it.
            if not is_fetch(request):
                raise
            told = {"code": "conflict", "detail": _("Something like it exists already, or it has just changed.")}
            return JsonResponse({**told, "attr": None}, status=409)

    return cast(Plain[P], inner)


def _is_their_page(request: HttpRequest, user: User) -> bool:
    """A page outlives its session: what it sends is not said by whoever has signed in at the browser since."""
    made_for = request.headers.get("X-Desk-User", "")
    return not made_for or made_for == str(user.pk)


def command(view: View[P]) -> Plain[P]:
    """Something is to be done; the answer is data, also when it is refused."""
    return require_POST(for_people(view))


def _refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    if isinstance(error, NotFound) and not is_fetch(request):
        raise Http404(str(error))
    told = {"code": error.code, "detail": str(error), "attr": error.attr}
    if isinstance(error, ChangedMeanwhile):
        told["current"] = error.current
    return JsonResponse(told, status=error.status)


def done(**data: Any) -> JsonResponse:
    return JsonResponse({"ok": True, **data})


def go_to(page: str, *args: Any) -> HttpResponse:
    """What was asked for is done, and is seen on another page."""
    return HttpResponseClientRedirect(reverse(f"dashboard:{page}", args=args))


def see_anew() -> HttpResponse:
    """What was asked for is done, and much of the page speaks of it."""
    return HttpResponseClientRefresh()


def ids_of(values: list[str], limit: int) -> list[int]:
    """Numbers from a query; whatever is none is left out."""
    digits = (value for value in values[:limit] if value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS)
    numbers = (int(value) for value in digits)
    return [number for number in numbers if number <= MAX_ID]
