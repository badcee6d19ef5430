"""What became of the messages: a story says what was written, the ticks follow from what came after."""

from datetime import datetime, timedelta

from conversations.models import Direction, Message, MessageStatus, Status
from helpdesk.demo.scene import Scene

DELIVERED_AFTER, READ_AFTER = timedelta(seconds=2), timedelta(seconds=25)


def settle(scene: Scene) -> None:
    """Whoever answers has read; the last words of a closed conversation were read in peace."""
    is_closed = scene.conversation.status == Status.CLOSED
    next_answer: datetime | None = None
    for message in reversed(scene.messages):
        if message.direction == Direction.INCOMING:
            next_answer = message.created_at
        elif message.status != MessageStatus.FAILED:
            _tick(message, next_answer, is_read=is_closed)


def _tick(message: Message, next_answer: datetime | None, *, is_read: bool) -> None:
    message.delivered_at = message.created_at + DELIVERED_AFTER
    if next_answer or is_read or message.status == MessageStatus.READ:
        usual = message.created_at + READ_AFTER
        message.read_at = max(min(usual, next_answer or usual), message.delivered_at)
        message.status = MessageStatus.READ
    else:
        message.status = MessageStatus.DELIVERED
