"""Hop 2: stored payloads become conversations and messages, once and in order."""

import time

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.models import Conversation, Customer, Message, MessageStatus, Status
from tests import webhooks
from tests.builders import make_conversation, make_outgoing
from whatsapp.models import EarlyStatus, Payload
from whatsapp.services import inbound
from whatsapp.services.inbound import drain_lane
from whatsapp.services.replay import replay_payloads

pytestmark = pytest.mark.django_db
LANE = settings.WHATSAPP_PHONE_NUMBER_ID


def test_a_first_message_makes_customer_conversation_and_message() -> None:
    webhooks.store(webhooks.body(webhooks.message("wamid.1", body="Sem internet"), names={"5511987654321": "Ana"}))
    assert drain_lane(LANE) == 1
    conversation = Conversation.objects.get()
    assert (conversation.status, conversation.unread, conversation.customer.name) == (Status.BOT, 1, "Ana")
    assert conversation.customer.phone == "+5511987654321"
    assert conversation.last_message is not None
    assert conversation.last_message.content == "Sem internet"
    assert conversation.is_window_open
    assert conversation.customer_waiting_since is not None


def test_the_thread_begins_with_the_opening_also_when_the_message_was_written_before() -> None:
    webhooks.store(webhooks.body(webhooks.message("wamid.1", at=int(time.time()) - 60)))
    drain_lane(LANE)
    conversation = Conversation.objects.get()
    first, opening = conversation.messages.get(), conversation.timeline.get()
    assert (opening.created_at, opening.pk) < (first.created_at, first.pk)


def test_every_entry_change_message_and_status_of_a_batch_counts() -> None:
    webhooks.store(
        webhooks.body(webhooks.message("wamid.1"), webhooks.message("wamid.2", sender="5521911112222")),
        webhooks.body(webhooks.message("wamid.3")),
    )
    drain_lane(LANE)
    assert Message.objects.count() == 3
    assert Conversation.objects.count() == Customer.objects.count() == 2


def test_the_same_message_twice_is_stored_once() -> None:
    raw = webhooks.body(webhooks.message("wamid.1"))
    webhooks.store(raw, raw)
    drain_lane(LANE)
    webhooks.store(raw)
    drain_lane(LANE)
    assert Message.objects.count() == 1
    assert Conversation.objects.get().unread == 1


def test_messages_stand_in_the_order_of_their_time_whatever_order_they_came_in() -> None:
    now = int(time.time())
    for at in (now - 1, now - 3, now - 2):
        webhooks.store(webhooks.body(webhooks.message(f"wamid.{at}", body=str(at), at=at)))
        drain_lane(LANE)
    texts = Message.objects.order_by("created_at", "pk").values_list("content", flat=True)
    assert list(texts) == [str(now - 3), str(now - 2), str(now - 1)]
    last = Conversation.objects.get().last_message
    assert last is not None
    assert last.content == str(now - 1)


def test_a_person_with_and_without_the_ninth_digit_is_one_customer() -> None:
    webhooks.store(
        webhooks.body(webhooks.message("wamid.1", sender="551187654321")),
        webhooks.body(webhooks.message("wamid.2", sender="5511987654321")),
    )
    drain_lane(LANE)
    customer = Customer.objects.get()
    assert customer.phone == "+5511987654321"
    assert sorted(customer.identities.values_list("value", flat=True)) == ["551187654321", "5511987654321"]


def test_a_person_without_a_phone_is_known_by_the_user_id() -> None:
    raw = webhooks.message("wamid.1", from_user_id="BR.1502")
    del raw["from"]
    webhooks.store(webhooks.body(raw))
    drain_lane(LANE)
    assert Customer.objects.get().phone is None
    assert Customer.objects.get().identities.get().value == "BR.1502"


def test_a_message_after_closing_opens_a_new_conversation() -> None:
    closed = make_conversation(Status.CLOSED)
    identity = closed.customer.identities.get()
    webhooks.store(webhooks.body(webhooks.message("wamid.1", sender=identity.value)))
    drain_lane(LANE)
    assert closed.customer.conversations.count() == 2
    assert closed.customer.conversations.exclude(pk=closed.pk).get().status == Status.BOT


def test_an_answer_of_the_customer_ends_the_waiting(alice: object) -> None:
    waiting = make_conversation(Status.WAITING, assigned_to=alice)
    sender = waiting.customer.identities.get().value
    webhooks.store(webhooks.body(webhooks.message("wamid.1", sender=sender)))
    drain_lane(LANE)
    waiting.refresh_from_db()
    assert waiting.status == Status.IN_PROGRESS
    assert waiting.timeline.filter(kind="resumed").exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"entry": 5}',
        b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": [{"id": 5}]}}]}]}',
        b"[" * 100_000,
    ],
)
def test_nonsense_is_kept_and_stops_nothing(raw: bytes) -> None:
    odd, good = webhooks.store(raw, webhooks.body(webhooks.message("wamid.1")))
    drain_lane(LANE)
    odd.refresh_from_db()
    good.refresh_from_db()
    assert odd.state == Payload.State.FAILED
    assert odd.error
    assert good.state == Payload.State.APPLIED


