"""Events → tasks."""

from collections.abc import Sequence

from conversations.events import MessageQueued, MessagesRead
from conversations.knock import knock
from whatsapp.tasks import deliver, show_read


def deliver_queued(events: Sequence[MessageQueued]) -> None:
    for conversation_id in {event.conversation_id: None for event in events}:
        knock(deliver, str(conversation_id))


def show_what_was_read(events: Sequence[MessagesRead]) -> None:
    for event in events:
        knock(show_read, str(event.conversation_id), event.is_answering)
