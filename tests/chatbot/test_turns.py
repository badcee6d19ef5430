"""The bot's turn in a conversation: it answers once, hands over visibly, and never talks over a person."""

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Team, User
from chatbot.models import BotSettings, Turn
from chatbot.services import take_turn
from conversations.models import Status, TimelineKind
from conversations.services.assignment import assign_conversation
from conversations.services.lifecycle import return_to_bot
from tests.builders import go_online
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db


def test_a_question_is_answered_from_the_knowledge(knowledge: None, maria: Writer) -> None:
    assert maria.say("como pego a 2a via do boleto").outcome == "answered"
    assert "2ª via do boleto" in maria.answers[0].content
    turn = maria.turns[0]
    assert (turn.intent, turn.provider, turn.should_transfer) == ("invoice_copy", "offline", False)
    assert turn.sources[0]["title"] == "Segunda via do boleto"
    assert turn.confidence > 0.5
    assert maria.conversation.customer_waiting_since is None


def test_a_burst_is_answered_as_one(knowledge: None, maria: Writer) -> None:
    maria.write("oi")
    maria.write("boa noite")
    maria.say("quero meu boleto")
    assert len(maria.answers) == 1
    assert maria.turns[0].question == "oi\nboa noite\nquero meu boleto"
    assert maria.turns[0].reason == "known"


def test_it_waits_for_the_customers_next_line(maria: Writer, settings: Any) -> None:
    settings.CHATBOT_WAIT_MS = 5000
    result = maria.say("oi")
    assert result.outcome == "not_yet"
    assert 0 < result.due_in <= 5
    assert maria.answers == []


def test_a_second_call_finds_nothing_to_do(maria: Writer) -> None:
    maria.say("oi")
    assert take_turn(maria.conversation.pk).outcome == "nothing"
    assert len(maria.answers) == 1


def test_a_hand_over_tells_the_customer_and_the_agent(support: Team, maria: Writer) -> None:
    assert maria.say("quero falar com atendente").outcome == "handed_over"
    conversation = maria.conversation
    assert (conversation.status, conversation.team) == (Status.QUEUE, support)
    assert conversation.protocol in maria.answers[0].content
    assert "próximo da fila" in maria.answers[0].content
    entry = conversation.timeline.get(kind=TimelineKind.HANDOFF)
    assert "quero falar com atendente" in entry.data["reason"]
    assert entry.data["intent"] == "human"


def test_after_a_hand_over_the_customer_still_waits_and_is_unread(support: Team, maria: Writer) -> None:
    maria.say("atendente")
    assert maria.conversation.customer_waiting_since is not None
    assert maria.conversation.unread == 1


def test_the_second_in_line_reads_so(support: Team, maria: Writer) -> None:
    Writer(maria.channel, "5511977776666").say("atendente")
    maria.say("atendente")
    assert "2º da fila" in maria.answers[0].content


def test_a_cancellation_goes_to_the_team_that_is_named_for_it(support: Team, sales: Team, maria: Writer) -> None:
    BotSettings(teams={"cancellation": sales.pk}).save()
    maria.say("quero cancelar minha internet")
    assert maria.conversation.team == sales


def test_what_it_does_not_know_goes_to_a_person_at_the_second_time(
    knowledge: None, support: Team, maria: Writer
) -> None:
    assert maria.say("voces vendem geladeira?").outcome == "answered"
    assert maria.say("geladeira frost free").outcome == "handed_over"
    assert "geladeira" in maria.conversation.timeline.get(kind=TimelineKind.HANDOFF).data["reason"]


def test_without_any_knowledge_it_still_hands_over(support: Team, maria: Writer) -> None:
    maria.say("minha internet caiu")
    assert maria.turns[0].intent == "technical_support"
    assert maria.say("nada funciona aqui").outcome == "handed_over"


def test_the_same_question_twice_goes_to_a_person(knowledge: None, support: Team, maria: Writer) -> None:
    maria.say("minha internet ta muito lenta")
    assert maria.say("a minha internet ta muito lenta!!").outcome == "handed_over"
    assert maria.turns[1].reason == "repeated"


def test_a_voice_message_twice_goes_to_a_person(support: Team, maria: Writer) -> None:
    assert maria.say(type="audio").outcome == "answered"
    assert maria.say(type="audio").outcome == "handed_over"


