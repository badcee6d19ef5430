"""Many messages at once, as a drain applies them."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Channel
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming

pytestmark = pytest.mark.django_db


def written(label: str, people: int, at: datetime) -> list[IncomingMessage]:
    senders = [Sender(phone=f"55119{number:08d}") for number in range(people)]
    return [
        IncomingMessage(external_id=f"wamid.{label}.{sender.phone}", sender=sender, written_at=at, content="Oi")
        for sender in senders
    ]


def queries(channel: Channel, items: list[IncomingMessage]) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert record_incoming(channel, items) == len(items)
    return len(seen)


def test_a_batch_costs_as_many_queries_from_two_people_as_from_forty(channel: Channel) -> None:
    now = timezone.now()
    record_incoming(channel, written("first", 40, now))
    assert queries(channel, written("few", 2, now)) == queries(channel, written("many", 40, now))
