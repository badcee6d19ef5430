"""One file that waits for a worker, whichever way it goes."""

from uuid import UUID

from conversations.models import AttachmentState
from conversations.services.files import claim_file
from whatsapp.client import GraphClient
from whatsapp.media.fetching import fetch
from whatsapp.media.preparing import prepare


def handle_file(attachment_id: UUID, *, client: GraphClient | None = None) -> None:
    """Safe to call at any time, any number of times: what is not due, or claimed, is left alone."""
    attachment = claim_file(attachment_id)
    if attachment is None:
        return
    if attachment.state == AttachmentState.PENDING:
        fetch(attachment, client=client)
    else:
        prepare(attachment)
