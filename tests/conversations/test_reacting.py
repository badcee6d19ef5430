"""An agent's reaction to a customer's message: shown on it, replaced, taken back, and gone when it did not arrive."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.exceptions import AssignedToOther, Invalid
from conversations.models import Conversation, Message, MessageStatus, MessageType, Status
from conversations.services import outbox
from conversations.services.decisions import retry_message
from conversations.services.sending import Draft, send_message
from conversations.services.statuses import StatusUpdate, apply_statuses
from tests.builders import make_conversation, make_incoming, make_outgoing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def react(conversation: Conversation, by: User, emoji: str = "👍", target: object = None) -> Message:
    wanted = target or conversation.messages.filter(direction="incoming").latest("pk").pk
    draft = Draft(type=MessageType.REACTION, payload={"reaction": {"message_id": wanted, "emoji": emoji}})
    return send_message(conversation.pk, draft=draft, by=by)


def shown(conversation: Conversation) -> list[str]:
    message = conversation.messages.filter(direction="incoming").latest("pk")
    return [one["emoji"] for one in message.reactions or [] if one["emoji"]]


def test_it_is_shown_and_replaced_and_taken_back(taken: Conversation, alice: User) -> None:
    first = react(taken, alice)
    asked = taken.messages.get(direction="incoming")
    assert first.payload == {"reaction": {"message_id": asked.external_id, "emoji": "👍"}}
    assert shown(taken) == ["👍"]
    react(taken, alice, "🙏", target=asked.external_id)
    assert shown(taken) == ["🙏"]
    react(taken, alice, "")
    assert shown(taken) == []


def test_it_is_no_answer(queued: Conversation, alice: User) -> None:
    before = queued.last_message_id
    react(queued, alice)
    queued.refresh_from_db()
    assert (queued.status, queued.assigned_to, queued.last_message_id) == (Status.QUEUE, None, before)


def test_a_colleagues_conversation_is_left_alone(taken: Conversation, support: Any) -> None:
    with pytest.raises(AssignedToOther):
        react(taken, UserFactory(teams=[support]))


def test_only_a_message_of_the_conversation_that_whatsapp_knows_can_be_reacted_to(
    taken: Conversation, alice: User
) -> None:
    elsewhere = make_incoming(make_conversation())
    ours = make_outgoing(taken)
    for target in (elsewhere.pk, ours.pk, "wamid.nobody", 2**70):
        with pytest.raises(Invalid) as refused:
            react(taken, alice, target=target)
        assert refused.value.attr == "content.message_id"


def test_one_that_failed_is_shown_no_longer_until_it_is_sent_again(taken: Conversation, alice: User) -> None:
    message = react(taken, alice)
    outbox.mark_failed(message, code="131047", detail="")
    assert shown(taken) == []
    retry_message(message.pk, by=alice)
    assert shown(taken) == ["👍"]


def test_one_that_fails_by_webhook_is_shown_no_longer(taken: Conversation, alice: User) -> None:
    message = react(taken, alice)
    outbox.claim_heads([taken.pk])
    apply_statuses([StatusUpdate("wamid.9", MessageStatus.FAILED, timezone.now(), message.pk, error={"code": "1"})])
    assert shown(taken) == []


def test_an_old_failure_does_not_take_a_newer_reaction_away(taken: Conversation, alice: User) -> None:
    first = react(taken, alice)
    react(taken, alice, "🙏")
    outbox.mark_failed(first, code="131000", detail="")
    assert shown(taken) == ["🙏"]
