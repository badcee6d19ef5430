"""Every kind of inbound message, as Meta sends it, becomes what it is."""

import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from conversations.api.representation import conversation_data, message_data
from conversations.events import MessageChanged
from conversations.models import (
    Conversation,
    Customer,
    Message,
    MessageChange,
    MessageStatus,
    MessageType,
    Status,
)
from conversations.services.changes import settle_changes
from conversations.services.quotes import settle_quotes
from tests import webhooks
from tests.builders import make_incoming, make_outgoing
from whatsapp.models import Payload
from whatsapp.services.inbound import drain_lane

pytestmark = pytest.mark.django_db
LANE = settings.WHATSAPP_PHONE_NUMBER_ID
ANA = "5511987654321"
NOW = int(time.time())


def apply(*messages: dict[str, Any]) -> None:
    payload = webhooks.store(webhooks.body(*messages))[0]
    drain_lane(LANE)
    payload.refresh_from_db()
    assert (payload.state, payload.error) == (Payload.State.APPLIED, "")


def of_type(kind: str, content: Any, **fields: Any) -> dict[str, Any]:
    raw = webhooks.message(fields.pop("id", f"wamid.{kind}"), **{"type": kind, kind: content, **fields})
    if kind != "text":
        del raw["text"]
    return raw


def field_change(field: str, value: dict[str, Any]) -> bytes:
    value = {"metadata": {"phone_number_id": LANE, "display_phone_number": "551130000000"}, **value}
    entry = {"id": "WABA", "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def reaction(target: str, emoji: str | None, *, at: int = NOW, id: str = "wamid.r") -> dict[str, Any]:
    content = {"message_id": target, **({} if emoji is None else {"emoji": emoji})}
    return of_type("reaction", content, id=id, at=at)


def shown(message: Message) -> list[str]:
    message.refresh_from_db()
    return [row["emoji"] for row in message_data(message)["reactions"]]


def ana() -> Conversation:
    apply(webhooks.message("wamid.1", body="Oi"))
    return Conversation.objects.get()


def test_a_voice_note_is_told_from_an_audio_file() -> None:
    note = {"id": "M", "mime_type": "audio/ogg; codecs=opus", "sha256": "x", "voice": True}
    apply(of_type("audio", note), of_type("audio", {**note, "voice": False}, id="wamid.file"))
    first, second = Message.objects.order_by("pk")
    assert first.media is not None and second.media is not None
    assert first.media["is_voice"] is True
    assert "is_voice" not in second.media


def test_a_flow_reply_is_read_into_fields() -> None:
    reply = {"name": "flow", "body": "Sent", "response_json": '{"cpf": "123", "plano": ["A", "B"]}'}
    apply(of_type("interactive", {"type": "nfm_reply", "nfm_reply": reply}))
    assert Message.objects.get().payload["flow"]["fields"] == {"cpf": "123", "plano": ["A", "B"]}


@pytest.mark.parametrize("response", ["{", "[1]", "NaN", "[" * 5000, ""])
def test_a_flow_reply_that_is_no_json_stays_as_it_is(response: str) -> None:
    reply = {"name": "flow", "body": "Sent", "response_json": response}
    apply(of_type("interactive", {"type": "nfm_reply", "nfm_reply": reply}))
    message = Message.objects.get()
    assert (message.content, message.payload["flow"]["fields"]) == ("Sent", {})


def test_an_order_is_added_up_by_currency() -> None:
    rows = [
        {"product_retailer_id": "a", "quantity": 2, "item_price": 10.5, "currency": "BRL"},
        {"product_retailer_id": "b", "quantity": "1", "item_price": "4.00", "currency": "BRL"},
        {"product_retailer_id": "c", "quantity": "x", "item_price": 1e300, "currency": "USD"},
    ]
    apply(of_type("order", {"catalog_id": "C", "text": "por favor", "product_items": rows}))
    message = Message.objects.get()
    assert message.type == MessageType.ORDER
    assert message.payload["totals"] == [{"currency": "BRL", "amount": "25.00"}]


def test_a_reply_names_its_message_also_when_both_come_together() -> None:
    apply(
        webhooks.message("wamid.q", at=NOW - 5),
        webhooks.message("wamid.a", context={"from": ANA, "id": "wamid.q"}),
    )
    assert Message.objects.get(external_id="wamid.a").reply_to == Message.objects.get(external_id="wamid.q")


def test_a_reply_is_linked_when_its_message_comes_later(
    published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    apply(webhooks.message("wamid.a", context={"from": ANA, "id": "wamid.q"}))
    answer = Message.objects.get(external_id="wamid.a")
    assert (answer.reply_to, answer.reply_to_external_id) == (None, "wamid.q")
    with django_capture_on_commit_callbacks(execute=True):
        apply(webhooks.message("wamid.q", at=NOW - 5))
    answer.refresh_from_db()
    assert (answer.reply_to, answer.reply_to_external_id) == (Message.objects.get(external_id="wamid.q"), None)
    assert [event.message_id for event in published if isinstance(event, MessageChanged)] == [answer.pk]


def test_a_reply_to_a_message_whose_id_we_learn_later_is_linked_by_the_sweeper() -> None:
    ours = make_outgoing(ana(), status=MessageStatus.SENDING)
    apply(webhooks.message("wamid.a", context={"from": "551130000000", "id": "wamid.late"}))
    assert settle_quotes() == 0
    Message.objects.filter(pk=ours.pk).update(external_id="wamid.late", status=MessageStatus.SENT)
    assert (settle_quotes(), settle_quotes()) == (1, 0)
    assert Message.objects.get(external_id="wamid.a").reply_to == ours


def test_a_forward_and_a_product_are_marked() -> None:
    product = {"catalog_id": "C", "product_retailer_id": "P"}
    apply(
        webhooks.message("wamid.1", context={"frequently_forwarded": True}),
        webhooks.message("wamid.2", context={"referred_product": product}),
    )
    first, second = (message_data(row) for row in Message.objects.order_by("pk"))
    assert (first["forwarded"], first["frequently_forwarded"], second["forwarded"]) == (True, True, False)
    assert second["product"] == product


def test_an_advertisement_stays_with_message_and_conversation() -> None:
    referral = {"source_url": "https://fb.me/x", "source_type": "ad", "headline": "Fibra", "ctwa_clid": "c"}
    apply(webhooks.message("wamid.1", referral=referral), webhooks.message("wamid.2"))
    conversation = Conversation.objects.get()
    assert conversation_data(conversation)["referral"] == referral
    assert message_data(Message.objects.get(external_id="wamid.1"))["referral"] == referral


def test_an_unknown_type_is_kept_raw_under_its_name() -> None:
    apply(of_type("hologram", {"depth": 3}))
    message = Message.objects.get()
    assert (message.type, message.payload["kind"]) == (MessageType.UNSUPPORTED, "hologram")
    assert message.payload["raw"]["hologram"] == {"depth": 3}


def test_an_unsupported_one_keeps_the_reason() -> None:
    error = {"code": 131051, "title": "Message type unknown", "error_data": {"details": "Polls"}}
    apply(of_type("unsupported", {"type": "poll"}, errors=[error]))
    payload = Message.objects.get().payload
    assert (payload["kind"], payload["was"], payload["errors"][0]["code"]) == ("unsupported", "poll", 131051)


# --- Reactions ---


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_reaction_belongs_to_its_message_and_is_none_itself(is_ours: bool) -> None:
    conversation = ana()
    make = make_outgoing if is_ours else make_incoming
    fields = {"status": MessageStatus.READ} if is_ours else {}
    target = make(conversation, external_id="wamid.t", **fields)
    Conversation.objects.update(unread=0, customer_waiting_since=None)
    apply(reaction("wamid.t", "👍"))
    conversation.refresh_from_db()
    assert shown(target) == ["👍"]
    assert Message.objects.count() == 2
    assert (conversation.unread, conversation.customer_waiting_since) == (0, None)


def test_a_newer_reaction_replaces_and_an_older_one_that_comes_late_does_not() -> None:
    target = make_incoming(ana(), external_id="wamid.t")
    apply(reaction("wamid.t", "❤️", at=NOW - 10, id="wamid.r2"))
    apply(reaction("wamid.t", "👍", at=NOW - 20, id="wamid.r1"))
    assert shown(target) == ["❤️"]
    apply(reaction("wamid.t", "😂", at=NOW - 5, id="wamid.r3"))
    assert shown(target) == ["😂"]


@pytest.mark.parametrize("emoji", ["", None])
def test_a_reaction_is_taken_back_and_stays_so(emoji: str | None) -> None:
    target = make_incoming(ana(), external_id="wamid.t")
    apply(reaction("wamid.t", emoji, at=NOW - 1, id="wamid.r2"))
    apply(reaction("wamid.t", "👍", at=NOW - 9, id="wamid.r1"))
    assert shown(target) == []


def test_a_reaction_that_comes_before_its_message_waits_for_it() -> None:
    ana()
    apply(reaction("wamid.t", "👍"))
    assert MessageChange.objects.get().message is None
    apply(webhooks.message("wamid.t"))
    assert shown(Message.objects.get(external_id="wamid.t")) == ["👍"]


def test_a_reaction_to_a_message_whose_id_we_learn_later_is_found_by_the_sweeper() -> None:
    target = make_outgoing(ana(), status=MessageStatus.SENDING)
    apply(reaction("wamid.late", "👍"))
    Message.objects.filter(pk=target.pk).update(external_id="wamid.late", status=MessageStatus.SENT)
    assert (settle_changes(), settle_changes()) == (1, 0)
    assert shown(target) == ["👍"]


def test_a_reaction_opens_the_window_of_a_closed_conversation_and_no_new_one(closed: Conversation) -> None:
    Conversation.objects.update(window_expires_at=timezone.now())
    apply(of_type("reaction", {"message_id": "wamid.x", "emoji": "👍"}, **{"from": "5511999999999"}))
    closed.refresh_from_db()
    assert closed.is_window_open
    assert (closed.status, Conversation.objects.count()) == (Status.CLOSED, 1)


def test_a_reaction_of_a_stranger_makes_nobody() -> None:
    apply(reaction("wamid.x", "👍"))
    assert not Customer.objects.exists()
    assert MessageChange.objects.get().data == {"emoji": "👍"}


# --- Edits and revokes ---


def edit(target: str, text: str, **fields: Any) -> dict[str, Any]:
    new = {"original_message_id": target, "message": {"type": "text", "text": {"body": text}}}
    return of_type("edit", new, **fields)


def revoke(target: str, **fields: Any) -> dict[str, Any]:
    return of_type("revoke", {"original_message_id": target}, **fields)


def test_an_edit_shows_the_new_and_keeps_the_first() -> None:
    ana()
    raw = edit("wamid.1", "Oi!")
    apply(raw)
    apply(raw)
    message = Message.objects.get()
    assert (message.content, message.versions[0]["content"], len(message.versions)) == ("Oi!", "Oi", 1)
    assert message_data(message)["edited_at"]


@pytest.mark.parametrize("first", ["message", "revoke"])
def test_a_revoke_empties_the_message_whatever_comes_first(first: str) -> None:
    parts = [webhooks.message("wamid.1", body="segredo"), revoke("wamid.1")]
    for raw in parts if first == "message" else parts[::-1]:
        apply(raw)
    message = Message.objects.get()
    assert (message.content, message.media, message.versions[0]["content"]) == ("", None, "segredo")
    assert "segredo" not in json.dumps(message_data(message))
    assert not Message.objects.filter(media__isnull=False).exists()


def test_nobody_takes_back_what_others_wrote() -> None:
    message = make_outgoing(ana(), "nosso", status=MessageStatus.SENT, external_id="wamid.ours")
    apply(revoke("wamid.ours"), edit("wamid.ours", "deles"))
    message.refresh_from_db()
    assert (message.content, message.deleted_at) == ("nosso", None)


# --- News, echoes, groups ---


@pytest.mark.parametrize("kind", ["user_changed_number", "customer_changed_number"])
def test_a_customer_with_a_new_number_stays_the_same(kind: str) -> None:
    conversation = ana()
    apply(of_type("system", {"type": kind, "body": "mudou", "wa_id": "5521911112222", "user_id": "BR.9"}))
    customer = Customer.objects.get()
    assert customer.phone == "+5521911112222"
    assert set(customer.identities.values_list("value", flat=True)) == {ANA, "5521911112222", "BR.9"}
    apply(webhooks.message("wamid.2", sender="5521911112222"))
    conversation.refresh_from_db()
    assert (conversation.unread, Conversation.objects.count()) == (2, 1)
    assert list(conversation.messages.values_list("type", flat=True).order_by("pk")) == ["text", "system", "text"]


def test_another_user_id_is_learned_by_its_own_field() -> None:
    apply(webhooks.message("wamid.1", from_user_id="BR.1"))
    change = {"wa_id": ANA, "user_id": {"previous": "BR.1", "current": "BR.2"}, "timestamp": str(NOW)}
    webhooks.store(field_change("user_id_update", {"user_id_update": [change]}))
    drain_lane(LANE)
    assert Customer.objects.get().identities.filter(kind="user_id").count() == 2


def test_what_the_business_writes_on_its_phone_is_sent_already() -> None:
    conversation = ana()
    echo = {**webhooks.message("wamid.echo", body="do celular"), "from": "551130000000", "to": ANA}
    raw = field_change("smb_message_echoes", {"message_echoes": [echo]})
    webhooks.store(raw, raw)
    drain_lane(LANE)
    message = Message.objects.get(external_id="wamid.echo")
    conversation.refresh_from_db()
    assert (message.direction, message.status, message.conversation) == ("outgoing", "sent", conversation)
    assert (conversation.unread, conversation.customer_waiting_since) == (0, None)
    assert conversation.channel.whatsapp_number.allowed_rate == 20


def test_a_groups_messages_stay_apart_and_wake_no_bot() -> None:
    conversation = ana()
    apply(webhooks.message("wamid.g", group_id="G1"), webhooks.message("wamid.g2", "5521911112222", group_id="G1"))
    group = Conversation.objects.exclude(pk=conversation.pk).get()
    assert (group.status, group.customer.is_group, group.messages.count()) == (Status.QUEUE, True, 2)
    assert message_data(group.messages.order_by("pk")[0])["group"]["member"] == "551187654321"
    assert conversation.messages.count() == 1


# --- Statuses ---


def test_played_and_the_price_are_kept() -> None:
    message = make_outgoing(ana(), status=MessageStatus.SENT, external_id="wamid.out")
    pricing = {"billable": True, "category": "utility", "type": "regular"}
    statuses = (
        webhooks.status("wamid.out", "delivered", pricing=pricing),
        webhooks.status("wamid.out", "played"),
    )
    webhooks.store(webhooks.body(statuses=statuses))
    drain_lane(LANE)
    message.refresh_from_db()
    assert (message.status, message.pricing) == ("read", pricing)
    assert message.played_at


def test_a_status_tells_the_customers_user_id() -> None:
    conversation = ana()
    make_outgoing(conversation, status=MessageStatus.SENT, external_id="wamid.out")
    webhooks.store(webhooks.body(statuses=(webhooks.status("wamid.out", "sent", recipient_user_id="BR.7"),)))
    drain_lane(LANE)
    assert conversation.customer.identities.filter(kind="user_id", value="BR.7").exists()


def test_a_bad_message_is_a_problem_and_its_neighbours_count() -> None:
    bad = {"id": "x" * 900, "from": ANA, "type": "text"}
    payload = webhooks.store(webhooks.body(webhooks.message("wamid.1"), bad, {"type": "text"}))[0]
    drain_lane(LANE)
    payload.refresh_from_db()
    assert payload.state == Payload.State.FAILED
    assert Message.objects.get().external_id == "wamid.1"


def test_a_batch_of_every_kind_costs_the_same_statements_however_long(django_assert_max_num_queries: Any) -> None:
    for n in range(40):
        sender = f"55119{70000000 + n}"
        webhooks.store(
            webhooks.body(
                webhooks.message(f"wamid.{n}", sender),
                of_type("reaction", {"message_id": f"wamid.{n}", "emoji": "👍"}, id=f"wamid.r{n}", **{"from": sender}),
                edit(f"wamid.{n}", "novo", id=f"wamid.e{n}", **{"from": sender}),
                of_type(
                    "system",
                    {"type": "user_changed_user_id", "user_id": f"BR.{n}"},
                    id=f"wamid.s{n}",
                    **{"from": sender},
                ),
            )
        )
    with django_assert_max_num_queries(75):
        drain_lane(LANE)
    assert Message.objects.filter(edited_at__isnull=False).count() == 40
