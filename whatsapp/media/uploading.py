"""Our files at Meta: each uploaded once for a number, and its id used again while Meta keeps it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from conversations.models import Attachment, AttachmentState, Message
from whatsapp.client import GraphClient, NotReached, OutcomeUnknown
from whatsapp.models import BusinessNumber, UploadedMedia

# Meta keeps what was uploaded for 30 days; a message may wait some hours in its line.
LIFE = timedelta(days=29)
# What Meta says to a send with a media id that it no longer has.
MEDIA_GONE = frozenset({100, 131009, 131052, 131053})
RECHECK_SECONDS = 15.0
UNUSABLE = gettext_noop("The file cannot be sent.")


class NotReady(Exception):
    """The file is still being made into what WhatsApp takes: ask again after so many seconds."""

    seconds = RECHECK_SECONDS


class Unusable(Exception):
    """There is no file that could be sent, and there will be none."""

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


def media_id_of(message: Message, *, number: BusinessNumber, client: GraphClient) -> str:
    """What to send the message's file as; empty for one that WhatsApp fetches by its link.

    Raises NotReady, Unusable, GraphError or NotReached. An upload may be repeated, so its outcome is never unknown.
    """
    media = message.media or {}
    if not media.get("attachment_id"):
        return str(media.get("id", ""))
    attachment = Attachment.objects.filter(pk=media["attachment_id"]).first()
    if attachment is None:
        raise Unusable("media_missing", UNUSABLE)
    return media_id_for(attachment, number=number, client=client)


def media_id_for(attachment: Attachment, *, number: BusinessNumber, client: GraphClient) -> str:
    """Uploads the file unless Meta has it already. Raises as `media_id_of`."""
    if attachment.state == AttachmentState.FAILED:
        raise Unusable(attachment.reason or "media_failed", UNUSABLE)
    if attachment.state != AttachmentState.READY:
        raise NotReady
    known = UploadedMedia.objects.filter(
        attachment=attachment, number=number, uploaded_at__gt=timezone.now() - LIFE
    ).first()
    return known.media_id if known else _upload(attachment, number, client)


def forget_media_id(message: Message, *, number: BusinessNumber) -> bool:
    """Meta refused the file's id. True when a new upload may help: the id was one of an earlier time."""
    attachment_id = (message.media or {}).get("attachment_id")
    if not attachment_id:
        return False
    old = UploadedMedia.objects.filter(
        attachment_id=attachment_id, number=number, uploaded_at__lt=message.claimed_at or timezone.now()
    )
    return bool(old.delete()[0])


def _upload(attachment: Attachment, number: BusinessNumber, client: GraphClient) -> str:
    try:
        with attachment.file.open("rb") as content:
            media_id = client.upload(
                number.phone_number_id,
                filename=attachment.filename,
                mime_type=attachment.mime_type,
                content=content,
            )
    except FileNotFoundError as error:
        raise Unusable("media_missing", UNUSABLE) from error
    except OutcomeUnknown as error:
        raise NotReached(f"upload: {error}") from error
    if not media_id:
        raise NotReached("upload: answered without an id")
    UploadedMedia.objects.update_or_create(
        attachment=attachment, number=number, defaults={"media_id": media_id, "uploaded_at": timezone.now()}
    )
    return media_id
