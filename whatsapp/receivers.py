"""Events → tasks."""

from collections.abc import Sequence

from conversations.events import MessageQueued
from conversations.knock import knock
from whatsapp.tasks import deliver


def deliver_queued(events: Sequence[MessageQueued]) -> None:
    for conversation_id in {event.conversation_id: None for event in events}:
        knock(deliver, str(conversation_id))
