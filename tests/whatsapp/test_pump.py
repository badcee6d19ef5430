"""Many lines at once: in order within each, side by side between them, and nothing sent twice."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connections

from conversations.models import Conversation, Message, MessageStatus
from conversations.services import outbox
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph, running_graph
from whatsapp.client import GraphClient
from whatsapp.services import delivery, pacing
from whatsapp.services import pump as pump_module
from whatsapp.services.delivery import Claim
from whatsapp.services.pacing import GO, Verdict
from whatsapp.services.pump import Pump

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def client(graph: Graph) -> GraphClient:
    return GraphClient(base_url=graph.url, version="v26.0", token="t")


@pytest.fixture
def pump(client: GraphClient) -> Iterator[Pump]:
    made = Pump(client=client, threads=8)
    yield made
    if made._pool:
        made._pool.shutdown()


def lines(count: int, messages: int) -> list[UUID]:
    conversations = [make_conversation() for _ in range(count)]
    for number in range(messages):
        for conversation in conversations:
            make_outgoing(conversation, str(number))
    return [conversation.pk for conversation in conversations]


def never(conversation_id: UUID, seconds: float) -> None:
    raise AssertionError(f"paused for {seconds}")


def texts_by_recipient(graph: Graph) -> dict[str, list[str]]:
    texts = defaultdict(list)
    for body in graph.bodies:
        texts[body["to"]].append(body["text"]["body"])
    return texts


def test_each_line_goes_out_once_and_in_its_order(graph: Graph, pump: Pump) -> None:
    pump.deliver(lines(6, 4), on_pause=never)
    assert list(texts_by_recipient(graph).values()) == [["0", "1", "2", "3"]] * 6
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_a_slow_answer_to_one_line_does_not_hold_the_others(graph: Graph, pump: Pump) -> None:
    slow, *others = lines(5, 1)
    graph.orders = [3.0]
    began = time.monotonic()
    thread = threading.Thread(target=lambda: (pump.deliver([slow], on_pause=never), connections.close_all()))
    thread.start()
    time.sleep(0.2)
    pump.deliver(others, on_pause=never)  # left to the thread that is at it
    while len(graph.calls) < 5:
        assert time.monotonic() - began < 2.8
        time.sleep(0.01)
    thread.join(10)
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_two_pumps_send_each_message_once(graph: Graph, client: GraphClient) -> None:
    pumps, ids = [Pump(client=client, threads=4) for _ in range(3)], lines(5, 5)

    def work(pump: Pump) -> None:
        while Message.objects.filter(status__in=["queued", "sending"]).exists():
            pump.deliver(ids, on_pause=never)
        connections.close_all()

    threads = [threading.Thread(target=work, args=[pump]) for pump in pumps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert list(texts_by_recipient(graph).values()) == [["0", "1", "2", "3", "4"]] * 5


def test_a_line_that_must_wait_says_for_how_long_and_the_others_go_on(graph: Graph, pump: Pump) -> None:
    ids, pauses = lines(3, 2), {}
    graph.refuse(131056, 429)
    pump.deliver(ids, on_pause=pauses.__setitem__)
    assert len(pauses) == 1
    assert Message.objects.filter(status=MessageStatus.SENT).count() == 4


def test_an_answer_is_recorded_once_the_database_is_back(
    graph: Graph, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, calls = delivery.record_sent, []

    def away_at_first(sent: Any) -> None:
        calls.append(sent)
        if len(calls) == 1:
            raise OperationalError("away")
        record(sent)

    monkeypatch.setattr(delivery, "record_sent", away_at_first)
    pump.deliver(lines(1, 1), on_pause=never)
    assert Message.objects.get().status == MessageStatus.SENT
    assert len(graph.calls) == 1


@pytest.mark.parametrize("strange", ["wamid." + "x" * 300, "wamid.\x00"])
def test_an_answer_that_cannot_be_kept_costs_the_others_nothing(
    graph: Graph, pump: Pump, monkeypatch: pytest.MonkeyPatch, strange: str
) -> None:
    monkeypatch.setattr(pump_module, "DATABASE_PAUSES", (60,))
    graph.orders = [(200, {"messages": [{"id": strange}]})]
    began = time.monotonic()
    pump.deliver(lines(4, 1), on_pause=never)
    statuses = Message.objects.values_list("status", flat=True)
    assert sorted(statuses) == [MessageStatus.SENDING, *[MessageStatus.SENT] * 3]
    assert time.monotonic() - began < 30  # nothing that waiting for the database would help


def test_an_outcome_that_cannot_be_recorded_costs_the_others_nothing(
    graph: Graph, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = delivery.record_failure
    broken: list[Claim] = []

    def breaks_once(claim: Claim, error: Exception) -> float | None:
        broken.append(claim)
        if len(broken) == 1:
            raise ValueError("nobody thought of it")
        return record(claim, error)

    monkeypatch.setattr(delivery, "record_failure", breaks_once)
    graph.refuse(131026, times=3)
    pump.deliver(lines(4, 1), on_pause=never)
    statuses = Message.objects.values_list("status", flat=True)
    assert sorted(statuses) == [MessageStatus.FAILED, MessageStatus.FAILED, MessageStatus.SENDING, MessageStatus.SENT]


def test_after_stop_nothing_more_is_claimed(graph: Graph, pump: Pump) -> None:
    pump.stop()
    pump.deliver(lines(1, 1), on_pause=never)
    assert graph.calls == []
    assert Message.objects.get().status == MessageStatus.QUEUED


def test_a_customers_limit_pauses_that_line_alone(graph: Graph, pump: Pump, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, pauses = lines(3, 1), {}
    held = Verdict(seconds=6, is_pair=True)
    customer = Conversation.objects.get(pk=ids[0]).customer_id
    monkeypatch.setattr(pacing, "ask", lambda channel, pks: [held if pk == customer else GO for pk in pks])
    pump.deliver(ids, on_pause=pauses.__setitem__)
    assert pauses == {ids[0]: 6}
    assert len(graph.calls) == 2
    assert Message.objects.get(conversation_id=ids[0]).attempts == 0


def test_a_numbers_limit_is_waited_for(graph: Graph, pump: Pump, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 20
    began = time.monotonic()
    pump.deliver(lines(12, 1), on_pause=never)
    # Two at once, as the burst allows, and the others one in 50 ms.
    assert time.monotonic() - began > 0.4
    assert len(graph.calls) == 12


def test_the_claim_of_many_lines_takes_one_head_of_each(django_assert_num_queries: Any) -> None:
    ids = lines(10, 3)
    with django_assert_num_queries(2):
        heads = outbox.claim_heads(ids)
    assert sorted(message.content for message in heads) == ["0"] * 10
    assert outbox.claim_heads(ids) == []


def test_a_knock_too_many_uses_up_nothing(graph: Graph, pump: Pump, settings: Any) -> None:
    settings.WHATSAPP_MESSAGES_PER_SECOND = 80
    ids = lines(1, 1)
    conversation = Conversation.objects.get(pk=ids[0])
    for _ in range(60):
        pump.deliver(ids, on_pause=never)
    assert len(graph.calls) == 1
    verdicts = [pacing.ask(conversation.channel_id, [conversation.customer_id])[0] for _ in range(8)]
    assert not any(verdict.seconds for verdict in verdicts)
