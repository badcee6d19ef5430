"""Messages that wait in their line until a worker has handed their file to the provider."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.models import Attachment, Direction, Message, MessageStatus
from conversations.services import outbox

CODE = "uploading"
# The end of the upload lets them go. Should that be lost, they are looked at again after this.
RECHECK = timedelta(minutes=2)


def wait_for_upload(message: Message) -> None:
    """It was claimed, and not tried."""
    outbox.hold(message, seconds=RECHECK.total_seconds(), code=CODE, detail="")


def waiting_for(attachment: Attachment) -> "QuerySet[Message]":
    return Message.objects.select_related("conversation").filter(
        conversation_id=attachment.conversation_id,
        direction=Direction.OUTGOING,
        status=MessageStatus.QUEUED,
        media__attachment_id=str(attachment.pk),
        error__code=CODE,
    )


def let_go(attachment: Attachment) -> None:
    """The provider has it."""
    waiting_for(attachment).update(next_attempt_at=None)


def hold_for(attachment: Attachment, *, code: str, seconds: float, detail: str) -> None:
    """The provider takes nothing: they wait as if they had been refused themselves. The claim after that asks for the
    file again."""
    until = timezone.now() + timedelta(seconds=seconds)
    waiting_for(attachment).update(next_attempt_at=until, error={"code": code, "detail": detail})


def fail_for(attachment: Attachment, *, code: str, detail: str) -> None:
    """There will be no file: what stands behind them may move."""
    with transaction.atomic():
        for message in waiting_for(attachment).order_by("pk"):
            outbox.mark_failed(message, code=code, detail=detail)
