"""Voice notes, pictures and PDFs of a turn, made into words before the bot thinks: each once, not for ever."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chatbot import providers
from chatbot.models import BotSettings, Reading
from chatbot.services.budget import charge, exhausted
from conversations.models import OPEN_STATES, Attachment, AttachmentState, Conversation, Message, MessageType

log = structlog.get_logger(__name__)
# So long a turn waits for a file that is still being fetched.
PATIENCE = timedelta(seconds=20)
MAX_FILES, MAX_SIZE = 2, 10_000_000
PDF = "application/pdf"


def is_heard(message: Message) -> bool:
    return message.type == MessageType.AUDIO and bool(settings.OPENAI_TRANSCRIPTION_MODEL)


def is_seen(message: Message) -> bool:
    mime_type = str((message.media or {}).get("mime_type", ""))
    is_pdf = message.type == MessageType.DOCUMENT and mime_type.startswith(PDF)
    return settings.OPENAI_VISION and (message.type == MessageType.IMAGE or is_pdf)


def waits_for_files(burst: Sequence[Message]) -> bool:
    """Something of the burst could be read, and is still being fetched."""
    fresh = [m.pk for m in _readable(burst) if timezone.now() - m.stored_at < PATIENCE]
    return bool(fresh) and Attachment.objects.filter(message__in=fresh, state__in=OPEN_STATES).exists()


def read_files(burst: Sequence[Message], bot: BotSettings) -> None:
    """What can be read and was not yet. Calls the model outside of any transaction; what fails is kept as such, so
    that no turn tries again."""
    readable = _readable(burst)[-MAX_FILES:]
    if not readable or exhausted(bot, burst[0].conversation_id):
        return
    known = set(Reading.objects.filter(message__in=readable).values_list("pk", flat=True))
    files = Attachment.objects.filter(
        message__in=[m for m in readable if m.pk not in known], state=AttachmentState.READY, size__lte=MAX_SIZE
    ).select_related("message")
    for attachment in files:
        _read(attachment, bot)


def readings_of(messages: Sequence[Message]) -> dict[int, str]:
    return dict(Reading.objects.filter(message__in=messages).exclude(text="").values_list("pk", "text"))


def _read(attachment: Attachment, bot: BotSettings) -> None:
    # Imported only where it is used: the package costs some 60 MB.
    from chatbot.providers.senses import describe, transcribe  # noqa: PLC0415

    message = attachment.message
    if message is None:
        return
    with attachment.file.open("rb") as file:
        content = file.read()
    text, error = "", ""
    try:
        sensed = (
            transcribe(content, mime_type=attachment.mime_type)
            if is_heard(message)
            else describe(content, mime_type=attachment.mime_type, filename=attachment.filename)
        )
        text = sensed.text
        charge(bot, sensed.spent)
    except providers.ProviderError as failure:
        error = str(failure)[:200]
        log.warning("file not read", error=error)
    with transaction.atomic():
        # Whose customer was erased meanwhile belongs to somebody else by now; then it was never heard.
        still = Conversation.objects.select_for_update(of=("self",), no_key=True)
        if still.filter(pk=message.conversation_id, customer__erased_at=None).first():
            Reading.objects.get_or_create(message=message, defaults={"text": text, "error": error})


def _readable(burst: Sequence[Message]) -> list[Message]:
    if not providers.is_model_configured():
        return []
    return [message for message in burst if is_heard(message) or is_seen(message)]
