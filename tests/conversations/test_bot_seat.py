"""A bot agent in the built-in bot's seat: what is its own, and how soon it is missed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.events import PresenceChanged
from accounts.models import Presence, Role
from accounts.services.presence import close_connection, sweep_presence
from conversations.models import Status
from conversations.services.lifecycle import escalate_conversation
from conversations.services.opening import open_or_current
from tests.builders import go_online, make_conversation, make_outgoing
from tests.factories import ChannelFactory, CustomerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    """Who gets a new customer."""

    def get():
        return open_or_current(ChannelFactory(), CustomerFactory())[0].assigned_to

    return get


def test_new_customers_are_nothing_for_it_as_soon_as_its_last_socket_is_closed(robo, seat):
    first, second = go_online(robo), go_online(robo)
    close_connection(robo, connection_id=first)
    assert seat() == robo
    close_connection(robo, connection_id=second)
    assert seat() is None


def test_new_customers_are_nothing_for_it_when_its_web_process_is_gone(robo, seat):
    go_online(robo)
    with time_machine.travel(timezone.now() + timedelta(seconds=16), tick=False):
        assert seat() is None


def test_it_is_offline_after_a_short_grace_and_people_after_theirs(robo, alice):
    closed = [(user, go_online(user)) for user in (robo, alice)]
    for user, connection_id in closed:
        close_connection(user, connection_id=connection_id)
    for seconds, expected in ((4, ["online", "online"]), (6, ["offline", "online"]), (21, ["offline", "offline"])):
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
            sweep_presence()
        presences = []
        for user, _ in closed:
            user.refresh_from_db()
            presences.append(user.presence)
        assert presences == expected


def test_who_is_back_within_the_grace_was_never_away(robo, seat, published, django_capture_on_commit_callbacks):
    close_connection(robo, connection_id=go_online(robo))
    with django_capture_on_commit_callbacks(execute=True):
        go_online(robo)
        with time_machine.travel(timezone.now() + timedelta(seconds=6), tick=False):
            assert sweep_presence() == 0
    assert not [event for event in published if isinstance(event, PresenceChanged)]
    assert seat() == robo


def test_the_sweeper_is_woken_for_it(robo, alice, knocks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        close_connection(alice, connection_id=go_online(alice))
        assert knocks == []
        close_connection(robo, connection_id=go_online(robo))
    assert ("accounts.tasks.sweep_presence", ()) in knocks


def test_who_is_away_gets_nobody_new(robo, seat):
    go_online(robo)
    robo.presence = Presence.AWAY
    robo.save(update_fields=["presence"])
    assert seat() is None


BODIES = {
    "a text": ("messages", {"content": "Oi"}),
    "a note": ("messages", {"content": "segredo", "note": True}),
    "a file": ("messages", {"file": SimpleUploadedFile("a.txt", b"text", "text/plain"), "type": "document"}),
    "nothing it may repeat": ("messages/{message}/retry", {}),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("status", [Status.BOT, Status.QUEUE, Status.IN_PROGRESS, Status.CLOSED])
def test_it_writes_nothing_into_what_it_neither_has_nor_handed_over(api, robo, alice, status, what):
    held = alice if status in (Status.IN_PROGRESS, Status.CLOSED) else None
    conversation = make_conversation(status, assigned_to=held)
    failed = make_outgoing(conversation, status="failed")
    path, body = BODIES[what]
    for value in body.values():
        if hasattr(value, "seek"):
            value.seek(0)
    address = f"/api/v1/conversations/{conversation.pk}/{path.format(message=failed.pk)}"
    response = api(robo).post(address, body, format="multipart" if "file" in body else "json")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (403, "permission_denied")
    assert not conversation.messages.exclude(pk=failed.pk).exists()
    assert not conversation.timeline.exists()


def test_it_does_not_sit_down_in_what_others_closed(api, robo, closed):
    assert api(robo).post(f"/api/v1/conversations/{closed.pk}/reopen").status_code == 403


def test_it_writes_into_what_it_has_and_what_it_handed_over(api, robo, with_bot):
    other = UserFactory(role=Role.BOT)
    with_bot.assigned_to = robo
    with_bot.save(update_fields=["assigned_to"])
    messages = f"/api/v1/conversations/{with_bot.pk}/messages"
    assert api(robo).post(messages, {"content": "Olá"}).status_code == 201
    assert api(other).post(messages, {"content": "Olá"}).status_code == 403
    escalate_conversation(with_bot.pk, by=robo)
    assert api(robo).post(messages, {"content": "Já vem alguém"}).status_code == 201
    assert api(robo).post(messages, {"content": "bravo", "note": True}).status_code == 201
    assert api(other).post(messages, {"content": "Olá"}).status_code == 403


def test_it_hands_over_nothing_of_another_bot(api, robo, with_bot):
    with_bot.assigned_to = UserFactory(role=Role.BOT)
    with_bot.save(update_fields=["assigned_to"])
    response = api(robo).post("/api/v1/chatbot/escalate", {"conversation_id": str(with_bot.pk)})
    assert response.status_code == 403