def test_what_the_database_refuses_is_set_aside_and_the_others_are_applied() -> None:
    too_long = webhooks.body(webhooks.message("wamid.1"), number_id="9" * 400)
    odd, good = webhooks.store(too_long, webhooks.body(webhooks.message("wamid.2")))
    drain_lane(LANE)
    odd.refresh_from_db()
    good.refresh_from_db()
    assert (odd.state, good.state) == (Payload.State.FAILED, Payload.State.APPLIED)
    assert replay_payloads([odd.pk]) == 1


def test_what_is_good_in_a_payload_counts_although_the_database_refuses_the_rest() -> None:
    ours = make_outgoing(make_conversation(), status=MessageStatus.SENDING)
    # The id of a customer's message as that of one of ours: the database has each id once.
    stolen = webhooks.status("wamid.1", "sent", biz_opaque_callback_data=str(ours.pk))
    (odd,) = webhooks.store(
        webhooks.body(webhooks.message("wamid.1"), webhooks.message("wamid.2"), statuses=(stolen,))
    )
    drain_lane(LANE)
    odd.refresh_from_db()
    assert (odd.state, "IntegrityError" in odd.error) == (Payload.State.FAILED, True)
    assert set(Message.objects.exclude(pk=ours.pk).values_list("external_id", flat=True)) == {"wamid.1", "wamid.2"}


def test_large_payloads_are_applied_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "BATCH_BYTES", 1000)
    webhooks.store(
        *[webhooks.body(webhooks.message(f"wamid.{n}", body="x" * (2000 if n == 1 else 10))) for n in range(4)]
    )
    sizes = []
    while count := inbound._apply_next(LANE):
        sizes.append(count)
    assert sizes == [1, 1, 2]
    assert Message.objects.count() == 4


def test_a_number_that_json_can_hold_and_clients_cannot_is_kept_as_text() -> None:
    """PostgreSQL writes 1e20 as the whole number that it is."""
    webhooks.store(webhooks.body(webhooks.message("wamid.1", type="location", location={"latitude": 1e20, "x": 2.5})))
    drain_lane(LANE)
    assert Message.objects.get().payload["location"] == {"latitude": "1e+20", "x": 2.5}


def test_nul_characters_and_lone_surrogates_do_no_harm() -> None:
    raw = webhooks.body(webhooks.message("wamid.1", body="a\x00b")).replace(b"Ana", b"\\ud800x")
    webhooks.store(raw)
    drain_lane(LANE)
    assert Message.objects.get().content == "ab"


def test_a_batch_costs_the_same_few_statements_as_one_message() -> None:
    def statements(first: int, count: int) -> int:
        senders = [f"55119{70000000 + n}" for n in range(first, first + count)]
        webhooks.store(*[webhooks.body(webhooks.message(f"wamid.{s}", sender=s)) for s in senders])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            drain_lane(LANE)
        return len(captured)

    statements(0, 1)  # makes the channel
    assert statements(1, 1) == statements(10, 150)


def test_a_status_raises_the_message_and_never_lowers_it() -> None:
    message = make_outgoing(make_conversation(), status=MessageStatus.SENT, external_id="wamid.out")
    for value, expected in (("read", "read"), ("delivered", "read"), ("sent", "read"), ("failed", "read")):
        webhooks.store(webhooks.body(statuses=(webhooks.status("wamid.out", value),)))
        drain_lane(LANE)
        message.refresh_from_db()
        assert message.status == expected


def test_a_status_that_comes_before_our_own_answer_finds_the_message_by_our_id() -> None:
    message = make_outgoing(make_conversation(), status=MessageStatus.SENDING)
    early = webhooks.status("wamid.out", "delivered", biz_opaque_callback_data=str(message.pk))
    webhooks.store(webhooks.body(statuses=(early,)))
    drain_lane(LANE)
    message.refresh_from_db()
    assert (message.status, message.external_id) == (MessageStatus.DELIVERED, "wamid.out")


def test_a_status_that_finds_no_message_waits_for_it() -> None:
    webhooks.store(webhooks.body(statuses=(webhooks.status("wamid.unknown", "sent"),)))
    drain_lane(LANE)
    assert EarlyStatus.objects.get().external_id == "wamid.unknown"


def test_a_failure_keeps_its_reason() -> None:
    message = make_outgoing(make_conversation(), status=MessageStatus.SENT, external_id="wamid.out")
    error = {"code": 131026, "title": "Undeliverable", "error_data": {"details": "Not on WhatsApp"}}
    webhooks.store(webhooks.body(statuses=(webhooks.status("wamid.out", "failed", errors=[error]),)))
    drain_lane(LANE)
    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED
    assert message.error == {"code": "131026", "detail": "Not on WhatsApp"}
