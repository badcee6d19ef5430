"""Whose account is closed leaves nothing in their hands: it goes back to the queue, or to the built-in bot."""

import pytest
from django.db import transaction

from accounts.models import Presence, Role, User
from accounts.services.accounts import close_account, update_account
from conversations.events import ConversationQueued
from conversations.exceptions import Invalid
from conversations.models import Conversation, Status
from conversations.services import routing
from conversations.services.assignment import assign_conversation
from conversations.services.departures import requeue_abandoned
from conversations.services.routing import release_bot_seats, route_queue
from tests.builders import make_conversation
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(alice, support):
    return [
        make_conversation(Status.IN_PROGRESS, assigned_to=alice, team=support),
        make_conversation(Status.WAITING, assigned_to=alice),
        make_conversation(Status.CLOSED, assigned_to=alice, team=support),
    ]


def states(rows):
    return [(row.status, row.assigned_to_id, row.team_id) for row in map(reload, rows)]


def reload(row):
    row.refresh_from_db()
    return row


def test_closing_an_account_puts_its_conversations_back_into_the_queue(
    hers, alice, charlie, support, published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        close_account(alice, by=charlie)
    # What had no team waits in the default one's queue; what is closed stays its author's.
    queued = ("queue", None, support.pk)
    assert states(hers) == [queued, queued, ("closed", alice.pk, support.pk)]
    for row in hers[:2]:
        assert ConversationQueued(conversation_id=row.pk, team_id=support.pk) in published
        entry = row.timeline.get(kind="queued")
        assert (entry.actor, entry.data["left"]) == (charlie, "Alice")


def test_it_is_one_transaction(hers, alice, charlie):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        close_account(alice, by=charlie)
        raise ZeroDivisionError
    assert states(hers)[0][:2] == ("in_progress", alice.pk)
    assert not hers[0].timeline.exists()


def test_deleting_over_the_api_does_the_same(hers, alice, charlie, api):
    assert api(charlie).delete(f"/api/v1/agents/{alice.pk}").status_code == 204
    assert states(hers)[0][0] == "queue"


def test_who_becomes_a_bot_answers_no_customers_any_more(hers, alice, rosa):
    update_account(alice, by=rosa, role=Role.BOT)
    assert [status for status, _, _ in states(hers)] == ["queue", "queue", "closed"]


def test_another_name_changes_nothing(hers, alice, charlie):
    update_account(alice, by=charlie, name="Alice B.", max_conversations=3)
    assert states(hers)[0][0] == "in_progress"


def test_the_cost_does_not_grow_with_what_they_had(alice, charlie, support, django_assert_max_num_queries):
    for _ in range(12):
        make_conversation(Status.IN_PROGRESS, assigned_to=alice, team=support)
    with django_assert_max_num_queries(30):
        close_account(alice, by=charlie)
    assert Conversation.objects.filter(status=Status.QUEUE).count() == 12


def test_nothing_is_given_to_somebody_whose_account_was_closed_meanwhile(queued, alice, charlie):
    known_before = User.objects.get(pk=alice.pk)
    close_account(alice, by=charlie)
    with pytest.raises(Invalid):
        assign_conversation(queued.pk, agent=known_before, by=charlie)
    assert reload(queued).status == Status.QUEUE


def test_the_router_passes_over_them_and_goes_on(support, charlie, monkeypatch):
    leaving = UserFactory(teams=[support], presence=Presence.ONLINE)
    staying = UserFactory(teams=[support], presence=Presence.ONLINE, last_assigned_at="2026-01-01T00:00:00Z")
    first, second = (make_conversation(Status.QUEUE, team=support) for _ in range(2))
    look = routing._seats

    def closed_after_the_look():
        seats = look()
        close_account(leaving, by=charlie)
        return seats

    monkeypatch.setattr(routing, "_seats", closed_after_the_look)
    route_queue()
    assert {row.assigned_to for row in map(reload, (first, second))} <= {staying, None}
    assert Conversation.objects.filter(assigned_to=staying).exists()


def test_what_was_left_all_the_same_is_found(hers, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)  # as a program that went past the services
    assert requeue_abandoned() == 2
    assert requeue_abandoned() == 0
    assert hers[0].timeline.get(kind="queued").actor is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.AGENT}])
def test_a_bot_that_is_none_any_more_leaves_its_seats_to_the_built_in_one(with_bot, robo, rosa, change):
    User.objects.filter(pk=robo.pk).update(presence=Presence.ONLINE)
    Conversation.objects.filter(pk=with_bot.pk).update(assigned_to=robo)
    update_account(User.objects.get(pk=robo.pk), by=rosa, **change)
    assert release_bot_seats() == [with_bot.pk]


def test_supervisors_close_several_accounts_in_the_administration(hers, alice, bob, charlie, client):
    client.force_login(charlie)
    data = {"action": "close_accounts", "_selected_action": [alice.pk, bob.pk, charlie.pk]}
    answer = client.post("/admin/accounts/user/", data, follow=True)
    assert answer.status_code == 200
    assert list(User.objects.filter(is_active=False).order_by("name")) == [alice, bob]
    assert states(hers)[0][0] == "queue"
    assert len([m for m in answer.context["messages"] if m.level_tag == "error"]) == 1  # nobody closes their own
