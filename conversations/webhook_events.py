"""What other systems are told, and when. Each handler gets all events of one kind that a transaction published, and
leaves the deliveries in that transaction: whatever dies afterwards, what happened is told."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction

from conversations import tasks
from conversations.api.representation import clock_data, shown_status
from conversations.events import (
    ConversationChanged,
    ConversationClosed,
    ConversationCreated,
    MessageChanged,
    MessageReceived,
    MessageStatusChanged,
    SlaBreached,
    SlaWarned,
)
from conversations.knock import knock
from conversations.models import SlaClock, Webhook
from conversations.services.webhooks import Subject, enqueue_deliveries

Event = Webhook.Event


def tell_received(events: Sequence[MessageReceived]) -> None:
    _tell(Event.MESSAGE_RECEIVED, [Subject(event.message_id) for event in events])


def tell_statuses(events: Sequence[MessageStatusChanged]) -> None:
    """Each as it was: by the time of telling the message may have gone on."""
    told = [Subject(event.message_id, {"status": shown_status(event.status)}) for event in events]
    _tell(Event.MESSAGE_STATUS, told)


def tell_updated(events: Sequence[MessageChanged]) -> None:
    _tell(Event.MESSAGE_UPDATED, [Subject(event.message_id) for event in events])


def tell_created(events: Sequence[ConversationCreated]) -> None:
    _tell_of_conversations(Event.CONVERSATION_CREATED, events)


def tell_changed(events: Sequence[ConversationChanged]) -> None:
    _tell_of_conversations(Event.CONVERSATION_UPDATED, events)


def tell_closed(events: Sequence[ConversationClosed]) -> None:
    _tell_of_conversations(Event.CONVERSATION_CLOSED, events)


def tell_sla_warnings(events: Sequence[SlaWarned]) -> None:
    _tell_of_clocks(Event.SLA_WARNING, events)


def tell_sla_breaches(events: Sequence[SlaBreached]) -> None:
    _tell_of_clocks(Event.SLA_BREACHED, events)


def _tell_of_clocks(event: Event, events: Sequence[SlaWarned | SlaBreached]) -> None:
    """With the target as it was: by the time of telling it may have been met, or begun anew."""
    clocks = SlaClock.objects.filter(pk__in=[event.clock_id for event in events])
    _tell(event, [Subject(clock.conversation_id, {"target": clock_data(clock)}) for clock in clocks])


def _tell_of_conversations(
    event: Event, events: Sequence[ConversationCreated | ConversationChanged | ConversationClosed]
) -> None:
    _tell(event, [Subject(pk) for pk in dict.fromkeys(event.conversation_id for event in events)])


def _tell(event: Event, subjects: Iterable[Subject]) -> None:
    if enqueue_deliveries(event, subjects):
        transaction.on_commit(partial(knock, tasks.send_webhooks), robust=True)
