"""Alarms about what should move and does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Message, MessageStatus
from helpdesk.tasks import QUEUES, sign_of_life, watch_workers
from tests import webhooks
from tests.builders import make_conversation, make_outgoing
from whatsapp.models import Alert, BusinessNumber, Payload
from whatsapp.services.numbers import ensure_number
from whatsapp.services.watch import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(db: None, settings: Any) -> BusinessNumber:
    settings.WHATSAPP_SILENCE_MINUTES = 60
    return ensure_number("777")


def received(*ago: timedelta, state: str = "applied") -> None:
    for age in ago:
        (row,) = webhooks.store(b"{}", lane="777")
        Payload.objects.filter(pk=row.pk).update(received_at=timezone.now() - age, state=state)


def weeks_of_traffic(count: int = 3) -> None:
    for week in (1, 2, 3):
        received(*[timedelta(weeks=week, minutes=10 + i) for i in range(count)])


def open_kinds() -> list[str]:
    return sorted(Alert.objects.filter(cleared_at=None).values_list("kind", flat=True))


def test_the_last_webhook_is_noted(number: BusinessNumber) -> None:
    received(timedelta(minutes=5))
    look()
    number.refresh_from_db()
    assert number.last_webhook_at is not None
    assert timezone.now() - number.last_webhook_at < timedelta(minutes=6)


def test_silence_where_there_usually_is_traffic_is_told_and_ends_with_the_next_webhook(number: BusinessNumber) -> None:
    weeks_of_traffic()
    received(timedelta(minutes=90))
    look()
    assert open_kinds() == ["silence"]
    received(timedelta(0))
    look()
    assert open_kinds() == []


def test_silence_in_hours_in_which_nobody_ever_writes_is_none(number: BusinessNumber) -> None:
    weeks_of_traffic(count=1)
    received(timedelta(minutes=90))
    look()
    assert open_kinds() == []


def test_one_quiet_week_among_busy_ones_says_that_it_may_be_quiet(number: BusinessNumber) -> None:
    weeks_of_traffic()
    Payload.objects.filter(received_at__range=week_ago()).delete()
    received(timedelta(weeks=1, hours=5), timedelta(minutes=90))
    look()
    assert open_kinds() == []


def week_ago() -> tuple[Any, Any]:
    middle = timezone.now() - timedelta(weeks=1)
    return middle - timedelta(hours=1), middle + timedelta(hours=1)


def test_the_alarm_can_be_turned_off(number: BusinessNumber, settings: Any) -> None:
    settings.WHATSAPP_SILENCE_MINUTES = 0
    weeks_of_traffic()
    received(timedelta(minutes=90))
    look()
    assert open_kinds() == []


def test_payloads_that_wait_too_long_are_told_until_they_are_applied(number: BusinessNumber) -> None:
    received(timedelta(seconds=5), state="pending")
    look()
    assert open_kinds() == []
    Payload.objects.update(received_at=timezone.now() - timedelta(minutes=2))
    look()
    assert open_kinds() == ["payloads_waiting"]
    Payload.objects.update(state="failed")
    look()
    assert open_kinds() == ["payloads_failed"]
    Payload.objects.update(state="applied")
    look()
    assert open_kinds() == []


def test_a_worker_that_gives_no_sign_of_life_is_told(monkeypatch: pytest.MonkeyPatch, fresh_cache: None) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000_000.0)
    watch_workers()
    for queue in QUEUES[1:]:
        sign_of_life(queue)
    assert open_kinds() == []
    monkeypatch.setattr("time.time", lambda: 1_000_070.0)
    for queue in QUEUES[1:]:
        sign_of_life(queue)
    watch_workers()
    assert Alert.objects.get().subject == QUEUES[0]
    sign_of_life(QUEUES[0])
    watch_workers()
    assert open_kinds() == []


def test_messages_that_wait_because_nobody_answers_are_told_and_the_alert_ends_when_they_go_out(
    number: BusinessNumber,
) -> None:
    message = make_outgoing(make_conversation(channel=number.channel), "oi")
    waiting = Message.objects.filter(pk=message.pk)
    waiting.update(error={"code": "unreachable", "detail": "refused", "tries": 3})
    look()
    assert open_kinds() == []  # a hiccup
    waiting.update(created_at=timezone.now() - timedelta(minutes=2))
    look()
    look()
    assert open_kinds() == ["unreachable"]
    waiting.update(status=MessageStatus.SENT, error=None)
    look()
    assert open_kinds() == []
