"""A team is deleted while others are at its conversations: each on a connection of their own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Team, User
from accounts.services.teams import delete_team
from conversations.exceptions import DomainError
from conversations.models import Conversation, SlaClock
from conversations.services import lifecycle
from conversations.services.clocks import keep_clocks
from conversations.services.sla_policies import save_policy
from conversations.services.sla_sweep import drop_strays
from tests.factories import ChannelFactory, ConversationFactory

pytestmark = pytest.mark.django_db(transaction=True)
FOR_ALL = {"priority": None, "first_response": 10, "next_response": 20, "resolution": 240}


@pytest.fixture
def promised(support: Team, charlie: User) -> Team:
    save_policy(support, by=charlie, counting="clock", targets=[FOR_ALL])
    return support


@pytest.fixture
def waiting(promised: Team, robo: User) -> Conversation:
    row = ConversationFactory(channel=ChannelFactory(), assigned_to=robo)
    lifecycle.escalate_conversation(row.pk, by=robo, team=promised)
    return Conversation.objects.get(pk=row.pk)


def closing(work: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    try:
        return work(*args, **fields)
    finally:
        connection.close()


def test_a_clock_that_is_being_written_does_not_keep_the_team_from_being_deleted(
    waiting: Conversation, promised: Team, charlie: User
) -> None:
    """The writer holds the conversation, and commits while the team is being deleted."""
    SlaClock.objects.all().delete()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Conversation.objects.select_for_update().get(pk=waiting.pk)
            keep_clocks([waiting.pk])
            assert SlaClock.objects.filter(team=promised).count() == 2
            deleting = pool.submit(closing, delete_team, promised, by=charlie)
            time.sleep(0.5)
            assert not deleting.done()
        deleting.result(timeout=20)
    waiting.refresh_from_db()
    assert waiting.team is None and not Team.objects.filter(pk=promised.pk).exists()
    assert set(SlaClock.objects.values_list("team", flat=True)) == {None}
    drop_strays()
    assert not SlaClock.objects.filter(stopped_at=None).exists()


def test_a_conversation_that_comes_to_the_team_at_the_same_moment_is_without_one(
    promised: Team, charlie: User, robo: User
) -> None:
    row = ConversationFactory(channel=ChannelFactory(), assigned_to=robo)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lifecycle.escalate_conversation(row.pk, by=robo, team=promised)
            deleting = pool.submit(closing, delete_team, promised, by=charlie)
            time.sleep(0.5)
        deleting.result(timeout=20)
    row.refresh_from_db()
    assert (row.team, row.status) == (None, "queue")
    assert set(SlaClock.objects.values_list("team", flat=True)) == {None}


def test_many_who_come_to_a_team_and_its_end_leave_nobody_with_a_failure(
    promised: Team, charlie: User, robo: User
) -> None:
    """Whoever comes first wins; nobody sees the database's own words."""
    channel = ChannelFactory()
    rows = [ConversationFactory(channel=channel, assigned_to=robo) for _ in range(12)]
    start = threading.Barrier(4)

    def hand_over(some: list[Conversation]) -> list[str]:
        start.wait(10)
        return [_outcome(partial(lifecycle.escalate_conversation, row.pk, by=charlie, team=promised)) for row in some]

    with ThreadPoolExecutor(4) as pool:
        handing = [pool.submit(closing, hand_over, rows[first::3]) for first in range(3)]

        def end() -> None:
            start.wait(10)
            time.sleep(0.02)
            delete_team(promised, by=charlie)

        ended: Future[None] = pool.submit(closing, end)
        outcomes = [outcome for future in handing for outcome in future.result(timeout=30)]
        ended.result(timeout=30)
    assert set(outcomes) <= {"done", "does_not_exist"}
    assert not Conversation.objects.exclude(team=None).exists()
    assert not SlaClock.objects.exclude(team=None).exists()


def _outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.code
    return "done"


def test_the_bot_hands_over_to_a_team_that_is_gone_all_the_same(promised: Team, charlie: User, robo: User) -> None:
    row = ConversationFactory(channel=ChannelFactory(), assigned_to=robo)
    delete_team(Team.objects.get(pk=promised.pk), by=charlie)
    lifecycle.escalate_conversation(row.pk, by=robo, team=promised)
    row.refresh_from_db()
    assert (row.status, row.team) == ("queue", None)
