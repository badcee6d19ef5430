"""What the bot knows of a customer's conversations before this one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Team, User
from chatbot.engine.earlier import asked_about
from chatbot.engine.types import Earlier
from chatbot.services.earlier import earlier_conversations
from conversations.models import Conversation, Customer, Label, Message
from conversations.services.lifecycle import close_conversation
from tests.chatbot.cast import Writer
from tests.chatbot.model_server import ModelServer, completion
from tests.factories import ConversationFactory

pytestmark = pytest.mark.django_db
BILL = "quero a segunda via do boleto"
REPLY = {"reply": "Como posso ajudar?", "intent": "other", "confidence": 0.9, "action": "answer", "sources": []}


@pytest.fixture(autouse=True)
def _at_once(settings: Any, knowledge: None) -> None:
    settings.CHATBOT_WAIT_MS = 0


@pytest.fixture
def yesterday(maria: Writer, charlie: User) -> Conversation:
    """Maria asked for her bill; it was closed as resolved."""
    maria.say(BILL)
    close_conversation(maria.conversation.pk, by=charlie, notes="Enviado para maria@casa.com.br, CPF 529.982.247-25.")
    Conversation.objects.update(created_at=timezone.now() - timedelta(days=1))
    return Conversation.objects.get()


def earlier_of(maria: Writer) -> tuple[Earlier, ...]:
    return earlier_conversations(maria.conversation, "pt-br")


def test_it_says_when_what_and_how_it_ended(yesterday: Conversation, maria: Writer) -> None:
    yesterday.labels.add(Label.objects.create(name="Financeiro"))
    maria.write("oi")
    (one,) = earlier_of(maria)
    assert (one.day, one.protocol) == (timezone.localdate() - timedelta(days=1), yesterday.protocol)
    assert (one.intent, one.matter, one.resolution) == ("invoice_copy", "Segunda via", "resolved")
    assert one.labels == ("Financeiro",)


def test_personal_data_in_the_notes_are_masked(yesterday: Conversation, maria: Writer) -> None:
    maria.write("oi")
    assert earlier_of(maria)[0].notes == "Enviado para [EMAIL], CPF [CPF]."


def test_there_are_three_at_most_the_latest_first(maria: Writer) -> None:
    maria.write("oi")
    customer = Customer.objects.get()
    for days in (5, 2, 9, 4):
        at = timezone.now() - timedelta(days=days)
        ConversationFactory(customer=customer, status="closed", closed_at=at, created_at=at)
    assert [(timezone.localdate() - one.day).days for one in earlier_of(maria)] == [2, 4, 5]


def test_what_is_open_or_spam_does_not_count(maria: Writer) -> None:
    maria.write("oi")
    at = timezone.now() - timedelta(days=2)
    ConversationFactory(
        customer=Customer.objects.get(), status="closed", closed_at=at, created_at=at, resolution="spam"
    )
    assert earlier_of(maria) == ()


def test_another_customers_never_enters(yesterday: Conversation, channel: Any, model: ModelServer) -> None:
    model.script = [completion(REPLY)]
    other = Writer(channel, "5511977776666")
    other.write("e o chamado de ontem?")
    assert earlier_of(other) == ()
    other.say("e o chamado de ontem?")
    assert yesterday.protocol not in str(model.requests)


def test_a_group_has_none(yesterday: Conversation, maria: Writer) -> None:
    maria.write("oi")
    Customer.objects.update(is_group=True)
    assert earlier_of(maria) == ()


def test_asked_for_it_the_bot_tells_and_offers_a_person(yesterday: Conversation, maria: Writer, support: Team) -> None:
    maria.say("e sobre o chamado de ontem?")
    told = maria.answers[-1].content
    assert yesterday.protocol in told
    assert "segunda via" in told
    assert "resolvido" in told
    assert maria.turns[-1].reason == "earlier"
    assert maria.say("sim").outcome == "handed_over"


def test_the_agents_own_words_are_not_told(yesterday: Conversation, maria: Writer) -> None:
    maria.say("qual o andamento do meu chamado?")
    assert "Enviado" not in maria.answers[-1].content


def test_the_model_is_told_masked(yesterday: Conversation, maria: Writer, model: ModelServer) -> None:
    model.script = [completion(REPLY)]
    maria.say("bom dia, aquela minha duvida voltou")
    prompt = str(model.requests)
    assert "about invoice_copy" in prompt
    assert "maria@casa.com.br" not in prompt
    assert "529.982" not in prompt


def test_it_costs_one_query(yesterday: Conversation, maria: Writer, django_assert_num_queries: Any) -> None:
    maria.write("oi")
    conversation = Conversation.objects.select_related("customer").get(pk=maria.conversation.pk)
    with django_assert_num_queries(1):
        earlier_conversations(conversation, "pt-br")


TODAY = date(2026, 11, 28)
ROWS = (
    Earlier(TODAY - timedelta(days=1), "20261127000002", resolution="resolved"),
    Earlier(TODAY - timedelta(days=6), "20261122000001"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("e o chamado de ontem?", 0),
        ("qual o andamento do meu chamado", 0),
        ("sobre o atendimento anterior", 0),
        ("protocolo 20261122000001", 1),
        ("meu protocolo é o 20261122000099", None),
        ("e o chamado de anteontem?", None),
        ("quero abrir um novo chamado", None),
        ("minha internet caiu ontem", None),
        ("status of my last request", 0),
        ("qual o protocolo?", None),
    ],
)
def test_which_one_is_meant(text: str, found: int | None) -> None:
    meant = asked_about(text, ROWS, TODAY)
    assert meant == (None if found is None else ROWS[found])


def test_without_earlier_ones_nothing_is_meant() -> None:
    assert asked_about("e o chamado de ontem?", (), TODAY) is None


def test_messages_stay_as_they_were(yesterday: Conversation, maria: Writer) -> None:
    before = Message.objects.count()
    maria.write("oi")
    earlier_of(maria)
    assert Message.objects.count() == before + 1