def test_who_began_in_english_is_answered_in_english(support: Team, maria: Writer) -> None:
    maria.say("hello, what is the price of the internet please?")
    maria.say("agent")
    assert "agent" in maria.answers[1].content


def test_silence_does_not_leave_the_customer_waiting(maria: Writer) -> None:
    assert maria.say("👍").outcome == "silent"
    assert maria.answers == []
    assert maria.conversation.customer_waiting_since is None


def test_it_is_silent_where_a_bot_agent_sits(robo: User, maria: Writer) -> None:
    go_online(robo)
    assert maria.say("quero meu boleto").outcome == "nothing"
    assert maria.turns == []


def test_it_is_silent_where_a_person_has_the_conversation(support: Team, alice: User, maria: Writer) -> None:
    assign_conversation(maria.write("oi").pk, agent=alice, by=alice)
    assert maria.say("tudo bem?").outcome == "nothing"


def test_after_a_person_gave_it_back_old_questions_do_not_count(
    knowledge: None, support: Team, alice: User, maria: Writer
) -> None:
    maria.say("minha internet ta lenta")
    assign_conversation(maria.conversation.pk, agent=alice, by=alice)
    maria.write("ainda ta lenta")
    return_to_bot(maria.conversation.pk, by=alice)
    assert take_turn(maria.conversation.pk).outcome == "nothing"
    assert maria.say("minha internet ta lenta").outcome == "answered"


@pytest.mark.parametrize("part", ["think", "snapshot_of"])
def test_an_error_ends_in_a_hand_over_that_both_see(support: Team, maria: Writer, monkeypatch: Any, part: str) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(f"chatbot.services.turns.{part}", broken)
    assert maria.say("quero meu boleto").outcome == "handed_over"
    assert "Desculpe" in maria.answers[0].content
    assert "secret" not in maria.answers[0].content
    assert "quero meu boleto" in maria.conversation.timeline.get(kind=TimelineKind.HANDOFF).data["reason"]
    assert maria.turns[0].error == "RuntimeError"


def test_a_turn_that_a_dead_worker_left_is_taken_again_once_its_time_is_over(knowledge: None, maria: Writer) -> None:
    conversation = maria.write("quero meu boleto")
    turn = Turn.objects.create(conversation=conversation, answers=conversation.messages.get())
    assert take_turn(conversation.pk).outcome == "taken"
    Turn.objects.filter(pk=turn.pk).update(claimed_at=timezone.now() - timedelta(seconds=31))
    assert take_turn(conversation.pk).outcome == "answered"
    assert len(maria.answers) == 1
    assert maria.turns[0].attempts == 2


def test_after_three_dead_workers_a_person_takes_over(support: Team, maria: Writer) -> None:
    conversation = maria.write("quero meu boleto")
    old = timezone.now() - timedelta(minutes=1)
    Turn.objects.create(conversation=conversation, answers=conversation.messages.get(), attempts=3, claimed_at=old)
    assert take_turn(conversation.pk).outcome == "handed_over"
    assert maria.turns[0].reason == "error"


def test_after_the_window_has_closed_the_agent_gets_it_without_a_text(support: Team, maria: Writer) -> None:
    conversation = maria.write("quero meu boleto")
    conversation.window_expires_at = timezone.now() - timedelta(minutes=1)
    conversation.save(update_fields=["window_expires_at"])
    assert take_turn(conversation.pk).outcome == "handed_over"
    assert maria.answers == []


def test_a_conversation_that_owes_nothing_is_set_right(maria: Writer) -> None:
    maria.say("oi")
    conversation = maria.conversation
    conversation.customer_waiting_since = timezone.now()
    conversation.save(update_fields=["customer_waiting_since"])
    take_turn(conversation.pk)
    assert maria.conversation.customer_waiting_since is None


def test_a_turn_takes_few_queries(knowledge: None, maria: Writer, django_assert_max_num_queries: Any) -> None:
    maria.say("oi")
    conversation = maria.write("quero meu boleto")
    with django_assert_max_num_queries(35):
        take_turn(conversation.pk)


def test_without_a_model_its_package_is_not_even_loaded() -> None:
    """It costs memory in every worker."""
    code = (
        "import django, sys; django.setup(); import chatbot.services, chatbot.tasks; sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
