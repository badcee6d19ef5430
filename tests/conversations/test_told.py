"""What events tell is read by statements that are composed once; they must mean what Django's own mean."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from conversations.api.representation import conversation_data, message_data
from conversations.models import Conversation, Label, Message
from conversations.services.details import set_labels
from conversations.told import told_cards, told_messages
from tests.builders import make_incoming, make_outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def labelled(taken: Conversation, alice: User) -> Conversation:
    make_outgoing(taken, "Olá!", author=alice)
    set_labels(taken.pk, by=alice, labels=[Label.objects.create(name="VIP"), Label.objects.create(name="Boleto")])
    return taken


def test_a_card_is_the_same_as_in_a_list(labelled: Conversation, django_assert_num_queries: Any) -> None:
    told_cards([labelled.pk])
    wanted = {row.pk: conversation_data(row) for row in Conversation.objects.with_card()}
    with django_assert_num_queries(2):
        assert {row.pk: conversation_data(row) for row in told_cards(list(wanted))} == wanted
    assert [label["name"] for label in wanted[labelled.pk]["labels"]] == ["Boleto", "VIP"]


def test_without_labels_one_statement_tells_all(queued: Conversation, django_assert_num_queries: Any) -> None:
    told_cards([queued.pk])
    with django_assert_num_queries(1):
        assert [conversation_data(row)["labels"] for row in told_cards([queued.pk])] == [[]]


def test_messages_are_the_same_and_in_their_order(taken: Conversation, alice: User) -> None:
    make_outgoing(taken, "Olá!", author=alice)
    make_incoming(taken, "oi")
    rows = list(Message.objects.select_related("conversation__customer", "author").order_by("pk"))
    assert [message_data(row) for row in told_messages([row.pk for row in rows][::-1])] == list(
        map(message_data, rows)
    )


def test_each_call_asks_for_its_own_rows(taken: Conversation) -> None:
    assert [row.pk for row in told_cards([taken.pk])] == [taken.pk]
    assert told_cards([uuid4()]) == told_cards([]) == []
    assert [row.pk for row in told_cards([uuid4(), taken.pk])] == [taken.pk]


def test_what_is_not_told_can_still_be_read(queued: Conversation, django_assert_num_queries: Any) -> None:
    (row,) = told_cards([queued.pk])
    with django_assert_num_queries(1):
        assert row.channel.name
