"""What an agent sees of a message that is on its way, or that did not get there, and can do about it."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Message, MessageStatus
from tests import webhooks
from tests.builders import make_outgoing
from whatsapp.services.inbound import drain_lane

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, alice: User) -> Client:
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    return client


def pane(desk: Client, conversation: Conversation) -> str:
    return desk.get(f"/inbox/{conversation.pk}/pane", headers={"Accept-Language": "en"}).content.decode()


def failed(conversation: Conversation, code: str) -> Message:
    return make_outgoing(conversation, status=MessageStatus.FAILED, error={"code": code, "detail": "Meta's words"})


@pytest.mark.parametrize("code", ["window_closed", "131047"])
def test_a_closed_window_leads_to_the_templates(desk: Client, taken: Conversation, code: str) -> None:
    failed(taken, code)
    html = pane(desk, taken)
    assert 'data-act="offer"' in html
    assert 'data-act="retry"' not in html


def test_what_nobody_confirmed_asks_for_a_decision(desk: Client, taken: Conversation) -> None:
    message = failed(taken, "unconfirmed")
    html = pane(desk, taken)
    assert f'data-act="retry" data-value="{message.pk}"' in html
    assert f'data-act="leave" data-value="{message.pk}"' in html
    answer = desk.post(f"/inbox/messages/{message.pk}/leave")
    assert answer.status_code == 200
    assert 'data-act="leave"' not in answer.json()["item"]


def test_a_refusal_says_why_and_can_be_tried_again(desk: Client, taken: Conversation) -> None:
    failed(taken, "131026")
    html = pane(desk, taken)
    assert "cannot be reached on WhatsApp" in html
    assert 'data-act="retry"' in html


@pytest.mark.parametrize(("language", "words"), [("en", "a fault of its own"), ("pt-br", "Envie")])
def test_what_failed_later_by_webhook_is_sent_again_with_one_click(
    desk: Client, alice: User, taken: Conversation, language: str, words: str
) -> None:
    alice.language = language
    alice.save()
    message = make_outgoing(taken, status=MessageStatus.SENT, external_id="wamid.out")
    raw = webhooks.status("wamid.out", "failed", errors=[{"code": 131000, "title": "Something went wrong"}])
    webhooks.store(webhooks.body(statuses=(raw,)))
    drain_lane(settings.WHATSAPP_PHONE_NUMBER_ID)
    html = desk.get(f"/inbox/{taken.pk}/pane", headers={"Accept-Language": language}).content.decode()
    assert words in html.split('class="reason')[1]
    assert f'data-act="retry" data-value="{message.pk}"' in html
    assert desk.post(f"/inbox/messages/{message.pk}/retry").status_code == 200
    message.refresh_from_db()
    assert (message.status, message.error) == ("queued", None)


@pytest.mark.parametrize("code", ["stopped", "held", "unreachable", "131056"])
def test_what_waits_for_long_says_for_what(desk: Client, taken: Conversation, code: str) -> None:
    error = {"code": code, "detail": "190: expired"}
    make_outgoing(taken, error=error, next_attempt_at=timezone.now())
    html = pane(desk, taken)
    assert "by itself" in html
    assert 'data-act="retry"' not in html


def test_an_agent_reacts_from_the_thread(desk: Client, taken: Conversation) -> None:
    asked = taken.messages.get()
    answer = desk.post(f"/inbox/{taken.pk}/reactions", {"target": asked.pk, "emoji": "👍"})
    assert answer.status_code == 200
    html = pane(desk, taken)
    assert "<span>👍</span>" in html
    assert html.count('<article class="item message') == 1
    refused: Any = desk.post(f"/inbox/{taken.pk}/reactions", {"target": "x", "emoji": "👍"})
    assert refused.status_code == 400


def test_a_reaction_that_did_not_get_there_is_seen(desk: Client, taken: Conversation) -> None:
    desk.post(f"/inbox/{taken.pk}/reactions", {"target": taken.messages.get().pk, "emoji": "👍"})
    Message.objects.filter(type="reaction").update(status="failed", error={"code": "131047", "detail": ""})
    assert pane(desk, taken).count('<article class="item message') == 2


def test_a_customer_whom_whatsapp_does_not_reach_is_marked(desk: Client, taken: Conversation) -> None:
    failed(taken, "131026")
    failed(taken, "131026")
    assert "Not reached on WhatsApp" not in pane(desk, taken)
    failed(taken, "131026")
    assert "Not reached on WhatsApp" in pane(desk, taken)
