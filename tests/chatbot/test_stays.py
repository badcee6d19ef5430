"""How a conversation's stay with the bot ends: confirmed, assumed, handed over, taken, or none of these."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import Team, User
from chatbot.engine.standing import standing_after
from chatbot.engine.types import Action, Decision, Reason
from chatbot.models import Stay, Turn
from chatbot.services.stays import end_stays
from conversations.models import Conversation
from conversations.services.assignment import assign_conversation
from conversations.services.lifecycle import close_conversation, reopen_conversation, return_to_bot
from conversations.services.sending import Draft, send_message
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db
BILL = "quero a segunda via do boleto"


@pytest.fixture(autouse=True)
def _at_once(settings: Any, knowledge: None) -> None:
    settings.CHATBOT_WAIT_MS = 0


def stay_of(maria: Writer) -> Stay:
    return Stay.objects.filter(conversation=maria.conversation).latest("pk")


def a_day_later(writer: Writer, **later: Any) -> None:
    """As if all that happened had happened so much earlier."""
    gone = timedelta(**(later or {"hours": 25}))
    for stay in Stay.objects.filter(conversation=writer.conversation, state="open"):
        stay.began_at, stay.last_at = stay.began_at - gone, stay.last_at - gone
        stay.save()
    writer.conversation.timeline.update(created_at=timezone.now() - gone)


def test_a_stay_begins_with_the_first_turn_and_goes_on(maria: Writer) -> None:
    maria.say("oi")
    maria.say(BILL)
    stay = stay_of(maria)
    assert (stay.state, stay.standing, stay.intent, stay.language) == ("open", "answered", "invoice_copy", "pt-br")
    assert {turn.stay_id for turn in maria.turns} == {stay.pk}


@pytest.mark.parametrize("thanks", ["obrigada!", "resolveu, obrigado", "funcionou", "muito obrigado, tchau"])
def test_thanks_after_an_answer_confirm_it(maria: Writer, thanks: str) -> None:
    maria.say(BILL)
    maria.say(thanks)
    stay = stay_of(maria)
    assert (stay.state, stay.standing, stay.confirmed_at is not None) == ("open", "confirmed", True)
    a_day_later(maria)
    assert end_stays() == 1
    assert stay_of(maria).state == "confirmed"


@pytest.mark.parametrize("said", ["ok", "entendi", "tchau", "sim", "não consegui, obrigado"])
def test_what_only_says_that_it_was_read_confirms_nothing(maria: Writer, said: str) -> None:
    maria.say(BILL)
    maria.say(said)
    assert not Stay.objects.filter(standing="confirmed").exists()


def test_thanks_without_an_answer_confirm_nothing(maria: Writer) -> None:
    maria.say("voces consertam geladeira?")
    maria.say("obrigado")
    a_day_later(maria)
    end_stays()
    assert stay_of(maria).state == "unresolved"


def test_a_new_question_after_the_thanks_takes_the_confirmation_back(maria: Writer) -> None:
    maria.say(BILL)
    maria.say("obrigado")
    maria.say("voces consertam geladeira?")
    assert (stay_of(maria).standing, stay_of(maria).confirmed_at) == ("asked", None)


def test_silence_for_a_day_after_an_answer_is_assumed(maria: Writer) -> None:
    maria.say(BILL)
    assert end_stays() == 0
    a_day_later(maria)
    assert end_stays() == 1
    assert (stay_of(maria).state, stay_of(maria).confirmed_at) == ("assumed", None)


def test_silence_after_a_question_back_is_not_resolved(maria: Writer) -> None:
    maria.say("voces consertam geladeira?")
    a_day_later(maria)
    end_stays()
    assert stay_of(maria).state == "unresolved"


def test_small_talk_alone_asked_nothing(maria: Writer) -> None:
    maria.say("bom dia")
    a_day_later(maria)
    end_stays()
    assert stay_of(maria).state == "idle"


def test_a_hand_over_ends_it_at_once_with_its_reason(support: Team, maria: Writer) -> None:
    maria.say(BILL)
    maria.say("quero falar com atendente")
    stay = stay_of(maria)
    assert (stay.state, stay.reason, stay.team, stay.intent) == ("handed_over", "human", support, "invoice_copy")
    assert stay.ended_at is not None


def test_an_answer_that_did_not_help_is_no_resolution(support: Team, maria: Writer) -> None:
    maria.say(BILL)
    maria.say("não resolveu")
    assert (stay_of(maria).state, stay_of(maria).reason) == ("handed_over", "not_helped")


def test_a_person_who_takes_it_within_the_day_has_it(maria: Writer, alice: User) -> None:
    maria.say(BILL)
    assign_conversation(maria.conversation.pk, agent=alice, by=alice)
    a_day_later(maria)
    end_stays()
    assert stay_of(maria).state == "taken"


def test_a_person_who_only_wrote_was_there_too(maria: Writer, charlie: User) -> None:
    maria.say(BILL)
    send_message(maria.conversation.pk, draft=Draft(content="Posso ajudar em algo mais?"), by=charlie, takes=False)
    maria.conversation.messages.update(created_at=timezone.now() - timedelta(hours=25))
    a_day_later(maria)
    end_stays()
    assert stay_of(maria).state == "taken"


def test_a_person_who_comes_after_the_day_takes_nothing_back(maria: Writer, alice: User) -> None:
    maria.say(BILL)
    a_day_later(maria, hours=30)
    assign_conversation(maria.conversation.pk, agent=alice, by=alice)
    end_stays()
    assert stay_of(maria).state == "assumed"


@pytest.mark.parametrize(("resolution", "state"), [("resolved", "assumed"), ("unresolved", "unresolved")])
def test_a_closing_counts_as_whoever_closed_it_saw_it(
    maria: Writer, charlie: User, resolution: str, state: str
) -> None:
    maria.say(BILL)
    close_conversation(maria.conversation.pk, by=charlie, resolution=resolution)
    a_day_later(maria)
    end_stays()
    assert stay_of(maria).state == state


def test_who_comes_back_within_the_day_was_not_helped(maria: Writer, charlie: User) -> None:
    maria.say(BILL)
    first = maria.conversation
    close_conversation(first.pk, by=charlie)
    maria.say("oi")
    assert maria.conversation != first
    stay = Stay.objects.get(conversation=first)
    back = timedelta(hours=25)
    Stay.objects.filter(pk=stay.pk).update(last_at=stay.last_at - back, began_at=stay.began_at - back)
    Conversation.objects.filter(pk=maria.conversation.pk).update(created_at=timezone.now() - timedelta(hours=3))
    end_stays()
    stay.refresh_from_db()
    assert stay.state == "unresolved"


def test_what_has_ended_stays_as_it_ended_when_the_conversation_is_reopened(maria: Writer, alice: User) -> None:
    maria.say(BILL)
    a_day_later(maria)
    end_stays()
    before = Stay.objects.values().get()
    close_conversation(maria.conversation.pk, by=alice)
    reopen_conversation(maria.conversation.pk, by=alice)
    return_to_bot(maria.conversation.pk, by=alice)
    maria.say("quero falar com atendente")
    assert Stay.objects.values().get(pk=before["id"]) == before
    assert stay_of(maria).state == "handed_over"


def test_given_back_by_a_person_another_stay_begins(maria: Writer, alice: User) -> None:
    maria.say(BILL)
    assign_conversation(maria.conversation.pk, agent=alice, by=alice)
    return_to_bot(maria.conversation.pk, by=alice)
    maria.say(BILL)
    assert list(Stay.objects.order_by("pk").values_list("state", "standing")) == [
        ("taken", "answered"),
        ("open", "answered"),
    ]


def test_nothing_said_is_no_stay(maria: Writer) -> None:
    maria.say("👍")
    assert not Stay.objects.exists()


def test_the_database_takes_no_confirmation_without_a_moment(maria: Writer) -> None:
    maria.say(BILL)
    with pytest.raises(IntegrityError):
        Stay.objects.update(standing="confirmed")


def test_many_end_in_one_statement(maria: Writer, django_assert_num_queries: Any) -> None:
    for number in range(5):
        writer = Writer(maria.channel, f"551198888100{number}")
        writer.say(BILL)
        a_day_later(writer)
    with django_assert_num_queries(1):
        assert end_stays() == 5


def test_an_answer_that_asks_for_data_has_not_answered() -> None:
    decision = Decision(Action.ANSWER, Reason.TOOL, "invoice_copy", 0.9, slots={"asking": "document"})
    assert standing_after("", decision, BILL) == "asked"


@pytest.mark.django_db(transaction=True)
def test_a_stay_that_goes_on_while_it_is_swept_is_ended_once(maria: Writer) -> None:
    """Whoever comes first: a turn goes on with a stay that is open, or begins another."""
    maria.say(BILL)
    a_day_later(maria)
    start = threading.Barrier(2)

    def sweep() -> None:
        start.wait()
        end_stays()
        connection.close()

    thread = threading.Thread(target=sweep)
    thread.start()
    start.wait()
    maria.say("minha internet está lenta")
    thread.join(20)
    states = sorted(Stay.objects.values_list("state", flat=True))
    assert states in (["open"], ["assumed", "open"])
    assert Turn.objects.filter(stay__state="open").exists()
