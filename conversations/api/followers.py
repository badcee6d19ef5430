"""Who follows a conversation."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import Command, body_of, caller
from accounts.models import User
from conversations.api.representation import iso
from conversations.api.requests import IdOrMeField
from conversations.exceptions import Invalid, NotFound
from conversations.models import Conversation
from conversations.services.followers import follow_conversation, followers_of, unfollow_conversation
from conversations.services.lookup import visible_conversation

TAGS = ["conversations"]


class FollowRequest(Command):
    agent_id = IdOrMeField(required=False, default="me", help_text="An agent's id (supervisors only), or me.")


class FollowerShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="The agent's.")
    name = serializers.CharField()
    since = serializers.DateTimeField()


class FollowersShape(serializers.Serializer[Any]):
    followers = FollowerShape(many=True)


@extend_schema(methods=["GET"], operation_id="listFollowers", tags=TAGS, responses=FollowersShape)
@extend_schema(
    methods=["POST"], operation_id="followConversation", tags=TAGS, request=FollowRequest, responses=FollowersShape
)
@api_view(["GET", "POST"])
def followers(request: Request, conversation_id: UUID) -> Response:
    """By name; or one more: told when the customer writes (`followed_message`), as long as they may see it."""
    by = caller(request)
    conversation = visible_conversation(conversation_id, by)
    if request.method == "POST":
        chosen = body_of(request, FollowRequest)["agent_id"]
        user = by if chosen == "me" else User.objects.agents().filter(pk=chosen).first()
        if user is None:
            raise Invalid(code="does_not_exist", attr="agent_id")
        conversation = follow_conversation(conversation_id, by=by, user=user)
    return _shown(conversation)


@extend_schema(operation_id="unfollowConversation", tags=TAGS, request=None, responses={200: FollowersShape})
@api_view(["DELETE"])
def follower(request: Request, conversation_id: UUID, agent_id: int) -> Response:
    """Themselves, or by a supervisor. One who does not follow it stays so."""
    by = caller(request)
    user = by if agent_id == by.pk else User.objects.filter(pk=agent_id).first()
    if user is None:
        raise NotFound
    return _shown(unfollow_conversation(conversation_id, by=by, user=user))


def _shown(conversation: Conversation) -> Response:
    rows = followers_of(conversation)
    shown = [{"id": row.user_id, "name": row.user.name, "since": iso(row.created_at)} for row in rows]
    return Response({"followers": shown})
