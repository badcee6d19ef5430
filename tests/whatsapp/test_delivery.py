"""Hop 4: the outbox, against a real HTTP server."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connections
from django.utils import timezone

from conversations.models import Conversation, Customer, CustomerIdentity, Message, MessageStatus, MessageType
from conversations.services import outbox
from conversations.services.statuses import StatusUpdate, apply_statuses
from tests.builders import make_conversation, make_incoming, make_outgoing
from tests.graph import Graph, running_graph
from whatsapp import client as client_module
from whatsapp.client import GraphClient
from whatsapp.models import BusinessNumber, EarlyStatus
from whatsapp.services.delivery import sweep_outbox
from whatsapp.services.pump import deliver_conversation
from whatsapp.services.reading import show_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def graph() -> Iterator[Graph]:
    with running_graph() as running:
        yield running


@pytest.fixture
def client(graph: Graph) -> GraphClient:
    return GraphClient(base_url=graph.url, version="v26.0", token="t")


def status_of(message: Message) -> str:
    message.refresh_from_db()
    return message.status


def test_a_text_goes_out_with_our_id_and_is_sent(graph: Graph, client: GraphClient) -> None:
    message = make_outgoing(make_conversation(), "Bom dia")
    assert deliver_conversation(message.conversation_id, client=client) is None
    assert status_of(message) == MessageStatus.SENT
    assert message.external_id == "wamid.graph.1"
    assert graph.bodies[0]["text"]["body"] == "Bom dia"
    assert graph.bodies[0]["to"].startswith("+55")
    assert graph.bodies[0]["biz_opaque_callback_data"] == str(message.pk)


def test_the_line_goes_out_in_its_order(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    for text in ("um", "dois", "três"):
        make_outgoing(conversation, text)
    deliver_conversation(conversation.pk, client=client)
    assert [body["text"]["body"] for body in graph.bodies] == ["um", "dois", "três"]


def test_nothing_overtakes_a_head_that_waits_for_its_next_try(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    first, second = make_outgoing(conversation, "um"), make_outgoing(conversation, "dois")
    graph.refuse(131016, 500)
    pause = deliver_conversation(conversation.pk, client=client)
    assert pause is not None
    assert pause > 0
    assert deliver_conversation(conversation.pk, client=client) is None  # not yet due
    assert (status_of(first), status_of(second)) == (MessageStatus.QUEUED, MessageStatus.QUEUED)
    Message.objects.update(next_attempt_at=timezone.now())
    deliver_conversation(conversation.pk, client=client)
    assert (status_of(first), status_of(second)) == (MessageStatus.SENT, MessageStatus.SENT)
    assert [body["text"]["body"] for body in graph.bodies] == ["um", "um", "dois"]


def test_a_refusal_is_final_keeps_its_reason_and_the_line_moves_on(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    first, second = make_outgoing(conversation, "um"), make_outgoing(conversation, "dois")
    graph.refuse(131026)
    deliver_conversation(conversation.pk, client=client)
    assert status_of(first) == MessageStatus.FAILED
    assert first.error == {"code": "131026", "detail": "details of 131026"}
    assert status_of(second) == MessageStatus.SENT


def test_an_expired_token_stops_the_number_and_loses_nothing(graph: Graph, client: GraphClient) -> None:
    message = make_outgoing(make_conversation())
    graph.refuse(190, 401)
    deliver_conversation(message.conversation_id, client=client)
    assert status_of(message) == MessageStatus.QUEUED
    assert BusinessNumber.objects.get().stopped_reason.startswith("190")
    BusinessNumber.objects.update(probed_at=None)
    Message.objects.update(next_attempt_at=None)
    deliver_conversation(message.conversation_id, client=client)
    assert status_of(message) == MessageStatus.SENT
    assert BusinessNumber.objects.get().stopped_reason == ""


@pytest.mark.parametrize("order", ["hang up", (502, b"<html>"), (200, b"not json"), (200, {"odd": 1})])
def test_a_send_whose_outcome_is_unknown_is_never_sent_again(graph: Graph, client: GraphClient, order: Any) -> None:
    message = make_outgoing(make_conversation())
    graph.orders.append(order)
    deliver_conversation(message.conversation_id, client=client)
    assert status_of(message) == MessageStatus.UNCONFIRMED
    deliver_conversation(message.conversation_id, client=client)
    assert len(graph.calls) == 1


def test_a_time_out_is_settled_by_the_status_that_carries_our_id(
    graph: Graph, client: GraphClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "TIMEOUT", (1, 0.2))
    message = make_outgoing(make_conversation())
    graph.orders.append(1.0)
    deliver_conversation(message.conversation_id, client=client)
    assert status_of(message) == MessageStatus.UNCONFIRMED
    apply_statuses([StatusUpdate("wamid.late", MessageStatus.SENT, timezone.now(), message_id=message.pk)])
    assert status_of(message) == MessageStatus.SENT
    assert message.external_id == "wamid.late"


def test_an_unconfirmed_message_that_nothing_settles_is_shown_as_failed_and_can_still_rise(
    client: GraphClient, settings: Any
) -> None:
    settings.WHATSAPP_CONFIRM_SECONDS = 0
    long_ago = timezone.now() - timedelta(minutes=10)
    message = make_outgoing(make_conversation(), status=MessageStatus.SENDING, claimed_at=long_ago)
    sweep_outbox()
    assert status_of(message) == MessageStatus.FAILED
    assert message.error is not None
    assert message.error["code"] == "unconfirmed"
    apply_statuses([StatusUpdate("wamid.late", MessageStatus.SENT, timezone.now(), message_id=message.pk)])
    assert status_of(message) == MessageStatus.SENT
    assert message.error is None


def test_whatsapp_out_of_reach_is_tried_again() -> None:
    message = make_outgoing(make_conversation())
    nobody = GraphClient(base_url="http://127.0.0.1:1", token="t")
    assert deliver_conversation(message.conversation_id, client=nobody) is not None
    assert status_of(message) == MessageStatus.QUEUED


def test_free_text_is_not_sent_when_the_window_closed_meanwhile(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation(window_expires_at=timezone.now() - timedelta(seconds=1))
    text = make_outgoing(conversation)
    template = make_outgoing(conversation, type=MessageType.TEMPLATE, payload={"template": {"name": "boas_vindas"}})
    deliver_conversation(conversation.pk, client=client)
    assert status_of(text) == MessageStatus.FAILED
    assert text.error is not None
    assert text.error["code"] == "window_closed"
    assert status_of(template) == MessageStatus.SENT
    assert [body["type"] for body in graph.bodies] == ["template"]


def test_a_reply_names_the_message_it_answers(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    asked = make_incoming(conversation)
    make_outgoing(conversation, reply_to=asked)
    deliver_conversation(conversation.pk, client=client)
    assert graph.bodies[0]["context"] == {"message_id": asked.external_id}


def test_the_number_as_whatsapp_writes_it_is_remembered(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    make_outgoing(conversation)
    graph.orders.append((200, {"contacts": [{"wa_id": "551180000001"}], "messages": [{"id": "wamid.1"}]}))
    deliver_conversation(conversation.pk, client=client)
    make_outgoing(conversation)
    deliver_conversation(conversation.pk, client=client)
    assert graph.bodies[1]["to"] == "+551180000001"


def test_a_status_that_was_here_first_is_applied_after_the_answer(graph: Graph, client: GraphClient) -> None:
    message = make_outgoing(make_conversation())
    EarlyStatus.objects.create(external_id="wamid.graph.1", status="delivered", at=timezone.now())
    deliver_conversation(message.conversation_id, client=client)
    assert status_of(message) == MessageStatus.DELIVERED
    assert not EarlyStatus.objects.exists()


def test_a_lower_answer_does_not_lower_a_status() -> None:
    message = make_outgoing(make_conversation(), status=MessageStatus.SENDING)
    apply_statuses([StatusUpdate("wamid.1", MessageStatus.READ, timezone.now(), message_id=message.pk)])
    outbox.mark_sent(message, external_id="wamid.1")
    outbox.mark_unconfirmed(message)
    outbox.mark_failed(message, code="1", detail="")
    assert status_of(message) == MessageStatus.READ


def test_what_was_read_is_shown_to_the_customer(graph: Graph, client: GraphClient) -> None:
    asked = make_incoming(make_conversation())
    graph.orders.append((200, {"success": True}))
    assert show_read(asked.conversation_id, is_answering=True, client=client)
    assert graph.bodies[0]["message_id"] == asked.external_id
    assert graph.bodies[0]["typing_indicator"] == {"type": "text"}
    graph.refuse(131000, 500)
    assert not show_read(asked.conversation_id, is_answering=False, client=client)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_each_message_is_sent_by_one(graph: Graph, client: GraphClient) -> None:
    conversation = make_conversation()
    for n in range(10):
        make_outgoing(conversation, str(n))

    def work() -> None:
        close_old_connections()
        try:
            while outbox_is_open(conversation):
                deliver_conversation(conversation.pk, client=client)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [body["text"]["body"] for body in graph.bodies] == [str(n) for n in range(10)]


def outbox_is_open(conversation: Conversation) -> bool:
    return conversation.messages.filter(status__in=["queued", "sending"]).exists()


def test_a_group_is_answered_by_its_id_and_takes_nobodys_number_from_the_answer(
    graph: Graph, client: GraphClient
) -> None:
    group = Customer.objects.create(name="Família", is_group=True)
    CustomerIdentity.objects.create(customer=group, kind="group", value="R3JvdXA=", match_key="group:R3JvdXA=")
    conversation = make_conversation(customer=group)
    message = make_outgoing(conversation)
    deliver_conversation(conversation.pk, client=client)
    message.refresh_from_db()
    assert (message.status, message.error) == ("sent", None)
    (body,) = graph.bodies
    assert (body["recipient_type"], body["to"]) == ("group", "R3JvdXA=")
    assert list(group.identities.values_list("kind", flat=True)) == ["group"]
