"""Signing in and out, and the language of those who have not."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.services import profile
from dashboard import limits

WRONG, TOO_MANY = 422, 429


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = _target(request)
    if isinstance(request.user, User) and not request.user.is_bot:
        return redirect(target)
    if request.method == "GET":
        return _page(request, target)
    email = request.POST.get("email", "").strip()[:254]
    if not limits.may_try(request, email):
        error = _("Too many attempts. Wait a minute and try again.")
        return _page(request, target, email=email, error=error, status=TOO_MANY)
    return _try(request, email, target)


def _try(request: HttpRequest, email: str, target: str) -> HttpResponse:
    user = authenticate(request, username=email, password=request.POST.get("password", ""))
    if not isinstance(user, User):
        return _page(request, target, email=email, error=_("E-mail or password is wrong."), status=WRONG)
    if user.is_bot:
        error = _("This is a bot's account. Bots sign in over the API.")
        return _page(request, target, email=email, error=error, status=WRONG)
    limits.forget(request, email)
    login(request, user)
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """What the browser keeps of theirs is thrown away by the page that follows."""
    logout(request)
    return redirect(reverse("dashboard:login") + "?left")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """In the profile of those who signed in, and in a cookie for the page before that."""
    response = redirect(_target(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            profile.choose_language(request.user, language=language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax")
    return response


def _page(request: HttpRequest, target: str, *, email: str = "", error: str = "", status: int = 200) -> HttpResponse:
    return render(request, "login.html", {"next": target, "email": email, "error": error}, status=status)


def _target(request: HttpRequest) -> str:
    """Where to go on; never to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL
