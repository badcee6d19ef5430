"""Alerts, and the stops that raise them."""

import asyncio
import json
import threading
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts.models import User
from conversations.exceptions import Forbidden
from conversations.realtime import SUPERVISORS, the_layer
from whatsapp.events import AlertChanged
from whatsapp.models import Alert, BusinessNumber, StopKind
from whatsapp.services.alerts import acknowledge_alert, clear_alert, raise_alert
from whatsapp.services.numbers import clear_stop, ensure_number, stop_number, stop_sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(db: None) -> BusinessNumber:
    return ensure_number("777")


def raised(detail: str = "d") -> Alert:
    return raise_alert(kind="odd", subject="s", detail=detail)


def test_an_alert_is_raised_once_while_it_is_open(
    published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = raised("one"), raised("two")
    assert first.pk == second.pk
    assert Alert.objects.get().detail == "two"
    assert published == [AlertChanged(alert_id=first.pk)]


def test_what_comes_again_after_it_was_cleared_is_a_new_alert() -> None:
    first = raised()
    clear_alert(kind="odd", subject="s")
    assert raised().pk != first.pk
    assert Alert.objects.filter(cleared_at=None).count() == 1


def test_clearing_what_is_not_open_tells_nobody(
    published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        clear_alert(kind="odd", subject="s")
    assert published == []


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_raise_one() -> None:
    def run() -> None:
        raised()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Alert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
async def test_supervisors_hear_of_it(number: BusinessNumber) -> None:
    mine = asyncio.Queue[dict[str, Any]]()
    await the_layer().listen([SUPERVISORS], mine, mine.put_nowait)
    await sync_to_async(stop_number)(number, reason="190: expired")
    event = json.loads((await mine.get())["text"])
    assert event["type"] == "alert"
    assert event["alert"]["kind"] == "sending_stopped"
    assert event["alert"]["number"] == "777"


def test_a_supervisor_acknowledges_it_an_agent_does_not(charlie: User, alice: User) -> None:
    alert = raised()
    with pytest.raises(Forbidden):
        acknowledge_alert(alert, by=alice)
    acknowledge_alert(alert, by=charlie)
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.cleared_at) == (charlie, None)


def test_a_stopped_number_holds_everything_until_it_is_cleared(number: BusinessNumber) -> None:
    stop_number(number, reason="190: expired")
    assert number.reason_to_hold() == "190: expired"
    assert Alert.objects.get(cleared_at=None).subject == "777"
    clear_stop(number)
    assert number.reason_to_hold(StopKind.PAID) == ""
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_a_partial_stop_holds_its_kind_alone(number: BusinessNumber) -> None:
    stop_sending(number, kind=StopKind.PAID, reason="131042: payment")
    stop_sending(number, kind=StopKind.CAMPAIGNS, reason="131048: spam")
    fresh = BusinessNumber.objects.get(pk=number.pk)
    assert fresh.reason_to_hold() == ""
    assert fresh.reason_to_hold(StopKind.MARKETING, StopKind.PAID) == "131042: payment"
    clear_stop(number, kind=StopKind.PAID)
    fresh.refresh_from_db()
    assert list(fresh.partial_stops) == ["campaigns"]
    assert Alert.objects.get(cleared_at=None).subject == "777 campaigns"
