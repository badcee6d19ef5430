"""The WebSocket contract, over the real channel layer."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from knox.models import AuthToken

from accounts.models import Connection, Presence, Team, User
from accounts.services.accounts import update_account
from accounts.services.presence import renew_connections, sweep_presence
from accounts.services.tokens import find_token, issue_token, refresh_token, revoke_token
from accounts.sockets import Visitor, visitor_of
from conversations import consumers, heartbeat
from conversations.models import Conversation, Message
from conversations.services.assignment import assign_conversation, transfer_conversation
from conversations.services.details import add_note
from conversations.services.lifecycle import escalate_conversation
from conversations.services.sending import Draft, send_message
from helpdesk.asgi import application
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOBODYS = "00000000-0000-0000-0000-000000000000"


@asynccontextmanager
async def socket(user: User, path: str = "/ws/chat", query: str = "") -> AsyncIterator[WebsocketCommunicator]:
    token = (await database_sync_to_async(issue_token)(user)).token
    communicator = WebsocketCommunicator(application, f"{path}?token={token}&{query}")
    await communicator.connect(timeout=10)
    await communicator.send_json_to({"type": "ping"})
    await until(communicator, "pong")
    yield communicator
    await communicator.disconnect()


async def until(communicator: WebsocketCommunicator, kind: str, **fields: Any) -> dict[str, Any]:
    """The next event of the kind, with these fields."""
    async with asyncio.timeout(5):
        while True:
            event = json.loads(await communicator.receive_from(5))
            if event["type"] == kind and all(event.get(key) == value for key, value in fields.items()):
                return event  # type: ignore[no-any-return]


async def all_events(communicator: WebsocketCommunicator, seconds: float = 0.5) -> list[dict[str, Any]]:
    events = []
    while not await communicator.receive_nothing(seconds, 0.01):
        events.append(json.loads(await communicator.receive_from()))
    return events


async def do(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await database_sync_to_async(call)(*args, **kwargs)


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%00%ff"])
async def test_without_a_good_token_it_closes_with_4401(query: str) -> None:
    communicator = WebsocketCommunicator(application, f"/ws/chat{query}")
    await communicator.connect()
    output = await communicator.receive_output(2)
    assert (output["type"], output["code"]) == ("websocket.close", 4401)


async def test_the_header_and_the_other_path_work_too(alice: User) -> None:
    token = (await do(issue_token, alice)).token
    headers = [(b"authorization", f"Bearer {token}".encode())]
    communicator = WebsocketCommunicator(application, "/api/v1/ws/chat", headers=headers)
    await communicator.connect()
    await communicator.send_json_to({"type": "ping"})
    assert (await until(communicator, "pong")) == {"type": "pong"}
    await communicator.disconnect()


async def test_a_revoked_token_closes_the_open_socket(alice: User) -> None:
    async with socket(alice) as communicator:
        await do(lambda: revoke_token(AuthToken.objects.get(user=alice)))
        assert await closed_with(communicator) == 4401


async def closed_with(communicator: WebsocketCommunicator) -> int:
    """The code with which the server closes it."""
    async with asyncio.timeout(5):
        while (output := await communicator.receive_output(5))["type"] != "websocket.close":
            pass
    return int(output["code"])


async def test_a_socket_of_a_token_that_was_replaced_ends_with_the_successor(alice: User) -> None:
    async with socket(alice) as communicator:
        old = await do(AuthToken.objects.get, user=alice)
        new = await do(find_token, (await do(refresh_token, old)).token)
        await do(old.delete)  # as knox does once it has expired
        await do(revoke_token, new)
        assert await closed_with(communicator) == 4401


async def test_another_login_of_the_same_person_stays(alice: User) -> None:
    async with socket(alice) as communicator:
        other = await do(find_token, (await do(issue_token, alice)).token)
        await do(refresh_token, other)
        await do(revoke_token, other)
        await all_events(communicator)
        await communicator.send_json_to({"type": "ping"})
        assert await until(communicator, "pong")


async def test_a_token_that_dies_while_its_socket_opens_opens_none(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = (await do(issue_token, alice)).token

    def logout_meanwhile(scope: dict[str, Any]) -> Visitor | None:
        visitor = visitor_of(scope)
        AuthToken.objects.filter(user=alice).delete()  # and its sockets were told before this one could hear
        return visitor

    monkeypatch.setattr(consumers, "visitor_of", logout_meanwhile)
    communicator = WebsocketCommunicator(application, f"/ws/chat?token={token}")
    await communicator.connect()
    assert await closed_with(communicator) == 4401


@asynccontextmanager
async def page_socket(user: User, client: Client) -> AsyncIterator[WebsocketCommunicator]:
    """The inbox's own: by the session's cookie."""
    await do(client.force_login, user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = [(b"cookie", cookie.encode()), (b"host", b"localhost"), (b"origin", b"http://localhost")]
    communicator = WebsocketCommunicator(application, "/ws/chat", headers=headers)
    await communicator.connect()
    await communicator.send_json_to({"type": "ping"})
    await until(communicator, "pong")
    yield communicator
    await communicator.disconnect()


async def test_signing_out_closes_the_pages_sockets(alice: User, client: Client) -> None:
    async with page_socket(alice, client) as communicator:
        await do(client.post, "/logout")
        assert await closed_with(communicator) == 4401


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "a-new-and-long-password"}])
async def test_closing_the_account_or_a_new_password_closes_every_socket(
    alice: User, charlie: User, client: Client, change: dict[str, Any]
) -> None:
    async with page_socket(alice, client) as page, socket(alice) as programme:
        await do(update_account, alice, by=charlie, **change)
        assert (await closed_with(page), await closed_with(programme)) == (4401, 4401)


async def test_an_agent_hears_of_what_is_assigned_to_them_once(
    taken: Conversation, alice: User, charlie: User
) -> None:
    async with socket(alice) as communicator:
        await communicator.send_json_to({"type": "join_conversation", "conversation_id": str(taken.pk)})
        await communicator.send_json_to({"type": "ping"})
        await until(communicator, "pong")
        await do(send_message, taken.pk, draft=Draft(content="Oi"), by=charlie)
        events = [event for event in await all_events(communicator) if event["type"] == "new_message"]
    assert len(events) == 1
    assert (events[0]["content"], events[0]["direction"]) == ("Oi", "outgoing")
    assert set(events[0]["context"]) == {"customer_name", "customer_plan", "customer_since"}


async def test_an_agent_hears_nothing_of_others_and_may_not_join_what_they_may_not_see(
    taken: Conversation, bob: User, charlie: User
) -> None:
    async with socket(bob) as communicator:
        await communicator.send_json_to({"type": "join_conversation", "conversation_id": str(taken.pk)})
        assert (await until(communicator, "error"))["code"] == "not_found"
        await do(send_message, taken.pk, draft=Draft(content="Oi"), by=charlie)
        await do(add_note, taken.pk, by=charlie, text="segredo")
        assert [e for e in await all_events(communicator) if e["type"] != "agent_status"] == []


async def test_who_joined_hears_nothing_more_once_it_went_to_another_team(
    taken: Conversation, sales: Team, alice: User, bob: User, charlie: User
) -> None:
    await do(transfer_conversation, taken.pk, to_team=sales, by=charlie)
    async with socket(bob) as communicator:
        await communicator.send_json_to({"type": "join_conversation", "conversation_id": str(taken.pk)})
        await communicator.send_json_to({"type": "ping"})
        await until(communicator, "pong")
        await do(transfer_conversation, taken.pk, to_team=await do(alice.teams.get), by=charlie)
        await do(assign_conversation, taken.pk, agent=alice, by=alice)
        await all_events(communicator)
        await do(send_message, taken.pk, draft=Draft(content="segredo"), by=alice)
        assert [event for event in await all_events(communicator) if event["type"] == "new_message"] == []


async def test_who_changes_the_team_hears_of_the_new_one_only(
    queued: Conversation, sales: Team, alice: User, bob: User, charlie: User
) -> None:
    async with socket(alice) as old, socket(bob) as new:
        await old.send_json_to({"type": "join_conversation", "conversation_id": str(queued.pk)})
        await old.send_json_to({"type": "ping"})
        await until(old, "pong")
        support = await do(alice.teams.get)
        await do(update_account, bob, by=charlie, teams=[support])
        await do(update_account, alice, by=charlie, teams=[sales])
        await all_events(old)
        await do(send_message, queued.pk, draft=Draft(content="segredo"), by=charlie, takes=False)
        await until(new, "new_message", content="segredo")
        assert [event for event in await all_events(old) if event["type"] == "new_message"] == []


async def test_a_list_that_is_watched_is_told_of_colleagues_conversations_by_their_ids_alone(
    taken: Conversation, support: Team, alice: User, bob: User, charlie: User
) -> None:
    dora = await do(UserFactory, teams=[support])
    watching = "/ws/chat", "watch=list"
    async with socket(dora, *watching) as hers, socket(dora) as programme, socket(bob, *watching) as others:
        await do(send_message, taken.pk, draft=Draft(content="segredo"), by=alice)
        told = [event for event in await all_events(hers) if event["type"] != "agent_status"]
        assert [(event["type"], event["conversation_id"]) for event in told] == [("list_changed", str(taken.pk))]
        for silent in (programme, others):
            assert [event for event in await all_events(silent) if event["type"] != "agent_status"] == []
        await do(transfer_conversation, taken.pk, to_team=await do(bob.teams.get), by=charlie)
        await until(hers, "list_changed", conversation_id=str(taken.pk))  # it left her list


async def test_who_has_it_is_not_told_twice(taken: Conversation, alice: User, charlie: User) -> None:
    async with socket(alice, "/ws/chat", "watch=list") as communicator:
        await do(send_message, taken.pk, draft=Draft(content="Oi"), by=charlie)
        kinds = {event["type"] for event in await all_events(communicator)}
    assert {"conversation_updated", "new_message"} <= kinds
    assert "list_changed" not in kinds


async def test_another_team_is_another_list(alice: User, sales: Team, charlie: User) -> None:
    async with socket(alice, "/ws/chat", "watch=list") as communicator:
        await do(update_account, alice, by=charlie, teams=[sales])
        assert (await until(communicator, "list_changed"))["conversation_id"] is None


async def test_a_supervisor_hears_all(taken: Conversation, charlie: User, alice: User) -> None:
    async with socket(charlie) as communicator:
        await do(send_message, taken.pk, draft=Draft(content="Oi"), by=alice)
        assert (await until(communicator, "new_message"))["conversation_id"] == str(taken.pk)


async def test_the_queue_is_told_to_who_could_take_from_it(
    with_bot: Conversation, alice: User, bob: User, robo: User
) -> None:
    async with socket(alice) as hers, socket(bob) as his:
        await do(escalate_conversation, with_bot.pk, by=robo)
        event = await until(hers, "queue_update")
        assert (event["conversation_id"], event["position"], event["size"]) == (str(with_bot.pk), 1, 1)
        assert [e for e in await all_events(his) if e["type"] == "queue_update"] == []


async def test_who_gets_a_conversation_is_told_and_who_loses_it_too(
    taken: Conversation, alice: User, support: Any
) -> None:
    other = await do(UserFactory, teams=[support])
    async with socket(alice) as hers, socket(other) as theirs:
        await do(transfer_conversation, taken.pk, by=alice, to_agent=other)
        assert (await until(theirs, "conversation_assigned"))["conversation_id"] == str(taken.pk)
        assert (await until(hers, "conversation_updated"))["conversation"]["assigned_to"]["id"] == other.pk


async def test_a_message_is_sent_once_and_echoed_with_its_client_id(taken: Conversation, alice: User) -> None:
    frame = {"type": "send_message", "conversation_id": str(taken.pk), "content": "Oi", "client_id": "c1"}
    async with socket(alice) as communicator:
        await communicator.send_json_to(frame)
        assert (await until(communicator, "new_message"))["client_id"] == "c1"
        await communicator.send_json_to(frame)
        await all_events(communicator)
    assert await do(lambda: Message.objects.filter(direction="outgoing").count()) == 1


async def test_a_bot_agent_is_told_what_it_may_not_do(taken: Conversation, robo: User) -> None:
    async with socket(robo) as communicator:
        frame = {"type": "send_message", "conversation_id": str(taken.pk), "content": "Oi", "client_id": "b2"}
        await communicator.send_json_to(frame)
        error = await until(communicator, "error")
        assert (error["code"], error["client_id"]) == ("permission_denied", "b2")
        await communicator.send_json_to({"type": "ping"})
        assert await until(communicator, "pong")


async def test_typing_is_shown_to_who_watches(taken: Conversation, alice: User, charlie: User) -> None:
    async with socket(alice) as hers, socket(charlie) as theirs:
        await hers.send_json_to({"type": "typing_start", "conversation_id": str(taken.pk)})
        event = await until(theirs, "agent_typing")
        assert (event["agent_id"], event["typing"]) == (alice.pk, True)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", "invalid_json"),
        ("[]", "invalid_json"),
        ("5", "invalid_json"),
        ('{"type": 5}', "invalid_json"),
        ('{"type": "fly"}', "unknown_type"),
        ('{"type": "join_conversation"}', "invalid"),
        ('{"type": "join_conversation", "conversation_id": "x"}', "invalid"),
        ('{"type": "join_conversation", "conversation_id": {"a": 1}}', "invalid"),
        ('{"type": "mark_read", "conversation_id": "00000000-0000-0000-0000-000000000000"}', "not_found"),
        ('{"type": "send_message", "conversation_id": "00000000-0000-0000-0000-000000000000"}', "invalid"),
        ('{"type": "set_status", "status": "asleep"}', "invalid"),
        ('{"type": "set_status", "status": ["online"]}', "invalid"),
        ("[" * 50_000, "invalid_json"),
        ('{"type": "send_message", "content": "\\ud800"}', "invalid_json"),
        ('{"type": "send_message", "conversation_id": "\\ud800"}', "invalid_json"),
        ('{"type": "ping", "n": NaN}', "invalid_json"),
        (
            f'{{"type": "send_message", "conversation_id": "{NOBODYS}", "content": "x", "client_id": "\\u0000"}}',
            "invalid",
        ),
    ],
)
async def test_what_makes_no_sense_is_answered_and_the_socket_stays_open(alice: User, frame: str, code: str) -> None:
    async with socket(alice) as communicator:
        await communicator.send_to(text_data=frame)
        assert (await until(communicator, "error"))["code"] == code
        await communicator.send_json_to({"type": "ping"})
        await until(communicator, "pong")


async def test_coming_and_going_sets_the_presence_with_a_grace_period(alice: User, settings: Any) -> None:
    async with socket(alice):
        assert (await do(User.objects.get, pk=alice.pk)).presence == Presence.ONLINE
    await do(sweep_presence)
    assert (await do(User.objects.get, pk=alice.pk)).presence == Presence.ONLINE
    settings.PRESENCE_GRACE_SECONDS = 0
    await do(sweep_presence)
    assert (await do(User.objects.get, pk=alice.pk)).presence == Presence.OFFLINE
    assert await do(Connection.objects.count) == 0


async def test_a_socket_is_heard_as_soon_as_it_is_open(taken: Conversation, alice: User, charlie: User) -> None:
    token = (await do(issue_token, alice)).token
    communicator = WebsocketCommunicator(application, f"/ws/chat?token={token}")
    await communicator.connect()
    await do(send_message, taken.pk, draft=Draft(content="Oi"), by=charlie)
    await until(communicator, "new_message", content="Oi")
    await communicator.disconnect()


async def test_an_open_socket_that_was_swept_comes_back(alice: User, settings: Any) -> None:
    async with socket(alice):
        settings.PRESENCE_GRACE_SECONDS = 0
        await do(sweep_presence)  # as when the database stood still for longer than the grace period
        assert (await do(User.objects.get, pk=alice.pk)).presence == Presence.OFFLINE
        await do(renew_connections, dict(heartbeat._open))
        assert (await do(User.objects.get, pk=alice.pk)).presence == Presence.ONLINE
    assert heartbeat._open == {}  # what is closed fades, whether or not the database was told


@pytest.mark.parametrize(("last", "raised"), [("websocket.disconnect", None), ("something.else", ValueError)])
async def test_a_socket_that_went_away_while_it_was_written_to_fades_too(
    alice: User, last: str, raised: type[Exception] | None
) -> None:
    token = (await do(issue_token, alice)).token
    frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for kind in ("websocket.connect", "websocket.receive", last):
        await frames.put({"type": kind, "text": '{"type": "ping"}', "code": 1006})

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            raise OSError  # as servers do

    scope = {"type": "websocket", "path": "/ws/chat", "query_string": f"token={token}".encode(), "headers": []}
    async with asyncio.timeout(5):
        with pytest.raises(raised) if raised else nullcontext():
            await application({**scope, "subprotocols": []}, frames.get, send)
    assert heartbeat._open == {}


async def test_away_stays_away_through_a_reload(alice: User) -> None:
    async with socket(alice) as communicator:
        await communicator.send_json_to({"type": "set_status", "status": "away"})
        await until(communicator, "agent_status", agent_id=alice.pk, status="away")
    async with socket(alice):
        assert (await do(User.objects.get, pk=alice.pk)).presence == Presence.AWAY


async def test_a_bot_agent_hears_of_what_sits_in_its_seat(with_bot: Conversation, robo: User, alice: User) -> None:
    await do(Conversation.objects.update, assigned_to=robo)
    async with socket(robo, "/api/v1/ws/chat") as communicator:
        await communicator.send_json_to(
            {"type": "send_message", "conversation_id": str(with_bot.pk), "content": "Olá!", "client_id": "b1"}
        )
        assert (await until(communicator, "new_message"))["message"]["author"]["kind"] == "bot"
        await do(assign_conversation, with_bot.pk, agent=alice, by=alice)
        while (await until(communicator, "conversation_updated"))["conversation"]["status"] != "in_progress":
            pass
