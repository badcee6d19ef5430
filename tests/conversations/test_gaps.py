"""Events are numbered: who missed one sees it, whoever lost it."""

from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from redis.exceptions import ConnectionError as BrokerAway

from accounts.models import User
from conversations import consumers, realtime
from conversations.hearing import Hearing
from conversations.models import Conversation
from conversations.realtime import conversation_group, the_layer, user_group
from conversations.services.details import add_note
from conversations.services.sending import Draft, send_message
from tests.conversations.test_socket import all_events, do, socket, until

pytestmark = pytest.mark.django_db(transaction=True)


async def pong(communicator: WebsocketCommunicator) -> dict[str, Any]:
    await communicator.send_json_to({"type": "ping", "seq": 0})
    return await until(communicator, "pong")


async def test_events_are_numbered_one_by_one(taken: Conversation, alice: User) -> None:
    async with socket(alice) as communicator:
        start = (await pong(communicator))["seq"]
        await do(send_message, taken.pk, draft=Draft(content="Oi"), by=alice)
        told = await all_events(communicator)
        assert [event["seq"] for event in told] == list(range(start + 1, start + 1 + len(told)))
        assert (await pong(communicator))["seq"] == start + len(told)


async def test_an_event_that_was_lost_leaves_its_number_out(taken: Conversation, alice: User) -> None:
    async with socket(alice) as communicator:
        await all_events(communicator)
        start = (await pong(communicator))["seq"]
        await the_layer().skip_numbers([user_group(alice.pk)])
        await do(add_note, taken.pk, by=alice, text="x")
        assert (await until(communicator, "note_added"))["seq"] == start + 2


async def test_a_last_event_that_was_lost_is_told_of_at_the_next_ping(
    taken: Conversation, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "UNDER_WAY_SECONDS", 0.05)
    async with socket(alice) as communicator:
        await all_events(communicator)
        await the_layer().skip_numbers([user_group(alice.pk)])
        start = (await pong(communicator))["seq"]
        assert (await until(communicator, "gap"))["seq"] == start + 2


async def test_a_broker_that_lost_its_memory_is_a_gap(taken: Conversation, alice: User) -> None:
    async with socket(alice) as communicator:
        await all_events(communicator)
        start = (await pong(communicator))["seq"]
        await the_layer().run(user_group(alice.pk), "return redis.call('DEL', KEYS[1])", "count")
        await do(add_note, taken.pk, by=alice, text="x")
        assert (await until(communicator, "note_added"))["seq"] == start + 2


async def test_what_could_not_be_told_is_a_gap_once_the_broker_is_back(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(realtime, "SKIP_SECONDS", 0.05)
    monkeypatch.setattr(consumers, "UNDER_WAY_SECONDS", 0.3)
    layer, group = the_layer(), user_group(alice.pk)

    async def away(*_: Any) -> None:
        raise BrokerAway

    async with socket(alice) as communicator:
        await all_events(communicator)
        before = (await layer.numbers([group]))[group]
        with monkeypatch.context() as patch:
            patch.setattr(layer, "send_many", away)
            await realtime.send([realtime.Broadcast([group], {"type": "agent_status"})])
        while (await layer.numbers([group]))[group] == before:
            pass
        await pong(communicator)
        assert await until(communicator, "gap")


async def test_who_joins_with_an_old_mark_is_told(taken: Conversation, alice: User, charlie: User) -> None:
    mark = await do(realtime.mark_of_conversation, taken.pk)
    join = {"type": "join_conversation", "conversation_id": str(taken.pk), "mark": mark}
    async with socket(charlie) as first, socket(charlie) as second:
        await first.send_json_to(join)
        assert [event for event in await all_events(first) if event["type"] == "gap"] == []
        await do(add_note, taken.pk, by=alice, text="x")
        await second.send_json_to(join)
        assert (await until(second, "gap"))["conversation_id"] == str(taken.pk)


async def test_the_mark_of_the_list_changes_with_what_the_list_shows(taken: Conversation, alice: User) -> None:
    async with socket(alice, query="watch=list") as communicator:
        before = (await pong(communicator))["mark"]
        assert (await pong(communicator))["mark"] == before
        await do(add_note, taken.pk, by=alice, text="x")
        await until(communicator, "note_added")
        assert (await pong(communicator))["mark"] != before


def test_a_message_under_way_at_the_beginning_is_no_gap() -> None:
    hearing = Hearing()
    hearing.begin({"a": 7})
    assert [hearing.hear("a", number) for number in (6, 7, 8, 10)] == [False, False, False, True]
    assert not hearing.went_back({"a": 12})
    assert hearing.went_back({"a": 3})


async def viewers(communicator: WebsocketCommunicator) -> list[str]:
    return [person["name"] for person in (await until(communicator, "conversation_viewers"))["viewers"]]


async def test_who_looks_at_a_conversation_is_seen_and_gone_with_the_socket(
    taken: Conversation, alice: User, charlie: User
) -> None:
    named = {"conversation_id": str(taken.pk)}
    async with socket(alice) as mine:
        for kind in ("join_conversation", "view_start"):
            await mine.send_json_to({"type": kind, **named})
        assert await viewers(mine) == [alice.name]
        async with socket(charlie) as other:
            await other.send_json_to({"type": "view_start", **named})
            assert (await until(other, "error"))["code"] == "not_joined"
            for kind in ("join_conversation", "view_start"):
                await other.send_json_to({"type": kind, **named})
            both = (await until(mine, "conversation_viewers", viewers=people(alice, charlie)))["version"]
        gone = await until(mine, "conversation_viewers", viewers=people(alice))
        assert gone["version"] > both


def people(*users: User) -> list[dict[str, Any]]:
    return sorted(({"id": user.pk, "name": user.name} for user in users), key=lambda person: person["id"])


async def test_who_died_without_a_word_fades(
    taken: Conversation, alice: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = conversation_group(taken.pk)
    async with socket(alice) as mine:
        for kind in ("join_conversation", "view_start"):
            await mine.send_json_to({"type": kind, "conversation_id": str(taken.pk)})
        await until(mine, "conversation_viewers")
        await all_events(mine)
        ghost = '["x", 999, "Fantasma"]'
        await the_layer().run(group, "return redis.call('ZADD', KEYS[1], 1, ARGV[1])", "viewers", ghost)
        await pong(mine)
        assert await viewers(mine) == [alice.name]
