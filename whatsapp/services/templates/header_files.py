"""A file for a template's header, given to Meta at once: the template names it by its id."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from conversations.exceptions import Invalid, TooLarge
from conversations.media import LIMITS
from conversations.models import MessageType
from conversations.services.attachments import Upload, check_upload
from whatsapp.client import GraphError, NotReached, OutcomeUnknown
from whatsapp.exceptions import WhatsAppUnavailable
from whatsapp.models import BusinessNumber
from whatsapp.services.numbers import client_for


def upload_header(number: BusinessNumber, *, file: "UploadedFile[Any]", kind: str) -> str:
    """The id at Meta, good for 30 days. An upload may be repeated, so its outcome is never unknown."""
    mime_type = _checked(file, MessageType(kind))
    try:
        found = client_for(number).upload(
            number.phone_number_id, filename=file.name or "file", mime_type=mime_type, content=file
        )
    except GraphError as error:
        raise Invalid(error.for_people or error.detail, code="refused_by_whatsapp", attr="file") from error
    except (NotReached, OutcomeUnknown) as error:
        raise WhatsAppUnavailable from error
    if not found:
        raise WhatsAppUnavailable
    return found


def _checked(file: "UploadedFile[Any]", kind: MessageType) -> str:
    """It goes out as it is: what would have to be converted first is refused, too."""
    _kind, mime_type = check_upload(Upload(file=file, kind=kind))
    if mime_type not in LIMITS[kind].mime_types:
        allowed = ", ".join(sorted(LIMITS[kind].mime_types))
        raise Invalid(_("WhatsApp takes only these types: %(types)s.") % {"types": allowed}, attr="file")
    if (file.size or 0) > LIMITS[kind].max_size:
        raise TooLarge(_("At most %(max)d KB.") % {"max": LIMITS[kind].max_size // 1024}, attr="file")
    return mime_type
