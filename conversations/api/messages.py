"""Messages and notes of a conversation, and its files."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import body_of, caller, query_of
from accounts.models import User
from conversations.api import threads
from conversations.api.representation import message_data, note_data
from conversations.api.requests import ForwardRequest, MessageQuery, MessageRequest
from conversations.api.shapes import MessagePageShape, MessageShape
from conversations.drafting import draft_of
from conversations.exceptions import NotFound
from conversations.models import Conversation, Message, MessageType
from conversations.models.message import MEDIA_TYPES
from conversations.services.attachments import Upload, send_file, visible_attachment
from conversations.services.decisions import leave_message, retry_message
from conversations.services.details import add_note
from conversations.services.files import fetch_again
from conversations.services.forwarding import forward_message
from conversations.services.lookup import visible_conversation
from conversations.services.sending import Draft, send_message
from conversations.serving import file_response

TAGS = ["messages"]
EXAMPLES = [
    OpenApiExample("A text", value={"type": "text", "content": "Olá! Como posso ajudar?"}, request_only=True),
    OpenApiExample(
        "An image",
        value={"type": "image", "content": {"url": "https://empresa.com/boleto.png", "caption": "Seu boleto"}},
        request_only=True,
    ),
    OpenApiExample(
        "Buttons",
        value={
            "type": "interactive",
            "content": {
                "type": "button",
                "body": {"text": "Podemos encerrar?"},
                "action": {
                    "buttons": [
                        {"type": "reply", "reply": {"id": "sim", "title": "Sim"}},
                        {"type": "reply", "reply": {"id": "nao", "title": "Ainda não"}},
                    ]
                },
            },
        },
        request_only=True,
    ),
    OpenApiExample(
        "A reaction", value={"type": "reaction", "content": {"message_id": 123, "emoji": "👍"}}, request_only=True
    ),
    OpenApiExample("A private note", value={"content": "Cliente prefere ligação.", "note": True}, request_only=True),
]


@extend_schema(
    methods=["GET"],
    operation_id="listMessages",
    tags=TAGS,
    parameters=[MessageQuery],
    responses=MessagePageShape,
)
@extend_schema(
    methods=["POST"],
    operation_id="sendMessage",
    tags=TAGS,
    request=MessageRequest,
    responses={201: MessageShape},
    examples=EXAMPLES,
)
@api_view(["GET", "POST"])
def messages(request: Request, conversation_id: UUID) -> Response:
    """Read a stretch of the thread; or write to the customer, or a private note.

    An agent who answers a conversation in the queue takes it by that.
    """
    if request.method == "GET":
        return _page(visible_conversation(conversation_id, caller(request)), query_of(request, MessageQuery))
    data = body_of(request, MessageRequest)
    if data["note"]:
        client_id = data["client_id"] or None
        entry = add_note(conversation_id, by=caller(request), text=data.get("content", ""), client_id=client_id)
        return Response(note_data(entry), status=201)
    return Response(message_data(_send(conversation_id, data, caller(request))), status=201)


@extend_schema(operation_id="retryMessage", tags=TAGS, request=None, responses=MessageShape)
@api_view(["POST"])
def retry(request: Request, conversation_id: UUID, message_id: int) -> Response:
    """Send a failed message again; also one that was never confirmed (`error.code` "unconfirmed"), which the customer
    may then get twice."""
    return _decided(conversation_id, message_id, retry_message, caller(request))


@extend_schema(operation_id="leaveMessage", tags=TAGS, request=None, responses=MessageShape)
@api_view(["POST"])
def leave(request: Request, conversation_id: UUID, message_id: int) -> Response:
    """Leave a message that was never confirmed as it is: `error.code` is then "left"."""
    return _decided(conversation_id, message_id, leave_message, caller(request))


@extend_schema(operation_id="forwardMessage", tags=TAGS, request=ForwardRequest, responses={201: MessageShape})
@api_view(["POST"])
def forward(request: Request, conversation_id: UUID, message_id: int) -> Response:
    """Send it on in another conversation, with its file: in one that the caller may answer, inside its window."""
    data = body_of(request, ForwardRequest)
    visible_conversation(conversation_id, caller(request))
    if not Message.objects.filter(pk=message_id, conversation=conversation_id).exists():
        raise NotFound
    client_id = data["client_id"] or None
    message = forward_message(message_id, to=data["to"], by=caller(request), client_id=client_id)
    return Response(message_data(message), status=201)


def _decided(conversation_id: UUID, message_id: int, decide: Callable[..., Message], by: User) -> Response:
    if not Message.objects.filter(pk=message_id, conversation=conversation_id).exists():
        raise NotFound
    return Response(message_data(decide(message_id, by=by)))


@extend_schema(
    operation_id="getAttachment",
    tags=TAGS,
    responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")},
)
@api_view(["GET"])
def attachment(request: Request, attachment_id: UUID) -> HttpResponseBase:
    """A file, for those who may see its conversation. Stretches of it by `Range`."""
    return file_response(request, visible_attachment(attachment_id, by=caller(request)))


@extend_schema(
    operation_id="getThumbnail",
    tags=TAGS,
    responses={(200, "image/webp"): OpenApiResponse(OpenApiTypes.BINARY, description="A small picture of it.")},
)
@api_view(["GET"])
def thumbnail(request: Request, attachment_id: UUID) -> HttpResponseBase:
    """A small picture of an image."""
    return file_response(request, visible_attachment(attachment_id, by=caller(request)), thumbnail=True)


@extend_schema(operation_id="fetchAttachment", tags=TAGS, request=None, responses=MessageShape)
@api_view(["POST"])
def fetch(request: Request, attachment_id: UUID) -> Response:
    """Try again to fetch a customer's file that could not be fetched."""
    found = fetch_again(attachment_id, by=caller(request))
    message = Message.objects.select_related("author", "conversation__customer").get(attachments=found)
    return Response(message_data(message))


def _page(conversation: Conversation, query: dict[str, Any]) -> Response:
    if "after" in query:
        return Response(threads.after(conversation, query["after"], query["limit"]))
    if "before" in query:
        return Response(threads.before(conversation, query["before"], query["limit"]))
    return Response(threads.newest(conversation, query["limit"]))


def _send(conversation_id: UUID, data: dict[str, Any], by: User) -> Message:
    if "file" not in data:
        return send_message(conversation_id, draft=draft_of(data), by=by)
    kind = MessageType(data["type"]) if data.get("type") in MEDIA_TYPES else None
    upload = Upload(file=data["file"], kind=kind, is_voice=data["is_voice"])
    draft = Draft(content=data["caption"], reply_to_id=data["reply_to"], client_id=data["client_id"] or None)
    return send_file(conversation_id, upload=upload, draft=draft, by=by)
