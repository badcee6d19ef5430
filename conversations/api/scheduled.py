"""Messages for later."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import Command, body_of, caller
from conversations.api.shapes import PersonShape
from conversations.exceptions import NotFound
from conversations.models import ScheduledMessage, ScheduledState
from conversations.services.lookup import visible_conversation
from conversations.services.scheduling import cancel_scheduled, change_scheduled, schedule_message, scheduled_of

TAGS = ["messages"]


class ScheduleRequest(Command):
    content = serializers.CharField(max_length=4096, trim_whitespace=False)
    due_at = serializers.DateTimeField(help_text="With a zone. At most 30 days ahead, and inside the 24-hour window.")
    keep_on_reply = serializers.BooleanField(
        required=False, default=False, help_text="Send it even if the customer writes first."
    )
    client_id = serializers.CharField(
        required=False, allow_blank=True, max_length=100, default="", help_text="The same one twice is one."
    )


class RescheduleRequest(Command):
    content = serializers.CharField(required=False, max_length=4096, trim_whitespace=False)
    due_at = serializers.DateTimeField(required=False)
    keep_on_reply = serializers.BooleanField(required=False)


class ScheduledErrorShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class ScheduledShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    conversation_id = serializers.UUIDField()
    content = serializers.CharField()
    due_at = serializers.DateTimeField()
    keep_on_reply = serializers.BooleanField()
    state = serializers.ChoiceField(choices=ScheduledState.values)
    error = ScheduledErrorShape(allow_null=True)
    message_id = serializers.IntegerField(allow_null=True)
    author = PersonShape()
    created_at = serializers.DateTimeField()


class ScheduledListShape(serializers.Serializer[Any]):
    scheduled = ScheduledShape(many=True)


@extend_schema(methods=["GET"], operation_id="listScheduled", tags=TAGS, responses=ScheduledListShape)
@extend_schema(
    methods=["POST"],
    operation_id="scheduleMessage",
    tags=TAGS,
    request=ScheduleRequest,
    responses={201: ScheduledShape},
)
@api_view(["GET", "POST"])
def scheduled(request: Request, conversation_id: UUID) -> Response:
    """What waits, and what failed and nobody has seen to; or one more, a text that is sent when it is due.

    When the customer writes first it is held (`state` "failed", `error.code` "customer_wrote"), unless
    `keep_on_reply`.
    """
    if request.method == "GET":
        rows = scheduled_of(visible_conversation(conversation_id, caller(request)))
        return Response({"scheduled": [scheduled_data(row) for row in rows]})
    data = body_of(request, ScheduleRequest)
    data["is_kept_on_reply"] = data.pop("keep_on_reply")
    row = schedule_message(conversation_id, by=caller(request), **data)
    return Response(scheduled_data(row), status=201)


@extend_schema(
    methods=["PATCH"], operation_id="changeScheduled", tags=TAGS, request=RescheduleRequest, responses=ScheduledShape
)
@extend_schema(methods=["DELETE"], operation_id="cancelScheduled", tags=TAGS, request=None, responses={204: None})
@api_view(["PATCH", "DELETE"])
def scheduled_one(request: Request, conversation_id: UUID, scheduled_id: int) -> Response:
    """Change it (one that failed waits again), or drop it. 409 when it has gone out."""
    if not ScheduledMessage.objects.filter(pk=scheduled_id, conversation=conversation_id).exists():
        raise NotFound
    if request.method == "PATCH":
        changes = body_of(request, RescheduleRequest)
        if "keep_on_reply" in changes:
            changes["is_kept_on_reply"] = changes.pop("keep_on_reply")
        return Response(scheduled_data(change_scheduled(scheduled_id, by=caller(request), **changes)))
    cancel_scheduled(scheduled_id, by=caller(request))
    return Response(status=204)


def scheduled_data(row: ScheduledMessage) -> dict[str, Any]:
    return {
        "id": row.pk,
        "conversation_id": row.conversation_id,
        "content": row.content,
        "due_at": row.due_at,
        "keep_on_reply": row.is_kept_on_reply,
        "state": row.state,
        "error": row.error,
        "message_id": row.message_id,
        "author": {"id": row.author_id, "name": row.author.name},
        "created_at": row.created_at,
    }
