from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Team, User
from conversations.events import ConversationClosed
from conversations.models import Channel, Conversation, Priority, Resolution, Status, TimelineKind
from conversations.services import bulk
from tests.factories import ConversationFactory, LabelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(channel: Channel, support: Team, alice: User) -> list[Conversation]:
    return [
        ConversationFactory(channel=channel, team=support, status=Status.IN_PROGRESS, assigned_to=alice, unread=2)
        for _ in range(3)
    ]


def ids(rows: list[Conversation]) -> list[Any]:
    return [row.pk for row in rows]


def test_one_that_may_not_be_closed_stops_no_other(three: list[Conversation], alice: User, bob: User) -> None:
    Conversation.objects.filter(pk=three[0].pk).update(assigned_to=bob)
    outcome = bulk.change_many([*ids(three), uuid4()], bulk.Close(Resolution.RESOLVED), by=alice)
    assert set(outcome.done) == set(ids(three[1:]))
    assert {error.code for error in outcome.failed.values()} == {"assigned_to_other", "not_found"}
    three[1].refresh_from_db()
    assert (three[1].status, three[1].unread) == (Status.CLOSED, 0)
    assert three[1].timeline.get().kind == TimelineKind.CLOSED


def test_closing_many_is_told_and_can_be_undone(
    three: list[Conversation], alice: User, published: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bulk.change_many(ids(three), bulk.Close(Resolution.SPAM), by=alice)
    assert sum(isinstance(event, ConversationClosed) for event in published) == 3
    assert len(bulk.reopen_many(ids(three), by=alice).done) == 3
    assert set(Conversation.objects.values_list("status", flat=True)) == {Status.IN_PROGRESS}


@pytest.mark.parametrize("kind", ["label", "priority", "read", "team", "close"])
def test_many_cost_no_more_statements_than_one(
    kind: str, three: list[Conversation], alice: User, sales: Team, django_assert_max_num_queries: Any
) -> None:
    changes = {
        "label": bulk.AddLabel(LabelFactory()), "priority": bulk.Prioritise(Priority.HIGH), "read": bulk.MarkRead(),
        "team": bulk.ToTeam(sales), "close": bulk.Close(Resolution.RESOLVED),
    }  # fmt: skip
    with django_assert_max_num_queries(10):
        assert len(bulk.change_many(ids(three), changes[kind], by=alice).done) == 3


def test_a_label_is_added_once_and_removed(three: list[Conversation], alice: User) -> None:
    label = LabelFactory()
    three[0].labels.add(label)
    bulk.change_many(ids(three), bulk.AddLabel(label), by=alice)
    assert label.conversations.count() == 3
    assert not three[0].timeline.exists()
    bulk.change_many(ids(three), bulk.RemoveLabel(label), by=alice)
    assert label.conversations.count() == 0


def test_agents_take_for_themselves_and_supervisors_give(
    three: list[Conversation], alice: User, bob: User, charlie: User
) -> None:
    assert {error.code for error in bulk.change_many(ids(three), bulk.Assign(bob), by=alice).failed.values()} == {
        "permission_denied"
    }
    assert len(bulk.change_many(ids(three), bulk.Assign(bob), by=charlie).done) == 3
    assert set(Conversation.objects.values_list("assigned_to", flat=True)) == {bob.pk}
