"""A file for a template's header, given to Meta at once: the template names it by its id."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.exceptions import Invalid, TooLarge
from conversations.media import LIMITS
from conversations.models import MessageType
from conversations.services.attachments import Upload, check_upload
from whatsapp.client import GraphError, NotReached, OutcomeUnknown
from whatsapp.exceptions import WhatsAppUnavailable
from whatsapp.models import BusinessNumber
from whatsapp.services.numbers import client_for
from whatsapp.services.templates.authoring import require_steering
from whatsapp.services.templates.sync import client_of


def upload_header(number: BusinessNumber, *, file: "UploadedFile[Any]", kind: str) -> str:
    """The id at Meta, good for 30 days. An upload may be repeated, so its outcome is never unknown."""
    mime_type = _checked(file, MessageType(kind))
    try:
        found = client_for(number).upload(
            number.phone_number_id,
            filename=file.name or "file",
            mime_type=mime_type,
            content=file.chunks(),
            size=file.size or 0,
        )
    except GraphError as error:
        raise Invalid(error.for_people or error.detail, code="refused_by_whatsapp", attr="file") from error
    except (NotReached, OutcomeUnknown) as error:
        raise WhatsAppUnavailable from error
    if not found:
        raise WhatsAppUnavailable
    return found


def upload_example(business_account_id: str, *, file: "UploadedFile[Any]", kind: str, by: User) -> str:
    """What the reviewers of a template see in its header. Returns the handle that the template names."""
    require_steering(by)
    mime_type = _checked(file, MessageType(kind))
    client = client_of(business_account_id)
    try:
        app_id = next(iter(client.app_ids(business_account_id)), "")
        if not app_id:
            raise Invalid(_("No app is subscribed to this business account."), code="not_subscribed", attr="file")
        found = client.upload_sample(app_id, filename=file.name or "file", mime_type=mime_type, content=file.read())
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
