"""Customers' words go after their time; what was counted stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Team
from chatbot.models import Action, AgentDraft, BotSettings, Dialogue, Gap, GapQuestion, Reading, ToolCall, Turn
from chatbot.services import retention
from chatbot.services.gaps import collect_gaps, tidy_gaps
from chatbot.services.retention import forget_old_texts
from conversations.models import Conversation, TimelineEntry
from dashboard.bot_figures import figures_of
from dashboard.bot_period import period_of
from helpdesk.demo.subscribers import create_subscribers
from tests.chatbot.cast import Writer
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db
BILL = "quero a segunda via do boleto"


@pytest.fixture(autouse=True)
def _at_once(settings: Any, knowledge: None) -> None:
    settings.CHATBOT_WAIT_MS = 0


def age(days: int) -> None:
    """As if all of it had been so long ago."""
    at = timezone.now() - timedelta(days=days)
    for model in (Turn, Reading, ToolCall, Action):
        model.objects.update(created_at=at)  # type: ignore[attr-defined]
    GapQuestion.objects.update(asked_at=at)
    Dialogue.objects.update(updated_at=at)


def test_a_turns_words_go_and_the_turn_stays(maria: Writer) -> None:
    maria.say(BILL)
    age(181)
    before = Turn.objects.values("outcome", "intent", "reason", "latency_ms", "tokens", "cost", "stay").get()
    assert forget_old_texts() == 1
    assert Turn.objects.get().question == ""
    assert Turn.objects.values(*before).get() == before


def test_what_was_offered_to_agents_loses_its_words(maria: Writer) -> None:
    maria.say(BILL)
    conversation = Conversation.objects.get()
    for days in (181, 179):
        at = timezone.now() - timedelta(days=days)
        AgentDraft.objects.create(
            conversation=conversation, kind="suggest", origin="knowledge", text=BILL, created_at=at
        )
    assert forget_old_texts() == 1
    assert list(AgentDraft.objects.order_by("pk").values_list("text", flat=True)) == ["", BILL]


def test_the_figures_stay_what_they_were(support: Team, maria: Writer) -> None:
    maria.say(BILL)
    maria.say("quero falar com atendente")
    age(181)
    day = (timezone.localdate() - timedelta(days=181)).isoformat()
    asked = {"from": day, "to": timezone.localdate().isoformat()}
    before = figures_of(period_of(asked))
    forget_old_texts()
    assert figures_of(period_of(asked)) == before
    assert before.work.turns == 2


def test_what_is_younger_stays(maria: Writer) -> None:
    maria.say(BILL)
    age(179)
    assert forget_old_texts() == 0
    assert Turn.objects.get().question == BILL


@pytest.mark.parametrize(("days", "gone"), [(30, True), (None, False)])
def test_the_time_is_a_setting(maria: Writer, days: int | None, gone: bool) -> None:
    BotSettings(keep_days=days).save()
    maria.say(BILL)
    age(31)
    forget_old_texts()
    assert (Turn.objects.get().question == "") is gone


def test_a_turn_that_still_runs_keeps_its_words(maria: Writer) -> None:
    maria.say(BILL)
    age(181)
    Turn.objects.update(state="running", outcome="")
    forget_old_texts()
    assert Turn.objects.get().question == BILL


def test_calls_of_tools_and_what_was_done_lose_their_data(joao: Writer, paulo: Writer, support: Team) -> None:
    create_subscribers()
    joao.say("segunda via")
    paulo.say("quero desbloqueio em confiança")
    paulo.say("sim")
    Action.objects.update(arguments={"description": "luz vermelha"})
    age(181)
    forget_old_texts()
    assert not ToolCall.objects.exists()
    assert Action.objects.values_list("arguments", "result").get() == ({}, {})
    assert Action.objects.get().state == "done"


def test_what_was_heard_goes_and_is_not_heard_again(maria: Writer) -> None:
    message = MessageFactory(type="audio")
    Reading.objects.create(message=message, text="minha senha é 1234")
    age(181)
    forget_old_texts()
    assert Reading.objects.get().text == ""


def test_questions_of_gaps_go_and_are_not_gathered_again(maria: Writer) -> None:
    maria.say("voces consertam geladeira?")
    collect_gaps()
    age(181)
    forget_old_texts()
    tidy_gaps()
    assert not Gap.objects.exists()
    Turn.objects.update(created_at=timezone.now())
    assert collect_gaps() == 0


def test_a_dialogue_goes_after_a_day_with_the_cpf_in_it(maria: Writer) -> None:
    create_subscribers()
    BotSettings(keep_days=None).save()
    maria.say("manda meu boleto")
    maria.say("é 253.454.709-79")
    assert "25345470979" in str(Dialogue.objects.get().slots)
    Dialogue.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    forget_old_texts()
    assert not Dialogue.objects.exists()


def test_a_dialogue_that_goes_on_at_that_moment_stays(maria: Writer) -> None:
    create_subscribers()
    maria.say("manda meu boleto")
    Dialogue.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    chosen = retention._chosen(Dialogue.objects.filter(updated_at__lt=timezone.now() - retention.DIALOGUE_KEPT))
    Dialogue.objects.update(updated_at=timezone.now())
    assert chosen.delete()[0] == 0
    assert Dialogue.objects.exists()


def test_it_goes_in_batches_and_goes_on(maria: Writer, monkeypatch: Any, django_assert_max_num_queries: Any) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "BATCHES", 2)
    for number in range(5):
        Writer(maria.channel, f"551198888200{number}").say(BILL)
    age(181)
    assert forget_old_texts() == 4
    with django_assert_max_num_queries(12):
        assert forget_old_texts() == 1
    assert forget_old_texts() == 0


def test_hand_over_notes_lose_the_words_and_stay(support: Team, maria: Writer) -> None:
    maria.say("quero falar com um atendente")
    note = TimelineEntry.objects.get(kind="handoff")
    assert note.data["reason"]
    assert (forget_old_texts(), TimelineEntry.objects.get(kind="handoff").data) == (0, note.data)
    TimelineEntry.objects.update(created_at=timezone.now() - timedelta(days=181))
    assert forget_old_texts() == 1
    rest = {key: value for key, value in note.data.items() if key != "reason"}
    assert TimelineEntry.objects.get(kind="handoff").data == rest != {}
    assert forget_old_texts() == 0


def test_what_was_stripped_is_not_walked_through_again(maria: Writer) -> None:
    """Actions stay for ever: an index over them all would begin each sweep with the oldest."""
    old = timezone.now() - timedelta(days=400)
    actions = Action.objects.filter(created_at__lt=old).exclude(arguments={}, result={}).order_by("created_at")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "action_with_data" in actions.values("pk")[:1000].explain()
