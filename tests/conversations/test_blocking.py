"""A blocked customer: kept, and nobody is called."""

import pytest
from django.utils import timezone

from conversations.exceptions import Forbidden, NotFound
from conversations.models import Conversation, Message, Status, TimelineEntry
from conversations.services.blocking import block_customer, unblock_customer
from conversations.services.identities import Sender
from conversations.services.incoming import IncomingMessage, record_incoming

pytestmark = pytest.mark.django_db


def write(channel, phone="5511999999999", external_id="wamid.b1"):
    item = IncomingMessage(
        external_id=external_id, sender=Sender(phone=phone), written_at=timezone.now(), content="Oi?"
    )
    return record_incoming(channel, [item])


def test_what_they_write_is_kept_and_rings_nowhere(
    closed, channel, customer, alice, published, django_capture_on_commit_callbacks
):
    block_customer(customer.pk, by=alice, reason="ofensas")
    with django_capture_on_commit_callbacks(execute=True):
        assert (write(channel), write(channel)) == (1, 0)
    assert Message.objects.get(external_id="wamid.b1").conversation == closed
    closed.refresh_from_db()
    assert (closed.status, closed.unread, Conversation.objects.count()) == (Status.CLOSED, 0, 1)
    assert published == []


def test_an_open_conversation_stays_as_it_is(taken, channel, customer, alice):
    block_customer(customer.pk, by=alice)
    before = Conversation.objects.values().get()
    write(channel)
    assert Conversation.objects.values().get() == before


def test_who_was_blocked_before_they_ever_wrote_has_a_closed_place(channel, customer, charlie):
    block_customer(customer.pk, by=charlie)
    assert write(channel) == 1
    assert Conversation.objects.get().status == Status.CLOSED


def test_others_in_the_same_batch_are_heard(closed, channel, customer, alice):
    block_customer(customer.pk, by=alice)
    write(channel, phone="5511988887777", external_id="wamid.b2")
    assert Conversation.objects.open().get().unread == 1


def test_agents_block_and_supervisors_undo(taken, customer, alice, bob, charlie):
    with pytest.raises(NotFound):
        block_customer(customer.pk, by=bob)
    block_customer(customer.pk, by=alice, reason="spam")
    with pytest.raises(Forbidden):
        unblock_customer(customer.pk, by=alice)
    unblock_customer(customer.pk, by=charlie)
    rows = TimelineEntry.objects.filter(kind__in=["blocked", "unblocked"]).order_by("pk")
    assert [(row.kind, row.data.get("reason")) for row in rows] == [("blocked", "spam"), ("unblocked", None)]


def test_an_agent_does_not_unblock_over_the_api_either(api, alice, taken, customer):
    block_customer(customer.pk, by=alice)
    assert api(alice).patch(f"/api/v1/customers/{customer.pk}", {"is_blocked": False}).status_code == 403
