"""Messages and notes."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from chatbot.services.agent_drafts import drafts_of_scheduled, tell_scheduled, tell_sent
from conversations.exceptions import Invalid
from conversations.models import Message, MessageType, ScheduledMessage, TimelineEntry
from conversations.models.message import MEDIA_TYPES
from conversations.services import attachments, decisions, details, drafts, files, holding, sending
from conversations.services.sending import MAX_TEXT, Draft
from dashboard.http import DeskRequest, command, done, ids_of
from dashboard.signing import signed
from dashboard.thread import Item

MAX_CLIENT_ID, MAX_EMOJI, MAX_OFFERED, MAX_UNDONE = 100, 40, 10, 50


@command
def write(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """The same `client_id` twice is one message, so the page may repeat what it got no answer to."""
    reply_to = ids_of([request.POST.get("reply_to", "")], 1)
    text = text_of(request)
    draft = Draft(
        content=signed(text, request.user),
        reply_to_id=reply_to[0] if reply_to else None,
        client_id=client_id_of(request),
    )
    sent = holding.send_undoable(conversation_id, draft=draft, by=request.user, press=_press(request, text))
    return _sent(request, sent, said=text)


@command
def keep_draft(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """`is_kept` false: another page wrote meanwhile, and this is what it wrote."""
    kind, base, version = (request.POST.get(name, "") for name in ("kind", "base", "version"))
    writing = drafts.Writing(kind=kind, text=text_of(request), base=base, version=version)
    other = drafts.keep_draft(conversation_id, writing=writing, by=request.user)
    if other is None:
        return done(is_kept=True)
    return done(is_kept=False, text=other.text, version=other.version)


@command
def send_file(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid(_("Choose a file."), code="required", attr="file")
    reply_to = ids_of([request.POST.get("reply_to", "")], 1)
    wanted = request.POST.get("type", "")
    upload = attachments.Upload(
        file=file,
        kind=MessageType(wanted) if wanted in MEDIA_TYPES else None,
        is_voice=request.POST.get("is_voice") == "1",
    )
    draft = Draft(
        content=signed(text_of(request), request.user),
        reply_to_id=reply_to[0] if reply_to else None,
        client_id=client_id_of(request),
    )
    text = text_of(request)
    sent = holding.send_file_undoable(
        conversation_id, upload=upload, draft=draft, by=request.user, press=_press(request, text)
    )
    return _sent(request, sent, said=text)


@command
def undo(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """What goes out no more, with what the page needs to put it back; and the ids of what had gone."""
    ids = [one for sent in request.POST.getlist("client")[:MAX_UNDONE] if (one := _fitting(sent))]
    undone = holding.undo_send(conversation_id, client_ids=ids, by=request.user)
    offered = [draft for row in undone.rows for draft in drafts_of_scheduled(row.pk, of=request.user)]
    draft = {"text": undone.draft.text, "version": undone.draft.version} if undone.draft else None
    back = [
        {"client": row.client_id, "type": row.type, "said": row.said, "reply_to": row.reply_to_id}
        for row in undone.rows
    ]
    return done(undone=back, gone=undone.gone, offered=list(dict.fromkeys(offered)), draft=draft)


def _press(request: DeskRequest, text: str) -> holding.Press:
    return holding.Press(batch=_fitting(request.POST.get("batch", "")), said=text)


def _sent(request: DeskRequest, sent: Message | ScheduledMessage, *, said: str) -> HttpResponse:
    """What is held is no message yet. What was undone, or failed, before the page knew of it has no bubble."""
    offered = offered_of(request)
    if isinstance(sent, ScheduledMessage) and sent.message is None:
        if offered and sent.is_undoable:
            tell_scheduled(offered, scheduled_id=sent.pk, said=said, by=request.user)
        context = {"held": [sent] if sent.is_undoable else []}
        return done(held=render_to_string("inbox/_held.html", context, request).strip())
    message = sent if isinstance(sent, Message) else sent.message
    assert message is not None
    if offered:
        tell_sent(offered, message=message, said=said, by=request.user)
    return written(request, message=message)


@command
def fetch(request: DeskRequest, attachment_id: UUID) -> HttpResponse:
    """A customer's file that could not be fetched: try again."""
    return done(message_id=files.fetch_again(attachment_id, by=request.user).message_id)


@command
def note(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    text = text_of(request)
    if not text.strip():
        raise Invalid(_("Write something."), code="blank", attr="content")
    if len(text) > MAX_TEXT:
        raise Invalid(_("At most %(max)d characters.") % {"max": MAX_TEXT}, code="max_length", attr="content")
    client_id = client_id_of(request)
    return written(request, entry=details.add_note(conversation_id, by=request.user, text=text, client_id=client_id))


@command
def retry(request: DeskRequest, message_id: int) -> HttpResponse:
    return written(request, message=decisions.retry_message(message_id, by=request.user))


@command
def leave(request: DeskRequest, message_id: int) -> HttpResponse:
    return written(request, message=decisions.leave_message(message_id, by=request.user))


@command
def react(request: DeskRequest, conversation_id: UUID) -> HttpResponse:
    """On the message `target`; without an emoji the reaction is taken back."""
    target = ids_of([request.POST.get("target", "")], 1)
    reaction = {"message_id": target[0] if target else "", "emoji": request.POST.get("emoji", "")[:MAX_EMOJI]}
    draft = Draft(
        type=MessageType.REACTION,
        payload={"reaction": reaction},
        client_id=client_id_of(request),
    )
    message = sending.send_message(conversation_id, draft=draft, by=request.user)
    return done(id=message.pk, target=message.reply_to_id)


def offered_of(request: DeskRequest) -> list[int]:
    """Which of the assistant's drafts it is made of."""
    return ids_of(request.POST.get("offered", "").split(","), MAX_OFFERED)


def text_of(request: DeskRequest) -> str:
    """PostgreSQL stores no zero bytes; a form's line ends are the browser's, not the writer's."""
    return request.POST.get("content", "").replace("\x00", "").replace("\r\n", "\n")


def client_id_of(request: DeskRequest) -> str | None:
    return _fitting(request.POST.get("client_id", "")) or None


def _fitting(client_id: str) -> str:
    return client_id.replace("\x00", "")[:MAX_CLIENT_ID]


def written(
    request: DeskRequest, *, message: Message | None = None, entry: TimelineEntry | None = None
) -> HttpResponse:
    row = message or entry
    assert row is not None
    item = Item(id=row.pk, at=row.created_at, message=message, entry=entry)
    return done(id=item.id, item=render_to_string("inbox/_items.html", {"items": [item]}, request))
