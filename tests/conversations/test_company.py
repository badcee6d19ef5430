"""Lists are told who is at their conversations: in one event a second at most, and of no others."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from channels.testing import WebsocketCommunicator
from redis.exceptions import ConnectionError as BrokerAway

from accounts.models import Team, User
from conversations import company
from conversations.models import Conversation
from conversations.realtime import the_layer
from conversations.services.assignment import transfer_conversation
from conversations.services.lookup import visible_among, visible_to_each
from tests.conversations.test_gaps import people
from tests.conversations.test_socket import NOBODYS, all_events, do, socket, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "EVERY_SECONDS", 0.1)


async def say(communicator: WebsocketCommunicator, kind: str, row: Conversation) -> None:
    await communicator.send_json_to({"type": kind, "conversation_id": str(row.pk)})


async def begin(communicator: WebsocketCommunicator, row: Conversation) -> None:
    await say(communicator, "join_conversation", row)
    await say(communicator, "view_start", row)
    await until(communicator, "conversation_viewers")


async def watch(communicator: WebsocketCommunicator, *ids: object) -> list[dict[str, Any]]:
    await communicator.send_json_to({"type": "watch_cards", "conversation_ids": [str(one) for one in ids]})
    return (await until(communicator, "cards_company", is_all=True))["conversations"]  # type: ignore[no-any-return]


async def news(communicator: WebsocketCommunicator) -> dict[str, Any]:
    (told,) = (await until(communicator, "cards_company"))["conversations"]
    return told  # type: ignore[no-any-return]


async def test_a_list_is_told_who_is_there_who_comes_and_who_goes(
    taken: Conversation, alice: User, charlie: User
) -> None:
    async with socket(alice) as mine, socket(charlie) as boss:
        await begin(mine, taken)
        (there,) = await watch(boss, taken.pk)
        assert there == {"conversation_id": str(taken.pk), "viewers": people(alice), "typing": []}
        await say(mine, "typing_start", taken)
        assert (await news(boss))["typing"] == people(alice)
        await say(mine, "typing_stop", taken)
        assert (await news(boss))["typing"] == []
        await say(mine, "view_stop", taken)
        assert (await news(boss))["viewers"] == []


async def test_who_goes_on_typing_is_told_once_and_fades_without_a_word(
    taken: Conversation, alice: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "TYPING_SECONDS", 3)  # more than a busy machine stands still
    async with socket(alice) as mine, socket(charlie) as boss:
        await watch(boss, taken.pk)
        for _ in range(3):
            await say(mine, "typing_start", taken)
            await asyncio.sleep(0.15)
        assert (await news(boss))["typing"] == people(alice)
        assert (await news(boss))["typing"] == []


async def test_much_at_once_is_one_event(taken: Conversation, alice: User, charlie: User) -> None:
    async with socket(alice) as mine, socket(charlie) as boss:
        await begin(mine, taken)
        await watch(boss, taken.pk)
        company.EVERY_SECONDS = 0.5
        await asyncio.sleep(0.2)
        for _ in range(5):
            await say(mine, "view_stop", taken)
            await say(mine, "view_start", taken)
        events = [event for event in await all_events(boss, 1.2) if event["type"] == "cards_company"]
        assert len(events) <= 2
        assert events[-1]["conversations"][0]["viewers"] == people(alice)


async def test_what_is_not_watched_or_not_to_be_seen_is_not_told(taken: Conversation, alice: User, bob: User) -> None:
    async with socket(alice) as mine, socket(bob) as stranger:
        await begin(mine, taken)
        assert await watch(stranger, taken.pk, NOBODYS) == []
        await say(mine, "typing_start", taken)
        assert not [event for event in await all_events(stranger) if event["type"] == "cards_company"]


async def test_an_empty_list_is_told_nothing_more_and_the_loop_ends(taken: Conversation, alice: User) -> None:
    async with socket(alice) as mine:
        await begin(mine, taken)
        assert await watch(mine, taken.pk)
        assert await watch(mine) == []
        await say(mine, "view_stop", taken)
        assert not [event for event in await all_events(mine) if event["type"] == "cards_company"]
        assert asyncio.get_running_loop() not in company._watches


async def test_who_sees_less_from_now_on_is_told_of_less(queued: Conversation, alice: User) -> None:
    async with socket(alice) as mine:
        await watch(mine, queued.pk)
        await do(alice.teams.clear)
        await mine.send_json_to({"type": "ping"})
        await the_layer().group_send(f"user-{alice.pk}", {"type": "regroup"})
        await all_events(mine)
        await company.note_change(str(queued.pk))
        assert not [event for event in await all_events(mine) if event["type"] == "cards_company"]


async def test_who_only_looks_at_a_card_is_told_no_more_once_it_went_elsewhere(
    queued: Conversation, alice: User, charlie: User, sales: Team
) -> None:
    async with socket(alice) as mine, socket(charlie) as boss:
        await watch(mine, queued.pk)
        await watch(boss, queued.pk)
        await do(transfer_conversation, queued.pk, by=charlie, to_team=sales)
        await begin(boss, queued)
        assert not [event for event in await all_events(mine) if event["type"] == "cards_company"]
        assert [event for event in await all_events(boss) if event["type"] == "cards_company"]


async def test_what_goes_elsewhere_while_it_is_asked_for_is_not_told(
    queued: Conversation, alice: User, charlie: User, sales: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = visible_among

    def overtaken(*args: Any) -> list[str]:
        visible = asked(*args)
        transfer_conversation(queued.pk, by=charlie, to_team=sales)
        return visible

    async with socket(alice) as mine, socket(charlie) as boss:
        await begin(boss, queued)
        monkeypatch.setattr(company, "visible_among", overtaken)
        await watch(mine, queued.pk)
        await all_events(mine)
        await say(boss, "view_stop", queued)
        assert not [event for event in await all_events(mine) if event["type"] == "cards_company"]


async def test_a_slow_socket_is_told_afterwards_what_it_could_not_take(
    taken: Conversation, alice: User, charlie: User
) -> None:
    async with socket(alice) as mine, socket(charlie) as boss:
        await watch(boss, taken.pk)
        (its,) = company._watches[asyncio.get_running_loop()].by_socket.values()
        its.is_busy = True
        await begin(mine, taken)
        assert not [event for event in await all_events(boss) if event["type"] == "cards_company"]
        its.is_busy = False
        assert (await news(boss))["viewers"] == people(alice)


async def test_what_changed_while_the_broker_was_away_is_told_when_it_is_back(
    taken: Conversation, alice: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*args: object) -> None:
        raise BrokerAway

    async with socket(alice) as mine, socket(charlie) as boss:
        await watch(boss, taken.pk)
        with monkeypatch.context() as patched:
            patched.setattr(the_layer(), "run_many", away)
            await say(mine, "join_conversation", taken)
            await say(mine, "view_start", taken)
            await asyncio.sleep(0.4)
        assert (await news(boss))["viewers"] == people(alice)


def test_who_may_see_what_is_two_queries(
    taken: Conversation, alice: User, bob: User, charlie: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        found = visible_to_each([taken.pk, UUID(NOBODYS)], [alice, bob, charlie])
    assert found == {user.pk: set(visible_among([taken.pk], user)) for user in (alice, bob, charlie)}
    assert found[bob.pk] == set()


@pytest.mark.parametrize("ids", ["x", [1], ["x"], [NOBODYS] * 61])
async def test_nonsense_is_refused(alice: User, ids: object) -> None:
    async with socket(alice) as mine:
        await mine.send_json_to({"type": "watch_cards", "conversation_ids": ids})
        assert (await until(mine, "error"))["code"] == "invalid"


async def test_without_the_broker_typing_goes_on(
    taken: Conversation, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*args: object) -> None:
        raise BrokerAway

    async with socket(alice) as mine:
        await watch(mine, taken.pk)
        monkeypatch.setattr(the_layer(), "run", away)
        await say(mine, "typing_start", taken)
        await mine.send_json_to({"type": "ping"})
        await until(mine, "pong")


async def test_a_round_that_fails_is_not_the_last(
    taken: Conversation, alice: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = iter([ValueError("nobody thought of it")])
    tell = company._tell

    def breaks_once(*args: Any) -> None:
        if error := next(rounds, None):
            raise error
        tell(*args)

    async with socket(alice) as mine, socket(charlie) as boss:
        await watch(boss, taken.pk)
        monkeypatch.setattr(company, "_tell", breaks_once)
        await asyncio.sleep(0.3)
        await begin(mine, taken)
        assert (await news(boss))["viewers"] == people(alice)


def test_many_cards_are_one_query(taken: Conversation, alice: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert visible_among([taken.pk, *map(UUID, [NOBODYS] * 59)], alice) == [str(taken.pk)]
