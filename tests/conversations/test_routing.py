"""Next in line: the least loaded agent who is there, has room and belongs to the team."""

from typing import Any

import pytest

from accounts.models import Presence, Role, Team, User
from conversations.models import Conversation, Priority, Status
from conversations.services.assignment import assign_conversation, transfer_conversation
from conversations.services.lifecycle import close_conversation, escalate_conversation, wait_for_customer
from conversations.services.opening import open_or_current
from conversations.services.routing import places_in_queue, queue_position, release_bot_seats, route_queue
from tests.builders import go_online, make_conversation
from tests.factories import ChannelFactory, CustomerFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def agent(team: Team, **fields: object) -> User:
    return UserFactory(teams=[team], presence=Presence.ONLINE, **fields)


def test_the_least_loaded_agent_gets_it(support: Team) -> None:
    busy, free = agent(support), agent(support)
    make_conversation(Status.IN_PROGRESS, assigned_to=busy, team=support)
    waiting = make_conversation(Status.QUEUE, team=support)
    assert route_queue() == 1
    waiting.refresh_from_db()
    assert waiting.assigned_to == free


@pytest.mark.parametrize(
    "fields",
    [
        {"presence": Presence.AWAY},
        {"presence": Presence.OFFLINE},
        {"max_conversations": 0},
        {"role": Role.SUPERVISOR},
        {"role": Role.BOT},
        {"is_active": False},
    ],
)
def test_nobody_gets_it_who_is_not_there_or_has_no_room(support: Team, fields: dict[str, object]) -> None:
    UserFactory(teams=[support], **{"presence": Presence.ONLINE, **fields})
    make_conversation(Status.QUEUE, team=support)
    assert route_queue() == 0


def test_an_agent_of_another_team_does_not_get_it(support: Team) -> None:
    agent(TeamFactory())
    make_conversation(Status.QUEUE, team=support)
    assert route_queue() == 0


def test_in_a_manual_team_agents_take_for_themselves(db: None) -> None:
    team = TeamFactory(assignment=Team.Assignment.MANUAL)
    someone = agent(team)
    waiting = make_conversation(Status.QUEUE, team=team)
    assert route_queue() == 0
    assert assign_conversation(waiting.pk, agent=someone, by=someone).assigned_to == someone


def test_priority_comes_before_waiting_time(support: Team) -> None:
    agent(support, max_conversations=1)
    make_conversation(Status.QUEUE, team=support)
    urgent = make_conversation(Status.QUEUE, team=support, priority=Priority.URGENT)
    assert queue_position(urgent) == 1
    assert route_queue() == 1
    urgent.refresh_from_db()
    assert urgent.status == Status.IN_PROGRESS


def test_places_are_of_each_ones_own_queue(support: Team, sales: Team, django_assert_num_queries: Any) -> None:
    first, second = (make_conversation(Status.QUEUE, team=support) for _ in range(2))
    other, nobodys = make_conversation(Status.QUEUE, team=sales), make_conversation(Status.QUEUE)
    make_conversation(Status.QUEUE)
    left = make_conversation(Status.CLOSED, team=support)
    with django_assert_num_queries(1):
        found = places_in_queue([row.pk for row in (first, second, other, nobodys, left)])
    places = {place.conversation_id: (place.team_id, place.position, place.size) for place in found}
    assert places == {
        first.pk: (support.pk, 1, 2),
        second.pk: (support.pk, 2, 2),
        other.pk: (sales.pk, 1, 1),
        nobodys.pk: (None, 1, 2),
        left.pk: (support.pk, 0, 2),
    }


def test_room_appears_when_a_conversation_is_closed_or_waits(support: Team) -> None:
    someone = agent(support, max_conversations=1)
    first, second, third = (make_conversation(Status.QUEUE, team=support) for _ in range(3))
    assert route_queue() == 1
    assert route_queue() == 0
    close_conversation(first.pk, by=someone)
    assert route_queue() == 1
    wait_for_customer(second.pk, by=someone)
    assert route_queue() == 1
    third.refresh_from_db()
    assert third.assigned_to == someone


def test_many_are_spread_evenly_and_never_above_the_limit(support: Team) -> None:
    agents = [agent(support, max_conversations=4) for _ in range(3)]
    for _ in range(20):
        make_conversation(Status.QUEUE, team=support)
    assert route_queue() == 12
    loads = [Conversation.objects.filter(assigned_to=someone).count() for someone in agents]
    assert loads == [4, 4, 4]


def test_escalating_without_a_team_goes_to_the_default_one(with_bot: Conversation, robo: User, support: Team) -> None:
    assert escalate_conversation(with_bot.pk, by=robo, reason="pediu").team == support


def test_escalating_twice_keeps_the_place(with_bot: Conversation, robo: User) -> None:
    first = escalate_conversation(with_bot.pk, by=robo).queued_at
    assert escalate_conversation(with_bot.pk, by=robo).queued_at == first


def test_a_transfer_to_a_team_puts_it_into_that_queue(taken: Conversation, alice: User, sales: Team) -> None:
    conversation = transfer_conversation(taken.pk, by=alice, to_team=sales, reason="quer comprar")
    assert (conversation.status, conversation.team, conversation.assigned_to) == (Status.QUEUE, sales, None)
    assert conversation.timeline.get(kind="transferred").data["reason"] == "quer comprar"


def test_a_bot_agent_who_is_online_sits_in_the_bots_seat_until_it_leaves(
    robo: User, knocks: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    go_online(robo)
    conversation, _ = open_or_current(ChannelFactory(), CustomerFactory())
    assert (conversation.status, conversation.assigned_to) == (Status.BOT, robo)
    assert release_bot_seats() == []
    User.objects.filter(pk=robo.pk).update(presence=Presence.OFFLINE)
    with django_capture_on_commit_callbacks(execute=True):
        assert release_bot_seats() == [conversation.pk]
    assert ("chatbot.tasks.take_turn", (str(conversation.pk),)) in knocks
    conversation.refresh_from_db()
    assert conversation.assigned_to is None
