"""One file that waits for a worker, whichever way it goes."""

from uuid import UUID

from django.db import transaction

from conversations.models import Attachment, AttachmentState
from conversations.services.files import claim_file
from whatsapp.client import GraphClient
from whatsapp.media.fetching import fetch
from whatsapp.media.handover import hand_over
from whatsapp.media.preparing import prepare
from whatsapp.media.uploading import expect_upload
from whatsapp.models import BusinessNumber


def handle_file(attachment_id: UUID, *, client: GraphClient | None = None) -> None:
    """Safe to call at any time, any number of times: what is not due, or claimed, is left alone."""
    attachment = claim_file(attachment_id)
    if attachment is None:
        return
    if attachment.state == AttachmentState.PENDING:
        fetch(attachment, client=client)
    elif prepare(attachment):
        _upload_ahead(attachment, client)


def _upload_ahead(attachment: Attachment, client: GraphClient | None) -> None:
    """Its message may stand far behind in its line: once it is its turn, Meta has the file already."""
    number = BusinessNumber.objects.get(channel_id=attachment.conversation.channel_id)
    if number.stopped_reason:
        return
    with transaction.atomic():
        upload = expect_upload(attachment, number=number)
    hand_over(upload.pk, client=client)
