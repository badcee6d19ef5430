"""What somebody here uploaded, made into what WhatsApp takes. Its message waits at the head of its line meanwhile."""

import io
import tempfile
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import structlog
from django.utils.translation import gettext_noop

from conversations.media import LIMITS
from conversations.models import Attachment, MessageType
from conversations.services.files import give_up_file, renew_claim, try_later
from whatsapp.media import films, images, sounds
from whatsapp.media.storing import store

Made = tuple[bytes | None, str, dict[str, Any]]  # null: as it is
TRIES = 5
PAUSE = 5.0
RENEW_SECONDS = 15
DETAILS = {
    "bad_image": gettext_noop("The picture could not be made into one that WhatsApp takes."),
    "bad_sound": gettext_noop("The recording could not be made into one that WhatsApp takes."),
    "bad_video": gettext_noop("WhatsApp takes only MP4 videos with H.264 and AAC, of at most 16 MB."),
    "long_video": gettext_noop("The video is too long to be made small enough. Send a shorter one, or a link to it."),
    "too_large": gettext_noop("The file is too large for WhatsApp."),
    "not_prepared": gettext_noop("The file could not be prepared."),
}
log = structlog.get_logger(__name__)


class Unfit(Exception):
    pass


def prepare(attachment: Attachment) -> bool:
    """The file is claimed by the caller; true when it is ready. One that kills its worker again and again is given
    up."""
    if attachment.message is None:
        return False
    try:
        if attachment.attempts > TRIES:
            raise Unfit("not_prepared")
        return _prepare(attachment, MessageType(attachment.message.type))
    except images.BadImage:
        _give_up(attachment, "bad_image")
    except films.TooLong:
        _give_up(attachment, "long_video")
    except sounds.BadSound:
        _give_up(attachment, "bad_video" if attachment.message.type == MessageType.VIDEO else "bad_sound")
    except Unfit as error:
        _give_up(attachment, str(error))
    except OSError as error:
        log.warning("file not prepared yet", attachment_id=str(attachment.pk), error=type(error).__name__)
        try_later(attachment, seconds=PAUSE * attachment.attempts)
    return False


def _prepare(attachment: Attachment, kind: MessageType) -> bool:
    with tempfile.TemporaryFile() as file:
        with attachment.file.open("rb") as source:
            for chunk in source.chunks():
                file.write(chunk)
        made, mime_type, facts = MAKERS[kind](attachment, file)
        result: BinaryIO = file if made is None else io.BytesIO(made)
        if result.seek(0, io.SEEK_END) > LIMITS[kind].max_size:
            raise Unfit("too_large")
        is_kept = store(attachment, result, mime_type=mime_type, facts=facts)
    if is_kept:
        log.info("file prepared", attachment_id=str(attachment.pk))
    return is_kept


def _image(attachment: Attachment, file: BinaryIO) -> Made:
    picture = images.for_sending(file)
    return picture.content, picture.mime_type, {"width": picture.width, "height": picture.height}


def _sticker(attachment: Attachment, file: BinaryIO) -> Made:
    picture = images.for_sticker(file)
    return picture.content, picture.mime_type, {}


def _audio(attachment: Attachment, file: BinaryIO) -> Made:
    """Ogg must be Opus in mono; a voice note, too. Other sounds that WhatsApp takes go as they are."""
    media = (attachment.message.media if attachment.message else None) or {}
    is_ogg = attachment.mime_type == "audio/ogg"
    taken = attachment.mime_type in LIMITS[MessageType.AUDIO].mime_types and not media.get("is_voice")
    if (taken and not is_ogg) or (is_ogg and sounds.is_opus_mono(file)):
        return None, attachment.mime_type, {}
    content, seconds = sounds.voice_note(file)
    return content, "audio/ogg", {"duration": seconds}


def _video(attachment: Attachment, file: BinaryIO) -> Made:
    is_small = file.seek(0, io.SEEK_END) <= LIMITS[MessageType.VIDEO].max_size
    if attachment.mime_type in LIMITS[MessageType.VIDEO].mime_types and is_small and films.is_sendable(file):
        return None, attachment.mime_type, {}
    return films.film(file, alive=_Alive(attachment)), "video/mp4", {}


class _Alive:
    """Puts the claim off as long as there is progress. Ends the work when somebody else has it: then nothing that is
    said here counts."""

    def __init__(self, attachment: Attachment) -> None:
        self._attachment, self._renew_at = attachment, time.monotonic() + RENEW_SECONDS

    def __call__(self) -> None:
        if time.monotonic() < self._renew_at:
            return
        self._renew_at = time.monotonic() + RENEW_SECONDS
        if not renew_claim(self._attachment):
            raise films.TooLong


MAKERS: dict[MessageType, Callable[[Attachment, BinaryIO], Made]] = {
    MessageType.IMAGE: _image,
    MessageType.STICKER: _sticker,
    MessageType.AUDIO: _audio,
    MessageType.VIDEO: _video,
}


def _give_up(attachment: Attachment, reason: str) -> None:
    give_up_file(attachment, reason=reason, detail=DETAILS[reason])
    log.warning("file not prepared", attachment_id=str(attachment.pk), reason=reason)
