"""WhatsApp is away for long: nothing is given up before hours have passed, little is tried meanwhile, it is seen what
waits and why, and afterwards each message goes out once and in its order."""

import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.utils import timezone

from conversations.models import Message, MessageStatus
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient
from whatsapp.errors import POLICIES, UNREACHABLE, Policy
from whatsapp.services import delivery, pacing, trouble
from whatsapp.services.pump import Pump

HOURS = 2 * 3600


@pytest.mark.parametrize(
    "policy",
    [UNREACHABLE, *(POLICIES[code] for code in (2, 4, 131016, 133004))],
    ids=lambda policy: str(policy.retries),
)
def test_an_outage_of_an_hour_uses_up_no_message(policy: Policy) -> None:
    assert sum(policy.pause(tries) for tries in range(1, policy.retries + 1)) > HOURS


@pytest.fixture
def lines(db: None) -> Iterator[list[UUID]]:
    trouble._of.clear()
    conversations = [make_conversation() for _ in range(12)]
    for text in ("1", "2", "3"):
        for conversation in conversations:
            make_outgoing(conversation, text)
    yield [conversation.pk for conversation in conversations]
    trouble._of.clear()


def work(client: GraphClient, seconds: float) -> float:
    """As a worker does. Returns the processor's time that it took."""
    used, pump = time.process_time(), Pump(client=client)
    end = threading.Timer(seconds, pump.stop)
    end.start()
    pump.deliver(delivery.sweep_outbox(), on_pause=lambda *pause: None)
    end.cancel()
    return time.process_time() - used


def address(url: str) -> GraphClient:
    return GraphClient(base_url=url, version="v26.0", token="t")


def goes_out_afterwards(graph: Graph) -> None:
    """Once and in order, when the pauses are over."""
    Message.objects.update(next_attempt_at=timezone.now())
    end = time.monotonic() + 10
    while Message.objects.exclude(status=MessageStatus.SENT).exists():
        assert time.monotonic() < end
        work(address(graph.url), 0.2)
    texts: dict[str, list[str]] = {}
    for body in [body for method, _, body in graph.calls if method == "POST"]:
        texts.setdefault(body["to"], []).append(body["text"]["body"])
    assert list(texts.values()) == [["1", "2", "3"]] * 12


@pytest.mark.django_db
def test_nobody_listens(lines: list[UUID]) -> None:
    used = work(address("http://127.0.0.1:9"), 1.5)
    tried = Message.objects.filter(attempts__gt=0)
    # After three in a row the whole number waits.
    assert tried.count() <= 3
    assert {message.content for message in tried} == {"1"}
    assert {message.error["code"] for message in tried if message.error} == {"unreachable"}
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.QUEUED}
    assert used < 1
    with running_graph() as graph:
        goes_out_afterwards(graph)


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "status"), [(2, 503), (131016, 500), (131056, 429), (130429, 429)])
def test_meta_says_that_it_cannot(lines: list[UUID], code: int, status: int) -> None:
    with running_graph() as graph:
        graph.refuse(code, status, times=1000)
        work(address(graph.url), 0.6)
        assert len(graph.calls) <= 12  # each line's head once
        assert {message.content for message in Message.objects.exclude(attempts=0)} == {"1"}
        assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.QUEUED}
        assert {(m.error or {}).get("code") for m in Message.objects.exclude(attempts=0)} == {str(code)}
        graph.orders.clear()
        graph.calls.clear()
        goes_out_afterwards(graph)


@pytest.mark.django_db
def test_after_a_pause_it_is_asked_first_and_no_message_is_left_in_doubt(lines: list[UUID]) -> None:
    with running_graph() as graph:
        graph.orders = ["hang up"] * 1000
        work(address(graph.url), 0.5)
        doubtful = Message.objects.filter(status=MessageStatus.UNCONFIRMED).count()
        posts = len([call for call in graph.calls if call[0] == "POST"])
        for row in trouble._of.values():
            row.ends_at = 0  # the pause is over
        pacing._valkey().flushdb()
        Message.objects.update(next_attempt_at=timezone.now())
        work(address(graph.url), 0.5)
        assert [method for method, _, _ in graph.calls[posts:]] == ["GET"] * (len(graph.calls) - posts)
        assert len(graph.calls) > posts
    assert Message.objects.filter(status=MessageStatus.UNCONFIRMED).count() == doubtful
    asked = Message.objects.filter(error__code="unreachable")
    assert set(asked.values_list("status", flat=True)) == {MessageStatus.QUEUED}


@pytest.mark.django_db(transaction=True)
def test_what_was_claimed_when_the_database_went_away_is_sent_and_not_in_doubt(
    lines: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, lines_of = [], delivery._lines

    def once_away(*args: Any) -> Any:
        looked.append(1)
        if len(looked) == 1:
            raise OperationalError("the connection is closed")
        return lines_of(*args)

    monkeypatch.setattr(delivery, "_lines", once_away)
    with running_graph() as graph:
        pump = Pump(client=address(graph.url))
        pump.deliver(lines, on_pause=lambda *pause: None)
        assert Message.objects.filter(status=MessageStatus.SENDING).exists()
        pump.deliver(lines, on_pause=lambda *pause: None)
        assert len(graph.bodies) == 36
    assert set(Message.objects.values_list("status", "attempts")) == {(MessageStatus.SENT, 1)}
