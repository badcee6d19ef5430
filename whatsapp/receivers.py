"""Events → tasks."""

from collections.abc import Sequence

from conversations.events import CustomerErased, FileChanged, FileExpected, MessageQueued, MessagesRead
from conversations.knock import knock, knock_together
from conversations.realtime import SUPERVISORS, Broadcast, broadcast
from whatsapp.events import (
    AlertChanged,
    NumberToBeChecked,
    PayloadsToApply,
    TemplateToBeFetched,
    UploadEnded,
    UploadExpected,
)
from whatsapp.models import Alert
from whatsapp.representation import alert_data
from whatsapp.services.erasing import forget_customers
from whatsapp.tasks import (
    check_number,
    clean_payloads,
    deliver,
    drain,
    fetch_template,
    hand_over_file,
    handle_file,
    show_read,
)


def deliver_queued(events: Sequence[MessageQueued]) -> None:
    knock_together(deliver, dict.fromkeys(event.conversation_id for event in events))


def handle_files(events: Sequence[FileExpected]) -> None:
    for event in events:
        knock(handle_file, str(event.attachment_id))


def deliver_prepared(events: Sequence[FileChanged]) -> None:
    knock_together(deliver, dict.fromkeys(event.conversation_id for event in events if event.is_outgoing))


def show_what_was_read(events: Sequence[MessagesRead]) -> None:
    for event in events:
        knock(show_read, str(event.conversation_id), event.is_answering)


def show_alerts(events: Sequence[AlertChanged]) -> None:
    rows = Alert.objects.select_related("number").filter(pk__in=[event.alert_id for event in events])
    broadcast(Broadcast([SUPERVISORS], {"type": "alert", "alert": alert_data(row)}) for row in rows)


def fetch_templates(events: Sequence[TemplateToBeFetched]) -> None:
    for event in dict.fromkeys(events):
        knock(fetch_template, event.business_account_id, event.name)


def check_numbers(events: Sequence[NumberToBeChecked]) -> None:
    for event in dict.fromkeys(events):
        knock(check_number, event.number_id)


def drain_again(events: Sequence[PayloadsToApply]) -> None:
    for event in dict.fromkeys(events):
        knock(drain, event.lane)


def hand_over_files(events: Sequence[UploadExpected]) -> None:
    for event in events:
        knock(hand_over_file, event.upload_id)


def deliver_uploaded(events: Sequence[UploadEnded]) -> None:
    knock_together(deliver, dict.fromkeys(event.conversation_id for event in events))


def forget_erased(events: Sequence[CustomerErased]) -> None:
    forget_customers(events)


def clean_up(events: Sequence[CustomerErased]) -> None:
    knock(clean_payloads)
