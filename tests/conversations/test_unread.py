"""Marking a conversation as unread, to come back to it."""

import pytest

from accounts.models import User
from conversations.events import ConversationChanged
from conversations.exceptions import AssignedToOther, ConversationIsClosed, NotFound
from conversations.models import Conversation
from conversations.services.details import mark_read, mark_unread
from tests.builders import make_incoming

pytestmark = pytest.mark.django_db


def test_whoever_has_it_finds_it_unread(taken: Conversation, alice: User, published: list[object]) -> None:
    mark_read(taken.pk, by=alice)
    published.clear()
    assert mark_unread(taken.pk, by=alice).unread == 1
    mark_unread(taken.pk, by=alice)
    assert Conversation.objects.get().unread == 1


def test_what_is_unread_stays_as_much_as_it_is(taken: Conversation, alice: User) -> None:
    for _ in range(3):
        make_incoming(taken)
    before = Conversation.objects.get().unread
    assert mark_unread(taken.pk, by=alice).unread == max(before, 1)


def test_it_is_told_once(
    taken: Conversation, alice: User, published: list[object], django_capture_on_commit_callbacks: object
) -> None:
    Conversation.objects.update(unread=0)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        mark_unread(taken.pk, by=alice)
        mark_unread(taken.pk, by=alice)
    assert published == [ConversationChanged(conversation_id=taken.pk)]


def test_a_colleagues_a_strangers_and_a_closed_one_are_refused(
    taken: Conversation, charlie: User, bob: User, alice: User
) -> None:
    with pytest.raises(AssignedToOther):
        mark_unread(taken.pk, by=charlie)
    with pytest.raises(NotFound):
        mark_unread(taken.pk, by=bob)


def test_what_is_over_is_refused(closed: Conversation, alice: User) -> None:
    Conversation.objects.update(assigned_to=alice)
    with pytest.raises(ConversationIsClosed):
        mark_unread(closed.pk, by=alice)
