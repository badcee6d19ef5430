"""What people set for themselves."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from accounts import preferences
from accounts.exceptions import Invalid
from accounts.models import Presence, User
from accounts.services import profile
from accounts.services.browsers import browsers_of, end_browser, session_key
from accounts.services.presence import choose_presence
from accounts.sockets import note_login
from dashboard.browsers import described
from dashboard.http import DeskRequest, command, done, for_people, ids_of, see_anew


@command
def presence(request: DeskRequest) -> HttpResponse:
    chosen, reason = request.POST.get("presence", ""), request.POST.get("reason", "")
    if chosen not in set(Presence):
        raise Invalid(attr="presence")
    if reason and not (ids := ids_of([reason], 1)):
        raise Invalid(attr="reason")
    reason_id = ids[0] if reason else None
    return done(presence=choose_presence(request.user, presence=chosen, reason_id=reason_id).presence)


def chosen_by(user: User) -> dict[str, Any]:
    """What the inbox does as this person set it."""
    keys, told = preferences.shortcuts_of(user.preferences), preferences.notifications_of(user.preferences)
    return {
        "shortcuts": [(act, keys[act], label) for act, (_key, label) in preferences.SHORTCUTS.items()],
        "signs": preferences.signs(user.preferences),
        "density": preferences.density(user.preferences),
        "enter_sends": preferences.enter_sends(user.preferences),
        "chosen": {name: preferences.choice_of(user.preferences, name) for name in preferences.CHOICES},
        "choices": preferences.CHOICES,
        "notifications": told,
        "notification_rows": [(event, told[event], label) for event, (_usual, label) in preferences.EVENTS.items()],
    }


@command
def name(request: DeskRequest) -> HttpResponse:
    profile.choose_name(request.user, name=request.POST.get("name", ""))
    return see_anew()


@sensitive_post_parameters("old", "new")
@command
def password(request: DeskRequest) -> HttpResponse:
    """This session goes on."""
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    _go_on(request, profile.change_password(request.user, old=old, new=new))
    return see_anew()


@require_GET
@for_people
def access(request: DeskRequest) -> HttpResponse:
    """Where one is signed in: browsers, and programs' tokens."""
    return _access(request)


def _access(request: DeskRequest) -> HttpResponse:
    key = session_key(request.session.session_key or "")
    browsers = described(browsers_of(request.user), profile.pages_of(request.user), key=key)
    context = {"browsers": browsers, "tokens": profile.tokens_of(request.user)}
    return render(request, "inbox/_access.html", context)


@command
def end_session(request: DeskRequest, browser_id: int) -> HttpResponse:
    end_browser(request.user, browser_id=browser_id)
    return _access(request)


@command
def sign_out_elsewhere(request: DeskRequest) -> HttpResponse:
    """This session goes on."""
    _go_on(request, profile.sign_out_elsewhere(request.user))
    return see_anew()


def _go_on(request: DeskRequest, user: User) -> None:
    """All else has ended; this session counts again, under another key."""
    update_session_auth_hash(request, user)
    note_login(request, user)


@command
def shortcut(request: DeskRequest) -> HttpResponse:
    """Without an act all are as they were at first."""
    act = request.POST.get("act", "")
    if act:
        user = profile.choose_shortcut(request.user, act=act, key=request.POST.get("key", ""))
    else:
        user = profile.reset_shortcuts(request.user)
    return done(keys=preferences.shortcuts_of(user.preferences))


@command
def enter(request: DeskRequest) -> HttpResponse:
    profile.choose_enter(request.user, sends=request.POST.get("sends") == "1")
    return done()


@command
def density(request: DeskRequest) -> HttpResponse:
    profile.choose_density(request.user, density=request.POST.get("density", ""))
    return done()


@command
def choice(request: DeskRequest, name: str) -> HttpResponse:
    profile.choose(request.user, name=name, value=request.POST.get(name, ""))
    return done()


@command
def signature(request: DeskRequest) -> HttpResponse:
    profile.choose_signature(request.user, signs=request.POST.get("signs") == "1")
    return done()


@command
def notification(request: DeskRequest) -> HttpResponse:
    event, way = request.POST.get("event", ""), request.POST.get("way", "")
    user = profile.choose_notification(request.user, event=event, way=way, is_on=request.POST.get("is_on") == "1")
    return done(notifications=preferences.notifications_of(user.preferences))
