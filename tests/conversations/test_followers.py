"""Following a conversation: who may, who is told, and what it leaves behind."""

import pytest
from django.db import IntegrityError, transaction

from conversations import receivers
from conversations.events import MessageReceived
from conversations.exceptions import Forbidden, Invalid, NotFound
from conversations.models import Conversation, Follower, Status
from conversations.services.details import add_note
from conversations.services.followers import follow_conversation, followers_of, hearers, unfollow_conversation
from tests.builders import make_incoming
from tests.factories import ConversationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(support):
    return UserFactory(name="Dora", teams=[support])


@pytest.fixture
def sent(monkeypatch):
    """What goes over the WebSocket."""
    kept = []
    monkeypatch.setattr(receivers, "broadcast", kept.extend)
    return kept


def told(conversation: Conversation) -> set[int]:
    return hearers([conversation.pk]).get(conversation.pk, set())


def test_following_twice_is_once(taken, dora):
    for _ in range(2):
        follow_conversation(taken.pk, by=dora)
    assert [row.user for row in followers_of(taken)] == [dora]
    entry = taken.timeline.get(kind="followed")
    assert (entry.actor, entry.data["name"]) == (dora, "Dora")
    for _ in range(2):
        unfollow_conversation(taken.pk, by=dora)
    assert taken.timeline.filter(kind="unfollowed").count() == 1
    assert followers_of(taken) == []


def test_the_database_allows_it_once(taken, dora):
    Follower.objects.create(conversation=taken, user=dora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follower.objects.create(conversation=taken, user=dora)


def test_only_supervisors_add_others_and_only_those_who_may_see_it(taken, alice, bob, dora, charlie):
    with pytest.raises(Forbidden):
        follow_conversation(taken.pk, by=alice, user=dora)
    with pytest.raises(Invalid):
        follow_conversation(taken.pk, by=charlie, user=bob)
    with pytest.raises(NotFound):
        follow_conversation(taken.pk, by=bob)
    follow_conversation(taken.pk, by=charlie, user=dora)
    with pytest.raises(Forbidden):
        unfollow_conversation(taken.pk, by=alice, user=dora)
    assert Follower.objects.get().added_by == charlie


def test_followers_are_told_when_the_customer_writes(taken, dora, sent):
    follow_conversation(taken.pk, by=dora)
    message = make_incoming(taken, "voltou")
    receivers.tell_followers([MessageReceived(message_id=message.pk, conversation_id=taken.pk)])
    (event,) = sent
    assert event.groups == [f"user-{dora.pk}"]
    assert event.event["type"] == "followed_message"
    assert (event.event["message_id"], event.event["content"]) == (message.pk, "voltou")


def test_nobody_is_told_twice_or_out_of_sight(taken, alice, dora, charlie, sales):
    for user in (alice, dora, charlie):
        follow_conversation(taken.pk, by=user)
    assert told(taken) == {dora.pk, charlie.pk}  # whoever has it hears of it anyway
    taken.team = sales
    taken.save()
    assert told(taken) == {charlie.pk}
    taken.team = None
    taken.save()
    assert told(taken) == {dora.pk, charlie.pk}
    dora.is_active = False
    dora.save()
    assert told(taken) == {charlie.pk}


def test_a_batch_costs_one_question(taken, dora, sent, django_assert_num_queries):
    rows = [taken, *(ConversationFactory(status=Status.BOT) for _ in range(5))]
    for row in rows:
        follow_conversation(row.pk, by=dora)
    events = [MessageReceived(make_incoming(row).pk, row.pk) for row in rows]
    with django_assert_num_queries(2):
        receivers.tell_followers(events)
    assert len(sent) == 6
    Follower.objects.all().delete()
    with django_assert_num_queries(1):
        receivers.tell_followers(events)


def test_whoever_is_named_in_a_note_follows(taken, alice, dora, charlie, support):
    add_note(taken.pk, by=alice, text="@Dora e @Charlie, @Alice")
    assert {row.user for row in followers_of(taken)} == {dora, charlie}
    unfollow_conversation(taken.pk, by=dora)
    add_note(taken.pk, by=alice, text="@Suporte")
    assert {row.user for row in followers_of(taken)} == {charlie}  # a whole team need not
    add_note(taken.pk, by=alice, text="@Charlie de novo")
    assert Follower.objects.count() == 1


def test_the_api(api, taken, alice, dora, charlie):
    where = f"/api/v1/conversations/{taken.pk}/followers"
    assert [one["name"] for one in api(dora).post(where, {}, format="json").json()["followers"]] == ["Dora"]
    assert api(dora).post(where, {"agent_id": alice.pk}, format="json").status_code == 403
    both = api(charlie).post(where, {"agent_id": charlie.pk}, format="json").json()["followers"]
    assert [one["id"] for one in both] == [charlie.pk, dora.pk]
    assert api(charlie).post(where, {"agent_id": 999}, format="json").status_code == 400
    listed = api(dora).get("/api/v1/conversations", {"following": "true"}).json()["conversations"]
    assert [one["id"] for one in listed] == [str(taken.pk)]
    assert api(alice).get("/api/v1/conversations", {"following": "true"}).json()["conversations"] == []
    assert api(alice).delete(f"{where}/{dora.pk}").status_code == 403
    left = api(dora).delete(f"{where}/{dora.pk}").json()["followers"]
    assert [one["id"] for one in left] == [charlie.pk]
    assert api(dora).get(where).json()["followers"] == left


def test_taking_away_nobody_takes_nobody_away(api, taken, charlie):
    follow_conversation(taken.pk, by=charlie)
    where = f"/api/v1/conversations/{taken.pk}/followers"
    for nobody in (999_999, 2**63, "9" * 30):
        assert api(charlie).delete(f"{where}/{nobody}").status_code == 404
    assert [row.user for row in followers_of(taken)] == [charlie]
