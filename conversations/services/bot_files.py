"""Files that the built-in bot sends: stored before the transaction, queued in it with their message."""

import hashlib

from django.core.files.base import ContentFile

from conversations.models import Attachment, AttachmentState, Conversation, Message, MessageType
from conversations.models.attachment import attachment_path
from conversations.services import loose_files
from conversations.services.attachments import clean_name, media_of, names_of
from conversations.services.sending import Draft, queue_message


def store_file(conversation: Conversation, *, filename: str, mime_type: str, content: bytes) -> Attachment:
    """Its bytes, in the storage; the row is written with its message. One that never gets there is swept away."""
    attachment = Attachment(
        conversation=conversation,
        state=AttachmentState.READY,
        filename=clean_name(filename),
        mime_type=mime_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    loose_files.note([attachment_path(attachment, "")])
    attachment.file.save(attachment.filename, ContentFile(content), save=False)
    return attachment


def queue_document(conversation: Conversation, attachment: Attachment, *, caption: str = "") -> Message:
    """The conversation is locked."""
    draft = Draft(type=MessageType.DOCUMENT, content=caption, media=media_of(attachment))
    message = queue_message(conversation, draft=draft, author=None)
    attachment.message = message
    attachment.save(force_insert=True)
    if not loose_files.adopt(names_of(attachment)):
        raise FileNotFoundError(attachment.file.name)
    return message
