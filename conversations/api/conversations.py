"""Conversations: the list, one of them, and what can be done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import body_of, caller, query_of
from accounts.models import Team, User
from conversations import search
from conversations.api.cursors import page_of
from conversations.api.representation import conversation_data
from conversations.api.requests import (
    AssignRequest,
    CloseRequest,
    ConversationQuery,
    LabelsRequest,
    PriorityRequest,
    SnoozeRequest,
    TransferRequest,
)
from conversations.api.shapes import ConversationDetailShape, ConversationPageShape, ConversationShape
from conversations.api.threads import detail_data
from conversations.exceptions import Invalid
from conversations.models import Conversation, Follower, Label, Priority
from conversations.models.conversation import ConversationQuerySet
from conversations.services import assignment, details, lifecycle, snoozing
from conversations.services.lookup import visible_conversation

TAGS = ["conversations"]


@extend_schema(
    operation_id="listConversations", tags=TAGS, parameters=[ConversationQuery], responses=ConversationPageShape
)
@api_view(["GET"])
def conversations(request: Request) -> Response:
    """Most urgent first for the queue, else last activity first."""
    query = query_of(request, ConversationQuery)
    rows = _filtered(Conversation.objects.visible_to(caller(request)).with_card(), query, caller(request))
    page, following = page_of(rows, status=query.get("status"), cursor=query.get("cursor"), limit=query["limit"])
    return Response({"conversations": [conversation_data(row) for row in page], "next": following})


@extend_schema(operation_id="getConversation", tags=TAGS, responses=ConversationDetailShape)
@api_view(["GET"])
def conversation(request: Request, conversation_id: UUID) -> Response:
    """With its latest 200 messages; older ones by `GET …/messages?before=`."""
    return Response(detail_data(visible_conversation(conversation_id, caller(request))))


@extend_schema(operation_id="transferConversation", tags=TAGS, request=TransferRequest, responses=ConversationShape)
@api_view(["POST"])
def transfer(request: Request, conversation_id: UUID) -> Response:
    """To an agent at once, or into a team's queue."""
    data = body_of(request, TransferRequest)
    by = caller(request)
    visible_conversation(conversation_id, by)
    assignment.transfer_conversation(
        conversation_id,
        by=by,
        to_agent=_agent(data.get("to_agent_id"), "to_agent_id"),
        to_team=_team(data.get("to_team_id")),
        reason=data["reason"],
    )
    return _shown(conversation_id)


@extend_schema(operation_id="closeConversation", tags=TAGS, request=CloseRequest, responses=ConversationShape)
@api_view(["POST"])
def close(request: Request, conversation_id: UUID) -> Response:
    lifecycle.close_conversation(conversation_id, by=caller(request), **body_of(request, CloseRequest))
    return _shown(conversation_id)


@extend_schema(operation_id="assignConversation", tags=TAGS, request=AssignRequest, responses=ConversationShape)
@api_view(["POST"])
def assign(request: Request, conversation_id: UUID) -> Response:
    """To the caller, unless another agent is named (supervisors only)."""
    by, agent_id = caller(request), body_of(request, AssignRequest)["agent_id"]
    visible_conversation(conversation_id, by)
    agent = by if agent_id == "me" else _agent(agent_id, "agent_id")
    assignment.assign_conversation(conversation_id, agent=agent or by, by=by)
    return _shown(conversation_id)


@extend_schema(operation_id="labelConversation", tags=TAGS, request=LabelsRequest, responses=ConversationShape)
@api_view(["POST"])
def labels(request: Request, conversation_id: UUID) -> Response:
    """These labels instead of those it had."""
    wanted = body_of(request, LabelsRequest)["labels"]
    visible_conversation(conversation_id, caller(request))
    details.set_labels(conversation_id, by=caller(request), labels=_labels(wanted))
    return _shown(conversation_id)


@extend_schema(operation_id="prioritiseConversation", tags=TAGS, request=PriorityRequest, responses=ConversationShape)
@api_view(["POST"])
def priority(request: Request, conversation_id: UUID) -> Response:
    word = body_of(request, PriorityRequest)["priority"]
    details.set_priority(conversation_id, by=caller(request), priority=Priority[word.upper()])
    return _shown(conversation_id)


