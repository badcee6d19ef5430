"""Messages that are more than words: places, contact cards, buttons, lists, links."""

from uuid import UUID

import orjson
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from conversations.contents import problems_of
from conversations.exceptions import Invalid
from conversations.models import Direction, Message, MessageType
from conversations.services import sending
from conversations.services.lookup import visible_conversation
from conversations.services.sending import Draft
from dashboard.http import DeskRequest, command, ids_of
from dashboard.views.writing import client_id_of, written

TYPES = (MessageType.LOCATION, MessageType.CONTACTS, MessageType.INTERACTIVE)


@command
def preview(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """As the customer would see it, and what is wrong with it so far, by place."""
    conversation = visible_conversation(conversation_id, request.user)
    draft = _draft(request)
    message = Message(
        conversation=conversation,
        direction=Direction.OUTGOING,
        type=draft.type,
        content=draft.content,
        payload=draft.payload,
    )
    problems = reversed(problems_of(draft.type, draft.payload[draft.type]))
    return JsonResponse(
        {
            "bubble": render_to_string("inbox/_body.html", {"message": message, "is_preview": True}, request),
            "problems": {_place(problem.attr): problem.detail for problem in problems},
        }
    )


@command
def send(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    try:
        message = sending.send_message(conversation_id, draft=_draft(request), by=request.user)
    except Invalid as error:
        error.attr = _place(error.attr or "")
        raise
    return written(request, message=message)


def _draft(request: DeskRequest) -> Draft:
    kind = request.POST.get("type", "")
    if kind not in TYPES:
        raise Invalid(_("Choose what to send."), attr="type")
    content = _content(request.POST.get("content", ""))
    body = content.get("body") if isinstance(content, dict) else None
    text = body.get("text") if isinstance(body, dict) else None
    reply_to = ids_of([request.POST.get("reply_to", "")], 1)
    return Draft(
        type=MessageType(kind),
        content=text if isinstance(text, str) else "",
        payload={kind: content},
        reply_to_id=reply_to[0] if reply_to else None,
        client_id=client_id_of(request),
    )


def _content(text: str) -> object:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(_("An object is expected."), attr="content") from error
    if b"\\u0000" in orjson.dumps(content):  # which PostgreSQL cannot store
        raise Invalid(_("Null characters are not allowed."), attr="content")
    return content


def _place(attr: str) -> str:
    """Of the field in the form: the path within the content."""
    return attr.removeprefix("content").removeprefix(".")
