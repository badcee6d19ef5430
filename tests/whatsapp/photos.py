"""A photo of ours on its way, and the workers that take it there."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from conversations.models import Attachment, AttachmentState, Message, MessageStatus, MessageType
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph
from whatsapp.client import GraphClient
from whatsapp.media.handover import hand_over
from whatsapp.models import UploadedMedia
from whatsapp.services.pump import deliver_conversation


def make_photo(state: str = AttachmentState.READY) -> Message:
    conversation = make_conversation()
    attachment = Attachment(conversation=conversation, filename="a.png", mime_type="image/png", size=3, state=state)
    attachment.file.save("a.png", ContentFile(b"png"), save=False)
    attachment.save()
    return make_outgoing(conversation, "", type=MessageType.IMAGE, media={"attachment_id": str(attachment.pk)})


def send(message: Message, client: GraphClient) -> Message:
    """What the workers do with it, each once."""
    Message.objects.filter(pk=message.pk).update(status=MessageStatus.QUEUED, next_attempt_at=None)
    deliver_conversation(message.conversation_id, client=client)
    if upload(message, client):
        deliver_conversation(message.conversation_id, client=client)
    message.refresh_from_db()
    return message


def upload(message: Message, client: GraphClient) -> bool:
    """True when there was something to upload."""
    waiting = UploadedMedia.objects.exclude(next_attempt_at=None)
    waiting.update(next_attempt_at=timezone.now())
    ids = list(waiting.values_list("pk", flat=True))
    for pk in ids:
        hand_over(pk, client=client)
    return bool(ids)


def age(**past: float) -> None:
    UploadedMedia.objects.update(uploaded_at=timezone.now() - timedelta(**past))


def paths(graph: Graph) -> list[str]:
    return [path.rsplit("/", 1)[1] for _, path, _ in graph.calls]