@extend_schema(
    methods=["POST"],
    operation_id="snoozeConversation",
    tags=TAGS,
    request=SnoozeRequest,
    responses=ConversationShape,
)
@extend_schema(
    methods=["DELETE"], operation_id="wakeConversation", tags=TAGS, request=None, responses={200: ConversationShape}
)
@api_view(["POST", "DELETE"])
def snooze(request: Request, conversation_id: UUID) -> Response:
    """Set aside until a time, or until the customer writes; it comes back to the same agent. `DELETE` brings it back
    now, and is no error when it is back already."""
    if request.method == "DELETE":
        snoozing.wake_conversation(conversation_id, by=caller(request))
        return _shown(conversation_id)
    data = body_of(request, SnoozeRequest)
    snoozing.snooze_conversation(
        conversation_id, by=caller(request), until=data.get("until"), seen_id=data.get("seen_message_id")
    )
    return _shown(conversation_id)


def _plain(operation_id: str, service: Callable[..., object], description: str) -> Callable[..., Response]:
    """A call that needs no body: its service says it all."""

    @extend_schema(
        operation_id=operation_id, tags=TAGS, request=None, responses=ConversationShape, description=description
    )
    @api_view(["POST"])
    def view(request: Request, conversation_id: UUID) -> Response:
        service(conversation_id, by=caller(request))
        return _shown(conversation_id)

    return view


reopen = _plain("reopenConversation", lifecycle.reopen_conversation, "")
wait = _plain(
    "waitForCustomer",
    lifecycle.wait_for_customer,
    "It leaves the agent's hands until the customer writes again.",
)
resume = _plain("resumeConversation", lifecycle.resume_conversation, "")
return_to_bot = _plain("returnToBot", lifecycle.return_to_bot, "The bot answers from the customer's next message on.")
read = _plain("readConversation", details.mark_read, "Nothing is unread any more.")
unread = _plain("markUnread", details.mark_unread, "Its agent means to come back to it: one is unread, if none was.")


def _shown(conversation_id: UUID) -> Response:
    """After the change; also to somebody who by it gave the conversation out of their sight."""
    return Response(conversation_data(Conversation.objects.with_card().get(pk=conversation_id)))


def _filtered(rows: ConversationQuerySet, query: dict[str, Any], by: User) -> ConversationQuerySet:
    if query["following"]:
        rows = rows.filter(pk__in=Follower.objects.filter(user=by).values("conversation_id"))
    return _narrowed(rows, query, by)


def _narrowed(rows: ConversationQuerySet, query: dict[str, Any], by: User) -> ConversationQuerySet:
    if "status" in query:
        rows = rows.filter(status=query["status"])
    if "assigned_to" in query:
        rows = rows.filter(assigned_to=by.pk if query["assigned_to"] == "me" else query["assigned_to"])
    if "team" in query:
        rows = rows.filter(team=query["team"])
    if "label" in query:
        rows = rows.filter(labels__in=Label.objects.filter(_label(query["label"])))
    if query["snoozed"] is not None:
        rows = rows.filter(snoozed_at__isnull=not query["snoozed"])
    if "sla" in query:
        rows = rows.sla(query["sla"])
    if "phone" in query:
        rows = search.of_phone(rows, query["phone"])
    return search.matching(rows, query["q"]) if query.get("q", "").strip() else rows


def _label(text: str) -> Q:
    """By name, or by id; a label that is named like a number is found by its name."""
    named = Q(name__iexact=text)
    is_id = text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004  what a bigint holds
    return named | Q(pk=int(text)) if is_id else named


def _labels(wanted: list[int | str]) -> list[Label]:
    ids = {item for item in wanted if isinstance(item, int)}
    names = {item for item in wanted if isinstance(item, str)}
    found = list(Label.objects.filter(Q(pk__in=ids) | Q(name__in=names)))
    missing = (ids - {label.pk for label in found}) | (names - {label.name for label in found})
    if missing:
        raise Invalid(_("No such label: %(name)s") % {"name": missing.pop()}, code="does_not_exist", attr="labels")
    return found


def _agent(agent_id: int | None, attr: str) -> User | None:
    if agent_id is None:
        return None
    agent = User.objects.filter(pk=agent_id).first()
    if agent is None:
        raise Invalid(_("No such agent."), code="does_not_exist", attr=attr)
    return agent


def _team(team_id: int | None) -> Team | None:
    if team_id is None:
        return None
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise Invalid(_("No such team."), code="does_not_exist", attr="to_team_id")
    return team
