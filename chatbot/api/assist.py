"""Help for the agent who writes: drafts, and nothing but drafts."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import Command, body_of, caller
from chatbot.api.questions import TAGS, SourceShape
from chatbot.models import AgentDraft
from chatbot.services import agent_drafts, assisting


class AssistRequest(Command):
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
    id = serializers.IntegerField(allow_null=True, help_text="To tell what became of it; null when nothing fits.")


class OutcomeRequest(Command):
    outcome = serializers.ChoiceField(choices=["used", "discarded", "sent"])
    message_id = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        max_value=2**63 - 1,
        help_text="For `sent`: what it was sent as.",
    )


class AgentDraftShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=assisting.KINDS)
    state = serializers.ChoiceField(choices=AgentDraft.State.values)
    message_id = serializers.IntegerField(allow_null=True)
    changed = serializers.FloatField(allow_null=True, help_text="Of what was sent: 0 as it was offered, 1 all of it.")


EXAMPLE = OpenApiExample("A suggestion", value={"kind": "suggest"}, request_only=True)


@extend_schema(operation_id="assist", tags=TAGS, request=AssistRequest, responses=AssistShape, examples=[EXAMPLE])
@api_view(["POST"])
def assist(request: Request, conversation_id: UUID) -> Response:
    """A draft for the agent: an answer, a text made shorter or kinder or translated, a summary, the next step. Nothing
    is sent. Without a model there are `suggest` and `summary`; the others answer 409 `assistant_unavailable`."""
    wish = assisting.Wish(**body_of(request, AssistRequest))
    return Response(asdict(assisting.assist(conversation_id, wish=wish, by=caller(request))))


@extend_schema(operation_id="tellAssist", tags=TAGS, request=OutcomeRequest, responses=AgentDraftShape)
@api_view(["POST"])
def outcome(request: Request, conversation_id: UUID, draft_id: int) -> Response:
    """What became of a draft, told by whom it was offered to: taken over, sent as a message, or discarded. What is
    told late or twice changes nothing."""
    data, by = body_of(request, OutcomeRequest), caller(request)
    if data["outcome"] == "sent":
        draft = agent_drafts.send_draft(
            draft_id, conversation_id=conversation_id, message_id=data["message_id"], by=by
        )
    else:
        tell = agent_drafts.use_draft if data["outcome"] == "used" else agent_drafts.discard_draft
        draft = tell(draft_id, conversation_id=conversation_id, by=by)
    names = ("id", "kind", "state", "message_id", "changed")
    return Response({name: getattr(draft, name) for name in names})
