"""What happens when others act while the bot thinks: one answer, an agent's claim wins, the newest line counts."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Team, User
from chatbot.engine.types import Decision, Snapshot
from chatbot.models import Turn
from chatbot.services import take_turn, turns
from conversations.models import Status
from conversations.services.assignment import assign_conversation
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work: Callable[[], Any]) -> Any:
    """In another worker's stead, with a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=20)


@pytest.fixture
def while_it_thinks(monkeypatch: Any) -> Callable[[Callable[[], Any]], None]:
    """What is given happens once, in another thread, between the claim and the answer."""

    def arrange(happening: Callable[[], Any]) -> None:
        think, pending = turns.think, [happening]

        def slow(snapshot: Snapshot) -> Decision:
            decision = think(snapshot)
            if pending:
                in_thread(pending.pop())
            return decision

        monkeypatch.setattr(turns, "think", slow)

    return arrange


def test_many_workers_at_once_answer_once(knowledge: None, maria: Writer) -> None:
    pk = maria.write("quero meu boleto").pk
    start = threading.Barrier(6)

    def work() -> str:
        try:
            start.wait()
            return take_turn(pk).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = [future.result(timeout=20) for future in [pool.submit(work) for _ in range(6)]]
    assert outcomes.count("answered") == 1
    assert len(maria.answers) == 1


def test_an_agent_who_takes_it_meanwhile_wins(
    knowledge: None, support: Team, alice: User, maria: Writer, while_it_thinks: Any
) -> None:
    pk = maria.write("quero meu boleto").pk
    while_it_thinks(lambda: assign_conversation(pk, agent=alice, by=alice))
    assert take_turn(pk).outcome == "overtaken"
    assert maria.answers == []
    assert (maria.conversation.status, maria.conversation.assigned_to) == (Status.IN_PROGRESS, alice)


def test_a_newer_line_overtakes_the_draft_and_both_are_answered_together(
    knowledge: None, maria: Writer, while_it_thinks: Any
) -> None:
    pk = maria.write("minha internet").pk
    while_it_thinks(lambda: maria.write("ta muito lenta"))
    assert take_turn(pk).outcome == "overtaken"
    assert maria.answers == []
    assert take_turn(pk).outcome == "answered"
    assert [turn.question for turn in maria.turns] == ["", "minha internet\nta muito lenta"]
    assert len(maria.answers) == 1


def test_a_worker_that_was_given_up_for_dead_does_not_answer_too(
    knowledge: None, maria: Writer, while_it_thinks: Any, monkeypatch: Any
) -> None:
    """Its claim ran out while it thought; another worker took the turn and answered."""
    monkeypatch.setattr(turns, "CLAIM", turns.CLAIM * 0)
    pk = maria.write("quero meu boleto").pk
    while_it_thinks(lambda: take_turn(pk))
    take_turn(pk)
    assert len(maria.answers) == 1
    assert [turn.outcome for turn in maria.turns] == ["answered"]


def test_a_message_that_comes_while_it_thinks_waits_for_the_end_of_that_turn(
    knowledge: None, maria: Writer, while_it_thinks: Any
) -> None:
    pk, meanwhile = maria.write("minha internet").pk, []
    while_it_thinks(lambda: meanwhile.append(take_turn(maria.write("ta muito lenta").pk)))
    assert take_turn(pk).outcome == "overtaken"
    assert [(result.outcome, result.due_in) for result in meanwhile] == [("not_yet", 1.0)]
    assert take_turn(pk).outcome == "answered"
    assert len(maria.answers) == 1


def test_a_dead_workers_turn_holds_up_no_later_message(knowledge: None, maria: Writer) -> None:
    conversation = maria.write("oi")
    old = timezone.now() - turns.CLAIM
    Turn.objects.create(conversation=conversation, answers=conversation.messages.get(), claimed_at=old)
    maria.write("quero meu boleto")
    assert take_turn(conversation.pk).outcome == "answered"
    assert [turn.outcome for turn in maria.turns] == ["failed", "answered"]
