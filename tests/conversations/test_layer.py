"""What is told to a group comes to a process once, and from there to all who listen."""

import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import User
from accounts.services.tokens import issue_token
from accounts.sockets import visitor_of
from conversations import knock, realtime, tasks
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


async def test_of_a_flood_the_first_is_told_at_once_and_the_rest_together_in_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds: list[list[int]] = []

    async def told(items: list[Broadcast]) -> None:
        rounds.append([item.event["agent_id"] for item in items])

    monkeypatch.setattr(realtime, "send", told)
    monkeypatch.setattr(realtime, "PAUSE_SECONDS", 0.05)
    pace = realtime.Pace()
    first = asyncio.create_task(pace.send([Broadcast([EVERYONE], {"agent_id": 0})]))
    await asyncio.sleep(0)
    for number in (1, 2, 3):
        await pace.send([Broadcast([EVERYONE], {"agent_id": number})])
    assert rounds == [[0]]
    await first
    await pace.send([Broadcast([EVERYONE], {"agent_id": 4})])
    assert rounds == [[0], [1, 2, 3], [4]]


def test_a_flood_of_knocks_is_one_at_once_and_one_after_the_pause(
    knocks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(knock.time, "monotonic", lambda: now)
    for _ in range(5):
        knock.knock_paced(tasks.route)
    assert len(knocks) == 2
    now += knock.APART
    knock.knock_paced(tasks.route)
    assert len(knocks) == 3


@pytest.mark.django_db(transaction=True)
async def test_a_socket_opens_by_few_statements(alice: User) -> None:
    def look() -> int:
        token = issue_token(alice).token
        with CaptureQueriesContext(connection) as asked:
            visitor = visitor_of({"query_string": f"token={token}".encode(), "headers": []})
        assert visitor
        assert visitor.user == alice
        assert visitor.team_ids == tuple(alice.teams.values_list("pk", flat=True))
        return len(asked)

    assert await database_sync_to_async(look)() == 1


@pytest.mark.django_db
def test_a_token_of_a_closed_account_or_of_yesterday_opens_none(alice: User) -> None:
    scope = {"query_string": f"token={issue_token(alice).token}".encode(), "headers": []}
    assert visitor_of(scope)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert visitor_of(scope) is None
    User.objects.filter(pk=alice.pk).update(is_active=True)
    AuthToken.objects.update(expiry=timezone.now())
    assert visitor_of(scope) is None
