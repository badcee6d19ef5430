"""Sending to a number."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import Command, body_of, caller
from conversations.api.requests import IdField
from conversations.drafting import DraftRequest, draft_of
from conversations.models import Message
from whatsapp.services.sending import TemplateContent, send_template, send_to_phone

TAGS = ["whatsapp"]
PARTS = ("header", "body", "button", "carousel", "limited_time_offer")


class NumberField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        text = "Which of our numbers sends it, by WhatsApp's id; else the one of the settings."
        super().__init__(**{"required": False, "default": "", "max_length": 32, "help_text": text, **kwargs})


class SendRequest(DraftRequest):
    phone_number_id = NumberField()
    to = serializers.CharField(max_length=40, help_text="The number with its country code, such as +5511987654321.")
    reply_to = IdField(required=False, allow_null=True, default=None, help_text="The message that it answers.")


class ParameterRequest(serializers.DictField):
    """One value, such as {"type": "text", "text": "Ana"}; with parameter_name where the template names its own."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value: dict[str, Any] = super().to_internal_value(data)
        if any(not isinstance(value.get(key, ""), str) for key in ("type", "parameter_name", "text")):
            raise serializers.ValidationError("type, parameter_name and text are texts.")
        return value


class PartRequest(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["header", "body", "button", "HEADER", "BODY", "BUTTON"])
    sub_type = serializers.CharField(required=False, max_length=20)
    index = serializers.CharField(required=False, max_length=2)
    parameters = serializers.ListField(child=ParameterRequest(), required=False, max_length=50)


class CardRequest(serializers.Serializer[Any]):
    card_index = serializers.IntegerField(min_value=0, max_value=9)
    components = PartRequest(many=True, required=False, default=list)


class ComponentRequest(PartRequest):
    type = serializers.ChoiceField(choices=[*PARTS, *(part.upper() for part in PARTS)])
    cards = CardRequest(many=True, required=False, help_text="A carousel's: each card of the template, by its number.")


class SendTemplateRequest(Command):
    phone_number_id = NumberField()
    to = serializers.CharField(max_length=40, help_text="The number with its country code, such as +5511987654321.")
    template_name = serializers.CharField(max_length=512)
    language = serializers.CharField(max_length=16, default="pt_BR")
    components = ComponentRequest(many=True, required=False, default=list, help_text="As WhatsApp takes them.")
    client_id = serializers.CharField(
        required=False, allow_blank=True, max_length=100, default="", help_text="Your own id: sent twice, it is one."
    )


class SentShape(serializers.Serializer[Any]):
    message_id = serializers.IntegerField()
    conversation_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["queued"])


SEND = OpenApiExample("A text", value={"to": "+5511999999999", "type": "text", "content": "Olá!"}, request_only=True)
SEND_TEMPLATE = OpenApiExample(
    "A template with one parameter",
    value={
        "to": "+5511999999999",
        "template_name": "boas_vindas",
        "language": "pt_BR",
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "João"}]}],
    },
    request_only=True,
)
SEND_CAROUSEL = OpenApiExample(
    "A carousel of two cards",
    value={
        "to": "+5511999999999",
        "template_name": "planos",
        "components": [
            {
                "type": "carousel",
                "cards": [
                    {
                        "card_index": number,
                        "components": [
                            {"type": "header", "parameters": [{"type": "image", "image": {"link": link}}]},
                        ],
                    }
                    for number, link in enumerate(["https://example.com/1.png", "https://example.com/2.png"])
                ],
            },
        ],
    },
    request_only=True,
)


@extend_schema(
    operation_id="sendToNumber", tags=TAGS, request=SendRequest, responses={202: SentShape}, examples=[SEND]
)
@api_view(["POST"])
def send(request: Request) -> Response:
    """Free text or media, within the customer's 24-hour window; outside of it 409 `window_closed`."""
    data = body_of(request, SendRequest)
    number_id, by = data["phone_number_id"], caller(request)
    return _accepted(send_to_phone(to=data["to"], draft=draft_of(data), by=by, phone_number_id=number_id))


@extend_schema(
    operation_id="sendTemplate",
    tags=TAGS,
    request=SendTemplateRequest,
    responses={202: SentShape},
    examples=[SEND_TEMPLATE, SEND_CAROUSEL],
)
@api_view(["POST"])
def send_a_template(request: Request) -> Response:
    """An approved template, to any number and at any time."""
    data = body_of(request, SendTemplateRequest)
    components = [dict(component) for component in data["components"]]
    content = TemplateContent(data["template_name"], data["language"], components, data["client_id"] or None)
    by, number_id = caller(request), data["phone_number_id"]
    return _accepted(send_template(to=data["to"], content=content, by=by, phone_number_id=number_id))


def _accepted(message: Message) -> Response:
    data = {"message_id": message.pk, "conversation_id": str(message.conversation_id), "status": "queued"}
    return Response(data, status=202)
