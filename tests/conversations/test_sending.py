"""An agent's answer: who may write, who takes by it, what is refused."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from conversations.events import ConversationAssigned, MessageQueued
from conversations.exceptions import AssignedToOther, ConversationIsClosed, Invalid, NotFound, Overtaken, WindowClosed
from conversations.models import Conversation, Message, MessageType, Status
from conversations.services.lifecycle import escalate_conversation
from conversations.services.sending import Draft, send_bot_answer, send_message
from tests.builders import make_conversation, make_incoming
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_answering_a_queued_conversation_takes_it(queued: Conversation, alice: User) -> None:
    send_message(queued.pk, draft=Draft(content="Oi"), by=alice)
    queued.refresh_from_db()
    assert (queued.status, queued.assigned_to) == (Status.IN_PROGRESS, alice)
    assert queued.first_response_at is not None
    assert queued.unread == 0


def test_another_agent_gets_a_clear_conflict(taken: Conversation, support: Any) -> None:
    colleague = UserFactory(teams=[support])
    with pytest.raises(AssignedToOther):
        send_message(taken.pk, draft=Draft(content="Oi"), by=colleague)


def test_a_supervisor_may_write_without_taking(taken: Conversation, charlie: User, alice: User) -> None:
    send_message(taken.pk, draft=Draft(content="Oi"), by=charlie)
    taken.refresh_from_db()
    assert taken.assigned_to == alice


def test_an_agent_of_another_team_does_not_even_see_it(queued: Conversation, bob: User) -> None:
    with pytest.raises(NotFound):
        send_message(queued.pk, draft=Draft(content="Oi"), by=bob)


def test_outside_the_window_only_templates_go(taken: Conversation, alice: User) -> None:
    Conversation.objects.update(window_expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(WindowClosed):
        send_message(taken.pk, draft=Draft(content="Oi"), by=alice)
    assert not Message.objects.filter(direction="outgoing").exists()
    send_message(taken.pk, draft=Draft(type=MessageType.TEMPLATE, content="Olá"), by=alice)


def test_a_closed_conversation_takes_no_message(closed: Conversation, alice: User) -> None:
    with pytest.raises(ConversationIsClosed):
        send_message(closed.pk, draft=Draft(content="Oi"), by=alice)


@pytest.mark.parametrize(("content", "code"), [("  ", "blank"), ("x" * 4097, "max_length")])
def test_what_cannot_be_sent_names_the_field(taken: Conversation, alice: User, content: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        send_message(taken.pk, draft=Draft(content=content), by=alice)
    assert (refused.value.code, refused.value.attr) == (code, "content")


def test_a_reply_must_be_to_a_message_of_this_conversation(taken: Conversation, alice: User) -> None:
    elsewhere = make_incoming(make_conversation())
    with pytest.raises(Invalid) as refused:
        send_message(taken.pk, draft=Draft(content="Oi", reply_to_id=elsewhere.pk), by=alice)
    assert refused.value.attr == "reply_to"


def test_the_same_client_id_twice_is_one_message(taken: Conversation, alice: User) -> None:
    first = send_message(taken.pk, draft=Draft(content="Oi", client_id="c1"), by=alice)
    again = send_message(taken.pk, draft=Draft(content="Oi", client_id="c1"), by=alice)
    assert first.pk == again.pk


def test_what_a_bot_agent_writes_after_handing_over_is_sent_and_takes_nothing_back(
    with_bot: Conversation, robo: User, alice: User
) -> None:
    escalate_conversation(with_bot.pk, by=robo)
    send_message(with_bot.pk, draft=Draft(content="Um momento"), by=robo)
    with_bot.refresh_from_db()
    assert (with_bot.status, with_bot.assigned_to) == (Status.QUEUE, None)


def test_the_bots_answer_is_dropped_when_the_customer_wrote_again(with_bot: Conversation) -> None:
    asked = with_bot.messages.get()
    make_incoming(with_bot, "e outra coisa")
    with pytest.raises(Overtaken):
        send_bot_answer(with_bot.pk, drafts=[Draft(content="resposta")], answers=asked.pk)


def test_the_bots_answer_is_dropped_when_a_person_took_over(with_bot: Conversation, alice: User) -> None:
    asked = with_bot.messages.get()
    send_message(with_bot.pk, draft=Draft(content="Deixa comigo"), by=alice)
    with pytest.raises(Overtaken):
        send_bot_answer(with_bot.pk, drafts=[Draft(content="resposta")], answers=asked.pk)


def test_events_tell_of_the_message_and_the_taking(
    queued: Conversation, alice: User, published: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = send_message(queued.pk, draft=Draft(content="Oi"), by=alice)
    assert MessageQueued(message_id=message.pk, conversation_id=queued.pk) in published
    assert ConversationAssigned(conversation_id=queued.pk, agent_id=alice.pk) in published


@pytest.mark.django_db(transaction=True)
def test_of_two_agents_who_answer_at_once_one_wins(queued: Conversation, support: Any) -> None:
    agents = [UserFactory(teams=[support]) for _ in range(4)]
    outcomes: list[str] = []
    start = threading.Barrier(len(agents))

    def answer(agent: User) -> None:
        start.wait()
        try:
            send_message(queued.pk, draft=Draft(content="Oi"), by=agent)
            outcomes.append("sent")
        except AssignedToOther as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["assigned_to_other"] * 3 + ["sent"]
    assert Message.objects.filter(direction="outgoing").count() == 1
