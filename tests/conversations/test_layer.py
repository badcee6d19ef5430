"""What is told to a group comes to a process once, and from there to all who listen."""

import asyncio
from typing import Any

import pytest

from accounts.models import User
from conversations.layer import PipelinedLayer
from conversations.realtime import EVERYONE, Broadcast, send, the_layer, user_group
from tests.conversations.test_socket import all_events, socket, until

Inbox = asyncio.Queue[dict[str, Any]]


async def next_of(inbox: Inbox) -> dict[str, Any]:
    async with asyncio.timeout(5):
        return await inbox.get()


async def test_it_is_read_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    inboxes = [Inbox() for _ in range(3)]
    read = []
    whole = PipelinedLayer.deserialize
    monkeypatch.setattr(PipelinedLayer, "deserialize", lambda *given: read.append(given) or whole(*given))
    for inbox in inboxes:
        await the_layer().listen(["hall"], inbox, inbox.put_nowait)
    await the_layer().send_many([("hall", {"type": "x"})])
    assert [(await next_of(inbox))["group"] for inbox in inboxes] == ["hall"] * 3
    assert len(read) == 1


async def test_who_stopped_listening_hears_nothing_and_the_others_go_on() -> None:
    gone, there = Inbox(), Inbox()
    for inbox in (gone, there):
        await the_layer().listen(["hall"], inbox, inbox.put_nowait)
    await the_layer().stop_listening(["hall"], gone)
    await the_layer().send_many([("hall", {"type": "x"})])
    assert (await next_of(there))["type"] == "x"
    assert gone.empty()


async def test_the_last_one_leaves_nothing_behind_and_may_come_back() -> None:
    inbox, layer = Inbox(), the_layer()
    before = dict(layer.channels)
    await layer.listen(["hall", "yard"], inbox, inbox.put_nowait)
    await layer.stop_listening(["hall", "yard", "never"], inbox)
    assert layer.channels == before
    await layer.listen(["hall"], inbox, inbox.put_nowait)
    await layer.send_many([("hall", {"type": "x"})])
    assert (await next_of(inbox))["type"] == "x"


@pytest.mark.django_db(transaction=True)
async def test_a_socket_in_several_groups_passes_each_event_on_once_and_in_order(alice: User) -> None:
    async with socket(alice) as communicator:
        await all_events(communicator)
        groups = [EVERYONE, user_group(alice.pk)]
        await send([Broadcast(groups, {"type": "agent_status", "agent_id": number}) for number in range(50)])
        told = await all_events(communicator)
        assert [event["agent_id"] for event in told] == list(range(50))
        assert [event["seq"] for event in told] == list(range(told[0]["seq"], told[0]["seq"] + 50))


@pytest.mark.django_db(transaction=True)
async def test_a_command_is_heard_in_the_midst_of_events(alice: User) -> None:
    async with socket(alice) as communicator:
        await send([Broadcast([EVERYONE], {"type": "agent_status", "agent_id": number}) for number in range(50)])
        await communicator.send_json_to({"type": "ping"})
        assert await until(communicator, "pong")


@pytest.mark.django_db(transaction=True)
async def test_closed_sockets_leave_no_audience(alice: User, charlie: User) -> None:
    before = set(the_layer().channels)
    async with socket(alice), socket(charlie):
        assert set(the_layer().channels) > before
    assert set(the_layer().channels) == before
