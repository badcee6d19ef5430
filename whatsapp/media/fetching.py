"""A customer's file: fetched with the number's token while Meta keeps it, checked, and stored.

Whatever goes wrong on the way is tried again with growing pauses, until Meta has certainly dropped it.
"""

import hashlib
import random
import tempfile
import time
from datetime import timedelta
from typing import Any, BinaryIO

import structlog
from django.utils import timezone

from conversations.media import INLINE_TYPES, LIMITS, MAX_INCOMING
from conversations.models import Attachment, Message, MessageType
from conversations.services.files import NO_ACCESS, give_up_file, media_of, renew_claim, try_later
from conversations.sniffing import HEAD, OCTETS, bare, is_believable, sniff
from whatsapp.client import Gone, GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.media.digests import differs
from whatsapp.media.storing import store
from whatsapp.models import AlertKind, BusinessNumber
from whatsapp.services.alerts import clear_alert, raise_alert
from whatsapp.services.numbers import TOKEN_CODES, client_for, is_token_replaced, stop_number

LIFE = timedelta(days=7)
# Meta does not know the id (any more), or could not fetch the file itself. Now and then it is only late.
UNKNOWN, UNKNOWN_TRIES = frozenset({33, 100, 131052}), 4
# The token lacks a permission: asking again changes nothing, whoever grants it asks again for the files.
FORBIDDEN = frozenset({3, 10, *range(200, 300)})
RENEW_SECONDS, LONGEST_SECONDS = 15, 900
FIRST_PAUSE, LONGEST_PAUSE = 3.0, 3600.0
log = structlog.get_logger(__name__)


class Refused(Exception):
    """Not worth another try."""


def fetch(attachment: Attachment, *, client: GraphClient | None = None) -> None:
    """The file is claimed by the caller."""
    message = attachment.message
    if message is None:
        return
    number = _number_of(attachment)
    try:
        _fetch(attachment, message, number, client)
    except Refused as error:
        _give_up(attachment, str(error))
    except GraphError as error:
        if error.code in UNKNOWN and attachment.attempts >= UNKNOWN_TRIES:
            _give_up(attachment, "media_gone")
        elif error.code in TOKEN_CODES:
            _without_token(attachment, message, number, error)
        elif error.code in FORBIDDEN:
            _forbidden(attachment, number, error)
        else:
            _later(attachment, message, f"code {error.code}")
    except (Gone, NotReached, OutcomeUnknown, OSError) as error:
        _later(attachment, message, type(error).__name__)


def _fetch(attachment: Attachment, message: Message, number: BusinessNumber, client: GraphClient | None) -> None:
    client = client or client_for(number)
    media = media_of(message, attachment)
    found = client.media(str(media.get("id")), phone_number_id=number.phone_number_id)
    limit = min(MAX_INCOMING, LIMITS[MessageType(message.type)].max_size)
    if _number(found.get("file_size")) > limit:
        raise Refused("media_too_large")
    with tempfile.TemporaryFile() as file:
        digest = _download(attachment, client, str(found.get("url", "")), file, limit)
        if any(differs(said, digest) for said in (media.get("sha256"), found.get("sha256"))):
            raise NotReached("another digest")
        file.seek(0)
        if store(attachment, file, mime_type=_type_of(attachment, file.read(HEAD))):
            log.info("file fetched", attachment_id=str(attachment.pk))
    clear_alert(kind=AlertKind.FILES_REFUSED, subject=number.phone_number_id)


def _download(attachment: Attachment, client: GraphClient, url: str, file: BinaryIO, limit: int) -> bytes:
    digest, size, started = hashlib.sha256(), 0, time.monotonic()
    renew_at = started + RENEW_SECONDS
    for piece in client.download(url):
        size += len(piece)
        if size > limit:
            raise Refused("media_too_large")
        digest.update(piece)
        file.write(piece)
        if time.monotonic() > renew_at:
            renew_at += RENEW_SECONDS
            if renew_at - started > LONGEST_SECONDS or not renew_claim(attachment):
                raise NotReached("took too long")
    return digest.digest()


def _type_of(attachment: Attachment, head: bytes) -> str:
    """What is not what it claims to be is kept, but never shown."""
    claimed = bare(attachment.mime_type)
    if claimed in INLINE_TYPES and not is_believable(claimed, sniff(head)):
        return OCTETS
    return claimed


def _without_token(attachment: Attachment, message: Message, number: BusinessNumber, error: GraphError) -> None:
    """Nothing else works with a dead token either: said at once, as when a message is refused. Who lifts the stop
    lets the file go on."""
    if is_token_replaced(number):
        try_later(attachment, seconds=1)
        return
    _later(attachment, message, f"code {error.code}", reason=NO_ACCESS)
    stop_number(number, reason=str(error))


def _forbidden(attachment: Attachment, number: BusinessNumber, error: GraphError) -> None:
    """Sending needs another permission, and goes on. It ends with the next file that comes."""
    _give_up(attachment, "media_forbidden")
    raise_alert(
        kind=AlertKind.FILES_REFUSED,
        subject=number.phone_number_id,
        detail=f"{error.code}: {error.detail}",
        number=number,
    )


def _number_of(attachment: Attachment) -> BusinessNumber:
    return BusinessNumber.objects.get(channel_id=attachment.conversation.channel_id)


def _later(attachment: Attachment, message: Message, why: str, *, reason: str = "") -> None:
    if timezone.now() - message.stored_at > LIFE:
        _give_up(attachment, "media_expired")
        return
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attachment.attempts - 1, 12)) * random.uniform(0.8, 1.2)
    try_later(attachment, seconds=pause, reason=reason)
    log.warning("file not fetched yet", attachment_id=str(attachment.pk), why=why)


def _give_up(attachment: Attachment, reason: str) -> None:
    give_up_file(attachment, reason=reason, detail="")
    log.warning("file not fetched", attachment_id=str(attachment.pk), reason=reason)


def _number(value: Any) -> int:
    return int(value) if str(value or "").isdigit() else 0
