"""A worker that stood still (a paused machine, a database that was away) comes back when its message is another's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Message, MessageStatus
from conversations.services import outbox
from conversations.services.decisions import retry_message
from conversations.services.statuses import StatusUpdate, apply_statuses
from tests.builders import make_outgoing
from tests.graph import running_graph
from whatsapp.client import GraphClient
from whatsapp.services import delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(taken: Conversation, alice: User) -> Message:
    """As its first worker knows it. It was given up, sent again by decision, and is another worker's now."""
    message = make_outgoing(taken)
    (held,) = outbox.claim_heads([taken.pk])
    outbox.give_up_claims(timedelta(0))
    outbox.expire_unconfirmed(timedelta(0))
    retry_message(message.pk, by=alice)
    assert outbox.claim_heads([taken.pk])
    return held


WORDS: dict[str, Callable[[Message], object]] = {
    "again later": lambda message: outbox.retry_later(message, seconds=0, code="2", detail=""),
    "held": lambda message: outbox.hold(message, seconds=0, code="stopped", detail=""),
    "unknown": outbox.mark_unconfirmed,
    "refused": lambda message: outbox.mark_failed(message, code="131026", detail=""),
    "mine": outbox.renew_claim,
}


@pytest.mark.parametrize("word", WORDS)
def test_what_it_says_counts_no_more(late: Message, word: str) -> None:
    now_held = Message.objects.get(pk=late.pk)
    assert not WORDS[word](late)
    assert Message.objects.get(pk=late.pk).status == MessageStatus.SENDING
    assert outbox.claim_heads([late.conversation_id]) == []  # never two at once
    assert outbox.renew_claim(now_held)
    assert outbox.renew_claim(now_held)


def test_it_does_not_send_what_it_holds_for_too_long(taken: Conversation) -> None:
    make_outgoing(taken)
    with running_graph() as graph:
        client = GraphClient(base_url=graph.url, version="v26.0", token="t")
        (claim,) = delivery.claim_heads([taken.pk], client=client)
        claim.message.claimed_at = timezone.now() - timedelta(seconds=delivery.CLAIM_SECONDS)
        outbox.give_up_claims(timedelta(0))
        assert isinstance(delivery.call(claim), delivery.ClaimLost)
        assert graph.calls == []


def test_a_sign_of_a_message_that_was_never_tried_is_somebody_elses(taken: Conversation) -> None:
    message = make_outgoing(taken)
    stray = StatusUpdate("wamid.other", MessageStatus.DELIVERED, timezone.now(), message_id=message.pk)
    assert apply_statuses([stray]) == [stray]
    assert outbox.claim_heads([taken.pk])


def failed(message: Message) -> StatusUpdate:
    error = {"code": "131026", "detail": ""}
    return StatusUpdate("wamid.first", MessageStatus.FAILED, timezone.now(), message_id=message.pk, error=error)


def test_the_first_attempts_failure_told_twice_does_not_end_the_second(taken: Conversation, alice: User) -> None:
    message = make_outgoing(taken)
    outbox.mark_all_sent([(held, "wamid.first") for held in outbox.claim_heads([taken.pk])])
    apply_statuses([failed(message)])
    retry_message(message.pk, by=alice)
    apply_statuses([failed(message)])  # Meta tells things twice
    (again,) = outbox.claim_heads([taken.pk])
    apply_statuses([failed(message)])
    outbox.mark_all_sent([(again, "wamid.second")])
    message.refresh_from_db()
    assert (message.status, message.external_id, message.error) == (MessageStatus.SENT, "wamid.second", None)
