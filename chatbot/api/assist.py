"""Help for the agent who writes: drafts, and nothing but drafts."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import body_of, caller
from chatbot.api.questions import TAGS, SourceShape
from chatbot.services import assisting


class AssistRequest(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=assisting.KINDS)
    text = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=4096, help_text="What is to be rewritten."
    )
    language = serializers.ChoiceField(
        choices=list(assisting.LANGUAGES), required=False, default="pt-br", help_text="Of a translation or a summary."
    )


class AssistShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=assisting.KINDS)
    text = serializers.CharField(allow_blank=True, help_text="Empty when nothing fits.")
    origin = serializers.ChoiceField(choices=["model", "knowledge", "conversation"])
    sources = SourceShape(many=True)


EXAMPLE = OpenApiExample("A suggestion", value={"kind": "suggest"}, request_only=True)


@extend_schema(operation_id="assist", tags=TAGS, request=AssistRequest, responses=AssistShape, examples=[EXAMPLE])
@api_view(["POST"])
def assist(request: Request, conversation_id: UUID) -> Response:
    """A draft for the agent: an answer, a text made shorter or kinder or translated, a summary, the next step. Nothing
    is sent. Without a model there are `suggest` and `summary`; the others answer 409 `assistant_unavailable`."""
    wish = assisting.Wish(**body_of(request, AssistRequest))
    return Response(asdict(assisting.assist(conversation_id, wish=wish, by=caller(request))))
