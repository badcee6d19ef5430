"""Asking the bot, and handing over to people."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import Command, body_of, caller
from chatbot.services import answer_question
from conversations.services.lifecycle import escalate_conversation
from conversations.services.lookup import visible_conversation
from conversations.services.routing import queue_position

TAGS = ["chatbot"]


class QuestionRequest(Command):
    conversation_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    message = serializers.CharField(max_length=4096)
    context = serializers.DictField(  # type: ignore[assignment]
        required=False, allow_null=True, default=dict, help_text="customer_name, language, history"
    )


class SourceShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, help_text="Null for what a tool told: it is no article.")
    title = serializers.CharField()
    score = serializers.FloatField()


class PartShape(serializers.Serializer[Any]):
    text = serializers.CharField(required=False, help_text="A text to copy, such as a PIX code.")
    filename = serializers.CharField(required=False)
    mime_type = serializers.CharField(required=False)
    data = serializers.CharField(  # type: ignore[assignment]
        required=False, help_text="The file's bytes in base64."
    )


class AnswerShape(serializers.Serializer[Any]):
    response = serializers.CharField(allow_blank=True)
    intent = serializers.CharField()
    confidence = serializers.FloatField(min_value=0, max_value=1)
    should_transfer = serializers.BooleanField()
    sources = SourceShape(
        many=True, help_text="What the answer comes from: articles, or the system that a tool asked."
    )
    parts = PartShape(
        many=True, required=False, help_text="What belongs into messages of its own, in order; left out without any."
    )


class EscalateRequest(Command):
    conversation_id = serializers.UUIDField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class EscalatedShape(serializers.Serializer[Any]):
    conversation_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["queue"])
    position = serializers.IntegerField(help_text="1 for the next in line.")


QUESTION = OpenApiExample("A question", value={"message": "Como tiro a segunda via do boleto?"}, request_only=True)


@extend_schema(operation_id="askBot", tags=TAGS, request=QuestionRequest, responses=AnswerShape, examples=[QUESTION])
@api_view(["POST"])
def message(request: Request) -> Response:
    """What the bot would answer, with its tools where a conversation is named. Nothing is sent to the customer. What
    was asked and learnt on the way is kept for a bot agent that has the conversation."""
    data = body_of(request, QuestionRequest)
    found = visible_conversation(data["conversation_id"], caller(request)) if data["conversation_id"] else None
    by, context = caller(request), data["context"] or {}
    told = asdict(answer_question(conversation=found, message=data["message"], context=context, by=by))
    return Response({name: value for name, value in told.items() if name != "parts" or value})


@extend_schema(operation_id="escalate", tags=TAGS, request=EscalateRequest, responses=EscalatedShape)
@api_view(["POST"])
def escalate(request: Request) -> Response:
    """From the bot's seat into the queue. An agent with room gets it a moment later."""
    data = body_of(request, EscalateRequest)
    conversation = escalate_conversation(data["conversation_id"], by=caller(request), reason=data["reason"])
    position = queue_position(conversation)
    return Response({"conversation_id": str(conversation.pk), "status": "queue", "position": position})
