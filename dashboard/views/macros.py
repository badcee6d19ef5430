"""Macros: the pages on which they are kept, and running one from a conversation."""

from functools import partial
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Role, Team, User
from conversations.composed import Composed
from conversations.exceptions import Invalid
from conversations.filling import KNOWN
from conversations.macro_steps import MOST_STEPS, steps_of
from conversations.models import CannedResponse, Label, Macro, Priority, Resolution, StepKind
from conversations.services import macros as service
from conversations.services.lookup import visible_conversation
from conversations.services.macro_runs import prepare, run_macro
from dashboard.circles import circles_of, is_shared, team_of
from dashboard.http import DeskRequest, command, done, for_people, go_to, ids_of
from dashboard.views.writing import client_id_of

MAX_STEPS_TEXT = 200_000


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    shown = [
        {"macro": macro, "titles": [step.title for step in steps_of(macro.steps)]}
        for macro in service.macros_of(request.user).order_by("name", "id")
    ]
    return render(request, "macros/page.html", {"rows": shown})


@require_GET
@for_people
def editor(request: DeskRequest, macro_id: int = 0) -> HttpResponse:
    macro = service.visible_macro(macro_id, request.user) if macro_id else Macro(owner=request.user)
    context = {
        "macro": macro,
        "steps": orjson.dumps(macro.steps).decode(),
        "may_change": not macro_id or service.may_change(macro, request.user),
        "circles": circles_of(macro, request.user),
        "variables": KNOWN,
        "most_steps": MOST_STEPS,
        **_choices(request.user),
    }
    return render(request, "macros/editor.html", context)


@command
def save(request: DeskRequest, macro_id: int = 0) -> HttpResponse:
    steps, name, circle = _steps(request), request.POST.get("name", ""), request.POST.get("circle", "")
    team = team_of(circle)
    if not macro_id:
        service.create_macro(by=request.user, name=name, steps=steps, is_shared=is_shared(circle), team=team)
        return go_to("macros")
    version = _version(request)
    macro = service.visible_macro(macro_id, request.user)
    fields: dict[str, Any] = {"name": name, "steps": steps, "team": team}
    service.change_macro(macro, by=request.user, version=version, **fields)
    return go_to("macros")


@command
def delete(request: DeskRequest, macro_id: int) -> HttpResponse:
    service.delete_macro(service.visible_macro(macro_id, request.user), by=request.user)
    return go_to("macros")


@require_GET
@for_people
def preview(request: DeskRequest, conversation_id: UUID, macro_id: int) -> HttpResponse:
    """What it would do in this conversation, step by step, and what is in its way."""
    conversation = visible_conversation(conversation_id, request.user)
    macro = service.visible_macro(macro_id, request.user)
    context = {"macro": macro, "ready": prepare(macro, conversation, request.user), "conversation": conversation}
    return render(request, "inbox/_macro.html", context)


@command
def run(request: DeskRequest, conversation_id: UUID, macro_id: int) -> HttpResponse:
    """The same `client_id` twice is one run, so the page may repeat what it got no answer to."""
    version = _version(request)
    client_id = client_id_of(request)
    made = run_macro(conversation_id, macro_id, by=request.user, client_id=client_id, version=version)
    return done(id=made.pk)


def macros_shown(user: User) -> list[Macro]:
    """In a conversation's menu; with `is_known`."""
    return STEERING(user.pk) if user.is_steering else OWN_AND_SHARED(user.pk)


def _shown_to(role: Role, user_id: int) -> QuerySet[Macro]:
    reader = User(pk=user_id, role=role)
    return service.with_known(service.macros_of(reader), reader).order_by("name", "id")


STEERING = Composed(partial(_shown_to, Role.SUPERVISOR), -1)
OWN_AND_SHARED = Composed(partial(_shown_to, Role.AGENT), -1)


def _steps(request: DeskRequest) -> list[dict[str, Any]]:
    text = request.POST.get("steps", "")
    try:
        rows = orjson.loads(text[:MAX_STEPS_TEXT])
    except orjson.JSONDecodeError as error:
        raise Invalid(attr="steps") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid(attr="steps")
    return rows


def _version(request: DeskRequest) -> int | None:
    """The one that the page showed."""
    found = ids_of([request.POST.get("version", "")], 1)
    return found[0] if found else None


def _choices(user: User) -> dict[str, Any]:
    return {
        "kinds": StepKind.choices,
        "labels": Label.objects.all(),
        "teams": Team.objects.all(),
        "agents": User.objects.agents().order_by("name"),
        "responses": CannedResponse.objects.filter(owner=None).order_by("shortcut"),
        "priorities": [(priority.name.lower(), priority.label) for priority in reversed(Priority)],
        "resolutions": Resolution.choices,
    }
