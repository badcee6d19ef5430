"""Live numbers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Presence
from conversations.models import Direction, Priority, Status, TimelineEntry
from tests.factories import AnswerFactory, ConversationFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def get(client, name):
    response = client.get(f"/api/v1/dashboard/{name}")
    assert response.status_code == 200, response.content
    return response.json()


def test_metrics_of_an_empty_system(api, alice):
    data = get(api(alice), "metrics")
    assert data["conversations"]["active"] == 0
    assert data["agents"] == {"online": 0, "away": 0, "offline": 1}
    assert set(data["performance"].values()) == {None}


def test_metrics_count_what_is_open_and_today(api, alice, taken, sales):
    UserFactory(presence=Presence.ONLINE)
    ConversationFactory(status=Status.WAITING, assigned_to=alice)
    ConversationFactory(status=Status.QUEUE)
    ConversationFactory(status=Status.BOT, created_at=timezone.now() - timedelta(days=2))
    ConversationFactory(status=Status.CLOSED, created_at=timezone.now() - timedelta(days=2))
    data = get(api(alice), "metrics")
    assert data["conversations"] == {
        "active": 2,
        "waiting": 1,
        "in_queue": 1,
        "with_bot": 1,
        "opened_today": 3,
        "closed_today": 1,
    }
    assert data["agents"]["online"] == 1


def test_performance_measures_people(api, alice, channel):
    now = timezone.now()

    def at(seconds):
        return now - timedelta(hours=1) + timedelta(seconds=seconds)

    row = ConversationFactory(
        status=Status.CLOSED,
        created_at=at(0),
        first_response_at=at(120),
        closed_at=at(600),
        last_activity_at=at(400),
    )
    MessageFactory(conversation=row, created_at=at(0))
    MessageFactory(conversation=row, direction=Direction.OUTGOING, created_at=at(1))  # the bot
    MessageFactory(conversation=row, created_at=at(20))
    MessageFactory(conversation=row, created_at=at(30))
    AnswerFactory(conversation=row, author=alice, created_at=at(120))
    AnswerFactory(conversation=row, author=alice, created_at=at(200))
    MessageFactory(conversation=row, created_at=at(300))
    AnswerFactory(conversation=row, author=alice, created_at=at(350))
    for kind, seconds in [("created", 0), ("handoff", 40), ("assigned", 100), ("closed", 600)]:
        TimelineEntry.objects.create(conversation=row, kind=kind, created_at=at(seconds))
    assert get(api(alice), "metrics")["performance"] == {
        "avg_response_time_seconds": 75.0,
        "avg_first_response_time_seconds": 120.0,
        "avg_queue_time_seconds": 60.0,
        "avg_resolution_time_seconds": 600.0,
    }


def test_agents_with_their_load(api, alice, charlie, taken, robo):
    rows = {row["id"]: row for row in get(api(charlie), "agents")["agents"]}
    assert rows[alice.pk] == {
        "id": alice.pk,
        "nome": "Alice",
        "name": "Alice",
        "email": "alice@empresa.com",
        "role": "agent",
        "status": "offline",
        "status_since": rows[alice.pk]["status_since"],
        "pause_reason": None,
        "current_conversations": 1,
        "waiting_conversations": 0,
        "snoozed_conversations": 0,
        "max_conversations": 8,
    }
    assert robo.pk not in rows


def test_the_queue_of_a_supervisor_and_of_an_agent(api, alice, charlie, support, sales):
    now = timezone.now()
    urgent = ConversationFactory(status=Status.QUEUE, team=support, priority=Priority.URGENT, queued_at=now)
    old = ConversationFactory(status=Status.QUEUE, team=support, queued_at=now - timedelta(minutes=5))
    other = ConversationFactory(status=Status.QUEUE, team=sales, queued_at=now - timedelta(minutes=3))
    data = get(api(charlie), "queue")
    assert [(row["conversation_id"], row["position"]) for row in data["queue"]] == [
        (str(urgent.pk), 1),
        (str(old.pk), 2),
        (str(other.pk), 1),
    ]
    assert (data["size"], data["estimated_wait_seconds"]) == (3, None)
    assert 300 <= data["oldest_waiting_seconds"] < 310
    assert data["queue"][0]["priority"] == "urgent"
    assert data["queue"][0]["team"] == {"id": support.pk, "name": "Suporte"}
    assert get(api(alice), "queue")["size"] == 2


def test_an_empty_queue(api, alice):
    assert get(api(alice), "queue") == {
        "queue": [],
        "size": 0,
        "oldest_waiting_seconds": 0,
        "estimated_wait_seconds": None,
    }


def test_without_a_login(api, db):
    assert api().get("/api/v1/dashboard/metrics").status_code == 401
