"""Queries that are composed once: they find what a queryset finds, and lock as it locks."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from accounts.models import Team
from chatbot.models import BotSettings
from conversations.composed import Composed
from conversations.exceptions import Overtaken
from conversations.models import Conversation, Message
from conversations.services import sending
from conversations.services.sending import locked_bot_seat
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db


def test_it_finds_what_the_queryset_finds(maria: Writer) -> None:
    said = Composed(
        lambda start: Message.objects.select_related("conversation").filter(pk__gt=start).order_by("-pk"), -1
    )
    maria.write("oi")
    maria.write("tudo bem?")
    first, second = Message.objects.order_by("pk")
    assert [(m.pk, m.content, m.payload, m.created_at) for m in said(0)] == [
        (m.pk, m.content, m.payload, m.created_at) for m in (second, first)
    ]
    assert said(first.pk) == [second]
    assert said.first(second.pk) is None
    assert said(0)[0].conversation == second.conversation


def test_it_reads_what_was_written_since(support: Team) -> None:
    assert BotSettings.load().persona == ""
    BotSettings.objects.create(persona="Lia", teams={"other": support.pk})
    assert BotSettings.load().persona == "Lia"
    assert BotSettings.load().team_for("other") == support
    Team.objects.all().delete()
    assert BotSettings.load().team_for("other") is None


def test_the_bots_seat_is_locked(maria: Writer) -> None:
    maria.write("oi")
    conversation, message = Conversation.objects.get(), Message.objects.get()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert locked_bot_seat(conversation.pk, answers=message.pk) == conversation
    assert "FOR UPDATE" in asked[0]["sql"]
    maria.write("e aí?")
    with pytest.raises(Overtaken), transaction.atomic():
        locked_bot_seat(conversation.pk, answers=message.pk)


def test_without_a_transaction_nothing_is_locked(monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(TransactionManagementError):
        locked_bot_seat(Conversation().pk, answers=1)
