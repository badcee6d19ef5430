"""Whatever happens around a send is taken for what it is: certainly not sent, refused, or unknown."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Message, MessageStatus, MessageType
from conversations.services import outbox
from conversations.services.statuses import StatusUpdate, apply_statuses
from tests.builders import make_conversation, make_outgoing
from tests.graph import Graph, running_graph
from whatsapp import client as client_module
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.services.delivery import CLAIM_SECONDS, sweep_outbox
from whatsapp.services.pump import deliver_conversation

BODY = {"to": "+5511999999999", "type": "text"}
Speak = Callable[[socket.socket], None]


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


def client_of(url: str) -> GraphClient:
    return GraphClient(base_url=url, version="v26.0", token="t")


@contextmanager
def raw_server(speak: Speak) -> Iterator[str]:
    """Reads a request and lets `speak` answer, or not."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                speak(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def reset(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def truncate(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"messages":[{"id":"wamid')


def say_nothing(connection: socket.socket) -> None: ...


@pytest.mark.parametrize("speak", [reset, truncate, say_nothing])
def test_an_answer_that_breaks_off_leaves_a_doubt(speak: Speak) -> None:
    with raw_server(speak) as url, pytest.raises(OutcomeUnknown):
        client_of(url).send("1", BODY)


def test_an_answer_that_does_not_come_in_time_leaves_a_doubt(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "TIMEOUT", (1, 0.1))
    graph.orders.append(0.5)
    with pytest.raises(OutcomeUnknown):
        client_of(graph.url).send("1", BODY)


def test_nobody_there_means_not_sent() -> None:
    with pytest.raises(NotReached):
        client_of("http://127.0.0.1:1").send("1", BODY)


def test_a_connection_that_does_not_come_about_in_time_means_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full backlog drops what knocks."""
    monkeypatch.setattr(client_module, "TIMEOUT", (0.3, 5))
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        address = server.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(address)
        try:
            with pytest.raises(NotReached):
                client_of(f"http://127.0.0.1:{address[1]}").send("1", BODY)
        finally:
            for one in crowd:
                one.close()


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"<html>", {"odd": 1}])
def test_a_servers_error_without_metas_words_leaves_a_doubt(graph: Graph, status: int, body: Any) -> None:
    graph.orders.append((status, body))
    with pytest.raises(OutcomeUnknown):
        client_of(graph.url).send("1", BODY)


@pytest.mark.parametrize("status", [302, 307, 400, 403, 404, 407, 429])
@pytest.mark.parametrize("body", [b"<html>", {"odd": 1}])
def test_what_something_in_between_refused_was_not_sent(graph: Graph, status: int, body: Any) -> None:
    graph.orders.append((status, body))
    with pytest.raises(NotReached):
        client_of(graph.url).send("1", BODY)
    assert len(graph.calls) == 1


@pytest.mark.parametrize("status", [200, 400, 500])
def test_metas_refusal_is_one_whatever_the_status(graph: Graph, status: int) -> None:
    graph.orders.append((status, {"error": {"code": "131000", "message": "m", "is_transient": True}}))
    with pytest.raises(GraphError) as refused:
        client_of(graph.url).send("1", BODY)
    assert (refused.value.code, refused.value.is_transient) == (131000, True)


@pytest.mark.django_db
def test_a_message_that_cannot_even_be_written_down_fails_and_blocks_nobody(graph: Graph) -> None:
    conversation = make_conversation()
    odd = make_outgoing(conversation, type=MessageType.LOCATION, payload={})
    good = make_outgoing(conversation)
    deliver_conversation(conversation.pk, client=client_of(graph.url))
    odd.refresh_from_db()
    good.refresh_from_db()
    assert (odd.status, odd.error["code"] if odd.error else "") == (MessageStatus.FAILED, "cannot_be_sent")
    assert good.status == MessageStatus.SENT


@pytest.mark.django_db
def test_the_line_waits_for_an_unconfirmed_message_and_then_goes_on_in_its_order(graph: Graph, settings: Any) -> None:
    settings.WHATSAPP_CONFIRM_SECONDS = 60
    conversation = make_conversation()
    first, second, third = (make_outgoing(conversation, text) for text in ("um", "dois", "três"))
    graph.orders.append("hang up")
    client = client_of(graph.url)
    deliver_conversation(conversation.pk, client=client)
    assert statuses(first, second, third) == ["unconfirmed", "queued", "queued"]
    assert sweep_outbox() == []
    Message.objects.filter(pk=first.pk).update(claimed_at=timezone.now() - timedelta(seconds=61))
    assert sweep_outbox() == [conversation.pk]
    deliver_conversation(conversation.pk, client=client)
    assert statuses(first, second, third) == ["failed", "sent", "sent"]
    assert [body["text"]["body"] for body in graph.bodies] == ["um", "dois", "três"]


@pytest.mark.django_db
def test_a_dead_workers_claim_gets_its_whole_time_to_be_confirmed(
    settings: Any, published: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    settings.WHATSAPP_CONFIRM_SECONDS = 60
    long_ago = timezone.now() - timedelta(seconds=CLAIM_SECONDS + 30)
    message = make_outgoing(make_conversation(), status=MessageStatus.SENDING, claimed_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        sweep_outbox()
    sweep_outbox()
    assert statuses(message) == ["unconfirmed"]
    assert [event.status for event in published if type(event).__name__ == "MessageStatusChanged"] == ["unconfirmed"]


@pytest.mark.django_db
@pytest.mark.parametrize("known", ["queued", "sending", "unconfirmed", "sent", "failed", "delivered", "read"])
@pytest.mark.parametrize("told", ["sent", "delivered", "read", "failed"])
def test_a_status_only_rises(known: str, told: str) -> None:
    order = ["queued", "sending", "unconfirmed", "sent", "failed", "delivered", "read"]
    message = make_outgoing(make_conversation(), status=known, external_id="wamid.1")
    apply_statuses([StatusUpdate("wamid.1", MessageStatus(told), timezone.now(), error={"code": "1", "detail": ""})])
    assert statuses(message) == [max(known, told, key=order.index)]
    outbox.mark_unconfirmed(message)
    outbox.mark_sent(message, external_id="wamid.1")
    assert order.index(statuses(message)[0]) >= order.index(told)


def statuses(*messages: Message) -> list[str]:
    for message in messages:
        message.refresh_from_db()
    return [message.status for message in messages]
