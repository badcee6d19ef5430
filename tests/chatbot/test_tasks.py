"""The bot wakes when a customer writes, and the sweeper finds whom nobody woke it for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Team, User
from chatbot import receivers, tasks
from chatbot.models import Turn
from conversations.events import MessageReceived
from conversations.models import Channel
from conversations.services.assignment import assign_conversation
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def knocks(monkeypatch: Any) -> list[str]:
    cache.clear()
    heard: list[str] = []

    def hear(task: Any, pk: str, countdown: float | None = None) -> bool:
        heard.append(pk)
        return True

    monkeypatch.setattr(receivers, "knock", hear)
    monkeypatch.setattr(tasks, "knock", hear)
    return heard


def received(writer: Writer, count: int = 1) -> list[MessageReceived]:
    return [MessageReceived(message_id=n, conversation_id=writer.conversation.pk) for n in range(count)]


def test_many_messages_wake_it_once(maria: Writer, knocks: list[str], django_assert_num_queries: Any) -> None:
    pk = maria.write("oi").pk
    events = received(maria, 5)
    with django_assert_num_queries(1):
        receivers.wake_bot(events)
    assert knocks == [str(pk)]


def test_a_flood_is_one_knock_that_wakes_it_for_every_conversation(
    channel: Channel, knocks: list[Any], django_assert_num_queries: Any
) -> None:
    pks = [str(Writer(channel, f"55119777700{n:02}").write("oi").pk) for n in range(10)]
    with django_assert_num_queries(1):
        receivers.wake_bot([MessageReceived(message_id=1, conversation_id=UUID(pk)) for pk in pks])
    (together,) = knocks
    assert sorted(together) == sorted(pks)
    knocks.clear()
    assert tasks.take_turns(together) == 10
    assert sorted(knocks) == sorted(pks)


def test_a_persons_conversation_does_not_wake_it(support: Team, alice: User, maria: Writer, knocks: list[str]) -> None:
    assign_conversation(maria.write("oi").pk, agent=alice, by=alice)
    receivers.wake_bot(received(maria))
    assert knocks == []


def test_the_task_comes_back_when_the_customer_is_still_writing(
    maria: Writer, knocks: list[str], settings: Any
) -> None:
    settings.CHATBOT_WAIT_MS = 3000
    pk = str(maria.write("oi").pk)
    assert tasks.take_turn(pk) == "not_yet"
    assert knocks == [pk]


def test_the_task_for_a_conversation_that_is_gone_does_nothing(db: None) -> None:
    assert tasks.take_turn("00000000-0000-0000-0000-000000000000") == "nothing"


def test_the_sweeper_knocks_for_whoever_waits_too_long_and_not_twice_in_a_row(
    maria: Writer, knocks: list[str]
) -> None:
    conversation = maria.write("oi")
    assert tasks.sweep_turns() == 0
    conversation.customer_waiting_since = timezone.now() - timedelta(seconds=10)
    conversation.save(update_fields=["customer_waiting_since"])
    assert tasks.sweep_turns() == 1
    assert knocks == [str(conversation.pk)]
    assert tasks.sweep_turns() == 0


def test_the_sweeper_closes_turns_that_nobody_will_end(maria: Writer, knocks: list[str]) -> None:
    conversation = maria.write("oi")
    old = timezone.now() - timedelta(hours=1)
    Turn.objects.create(conversation=conversation, answers=conversation.messages.get(), claimed_at=old)
    tasks.sweep_turns()
    assert maria.turns[0].outcome == Turn.Outcome.FAILED
