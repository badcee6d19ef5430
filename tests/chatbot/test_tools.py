"""The bot with tools and no model: it finds out who asks, looks up, asks before it changes anything, and tells."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Team, User
from chatbot.models import Action, Dialogue, ToolCall
from chatbot.tools.identity import vouched_numbers
from conversations.models import Channel, Customer, MessageType, Status
from conversations.services.assignment import assign_conversation
from conversations.services.lifecycle import return_to_bot
from helpdesk.demo.subscribers import create_subscribers
from isp.boleto import is_line
from isp.exceptions import NotReached, OutcomeUnknown
from isp.models import ExampleOrder, ExamplePhone, ExampleSubscriber, System
from isp.pix import is_pix_code
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db
JOAO_CPF, JOAO_BORN = "253.454.709-79", "14/03/1988"


@pytest.fixture(autouse=True)
def provider(knowledge: None, support: Team) -> None:
    create_subscribers()


def test_the_copy_of_the_invoice_comes_with_codes_to_copy_and_a_page(joao: Writer) -> None:
    assert joao.say("oi, quero a segunda via do boleto").outcome == "answered"
    text, line, pix, page = joao.answers
    assert "R$ 79,90" in text.content
    assert is_line(line.content)
    assert is_pix_code(pix.content)
    assert (page.type, page.media["mime_type"]) == (MessageType.DOCUMENT, "application/pdf")
    assert page.attachments.get().file.read().startswith(b"%PDF")
    assert (joao.turns[0].provider, joao.turns[0].intent) == ("tools", "invoice_copy")


def test_every_call_is_logged_with_masked_arguments(joao: Writer) -> None:
    joao.say("segunda via")
    assert [call.tool for call in ToolCall.objects.order_by("pk")] == ["find_by_phone", "invoices"]
    assert "99999" not in str(list(ToolCall.objects.values_list("arguments", flat=True)))


def test_a_strange_number_shows_whose_account_it_is(maria: Writer) -> None:
    maria.say("manda meu boleto")
    assert "CPF ou CNPJ" in maria.answers[-1].content
    maria.say(f"é {JOAO_CPF}")
    assert "data de nascimento" in maria.answers[-1].content
    maria.say(f"nasci em {JOAO_BORN}")
    assert is_line(maria.answers[-3].content)
    maria.say("qual a segunda via mesmo?")
    assert is_line(maria.answers[-3].content)


def test_the_contracts_number_shows_it_too(maria: Writer) -> None:
    maria.say(f"boleto do cpf {JOAO_CPF}")
    maria.say("contrato 104582")
    assert is_line(maria.answers[-3].content)


def test_a_mistyped_document_is_asked_for_again(maria: Writer) -> None:
    maria.say("segunda via")
    maria.say("253.454.709-70")
    assert "não confere" in maria.answers[-1].content


@pytest.mark.parametrize("document", [JOAO_CPF, "390.533.447-05"])
def test_who_cannot_show_it_goes_to_a_person_and_learns_nothing(maria: Writer, document: str) -> None:
    maria.say(f"segunda via do cpf {document}")
    for guess in ("01/01/1990", "02/01/1990"):
        assert maria.say(guess).outcome == "answered"
        assert "não conferem" in maria.answers[-1].content
    assert maria.say("03/01/1990").outcome == "handed_over"
    assert not any("João" in message.content or "R$" in message.content for message in maria.answers)
    assert ToolCall.objects.filter(outcome="denied").count() == 3


def test_a_list_of_guesses_is_no_proof(maria: Writer) -> None:
    maria.say(f"segunda via do cpf {JOAO_CPF}")
    maria.say("104580 104581 104582 104583")
    assert "não conferem" in maria.answers[-1].content


def test_tries_count_across_conversations(maria: Writer) -> None:
    for _ in range(5):
        ToolCall.objects.create(
            conversation=maria.write("oi"), customer=maria.conversation.customer, tool="identity", outcome="denied"
        )
    maria.say(f"segunda via do cpf {JOAO_CPF}")
    assert maria.say("01/01/1990").outcome == "handed_over"


def test_an_own_account_does_not_open_anothers(paulo: Writer) -> None:
    paulo.say(f"segunda via do cpf {JOAO_CPF}")
    assert "data de nascimento" in paulo.answers[-1].content
    assert len(paulo.answers) == 1


def test_a_phone_that_an_agent_typed_in_proves_nothing(maria: Writer) -> None:
    maria.write("oi")
    Customer.objects.update(phone="+5511999999999")
    assert vouched_numbers(Customer.objects.get().pk) == ["+5511988887777"]


def test_a_number_of_two_peoples_contracts_vouches_for_neither(joao: Writer) -> None:
    other = ExampleSubscriber.objects.get(name__startswith="Vera")
    ExamplePhone(subscriber=other, number="+5511999999999").save()
    joao.say("segunda via")
    assert "CPF ou CNPJ" in joao.answers[-1].content


def test_of_several_contracts_one_is_chosen(joao: Writer) -> None:
    second = ExampleSubscriber.objects.create(contract="200001", name="João Silva", document="25345470979", city="Itu")
    ExamplePhone(subscriber=second, number="+5511999999999").save()
    joao.say("segunda via")
    assert "104582" in joao.answers[-1].content
    joao.say("o 104582")
    assert is_line(joao.answers[-3].content)


def test_an_unlock_is_done_after_a_yes_and_once(paulo: Writer) -> None:
    paulo.say("faz o desbloqueio de confiança pra mim")
    assert ExampleOrder.objects.count() == 0
    paulo.say("sim")
    assert "Pronto!" in paulo.answers[-1].content
    paulo.say("sim")
    assert ExampleOrder.objects.filter(kind="unlock").count() == 1
    assert [action.state for action in Action.objects.all()] == ["done"]


@pytest.mark.parametrize("words", ["não", "não, deixa", "cancela", "nao quero mais"])
def test_a_no_does_nothing(paulo: Writer, words: str) -> None:
    paulo.say("desbloqueio de confiança")
    assert paulo.say(words).outcome == "answered"
    assert "não fiz nada" in paulo.answers[-1].content
    paulo.say("sim")
    assert ExampleOrder.objects.count() == 0


@pytest.mark.parametrize("words", ["sim se for de graça", "talvez", "quanto custa?", "sim mas só amanhã"])
def test_only_a_clear_yes_is_one(paulo: Writer, words: str) -> None:
    paulo.say("desbloqueio de confiança")
    paulo.say(words)
    assert ExampleOrder.objects.count() == 0


def test_a_yes_after_another_matter_confirms_nothing(paulo: Writer) -> None:
    paulo.say("desbloqueio de confiança")
    paulo.say("qual a segunda via?")
    paulo.say("sim")
    assert ExampleOrder.objects.count() == 0


def test_who_is_not_blocked_is_told_so(joao: Writer) -> None:
    joao.say("quero desbloqueio de confiança")
    assert "não está bloqueado" in joao.answers[-1].content


def test_the_due_day_is_asked_confirmed_and_changed(joao: Writer) -> None:
    joao.say("quero mudar o vencimento")
    assert "5, 15, 20" in joao.answers[-1].content
    joao.say("dia 31")
    assert "não está disponível" in joao.answers[-1].content
    joao.say("então dia 20")
    joao.say("confirmo")
    assert "dia 20" in joao.answers[-1].content
    assert ExampleSubscriber.objects.get(contract="104582").due_day == 20


def test_no_connection_is_looked_at_before_anything_is_suggested(channel: Channel) -> None:
    juliana, roberto, paulo = (
        Writer(channel, number) for number in ("5511903387120", "5519904410976", "5511905538912")
    )
    juliana.say("tô sem internet")
    assert "falha na sua região" in juliana.answers[-1].content
    paulo.say("minha internet caiu")
    assert "bloqueado" in paulo.answers[-1].content
    roberto.say("tô sem net")
    assert "sem conexão" in roberto.answers[-1].content
    roberto.say("visita")
    roberto.say("sim")
    assert "OS-" in roberto.answers[-1].content
    assert ExampleOrder.objects.get().description == "tô sem net"


def test_after_the_blocks_explanation_a_yes_asks_before_it_unlocks(paulo: Writer) -> None:
    paulo.say("minha internet caiu")
    paulo.say("sim")
    assert ExampleOrder.objects.count() == 0
    paulo.say("sim")
    assert ExampleOrder.objects.count() == 1


def test_opening_hours_need_no_account(maria: Writer) -> None:
    maria.say("qual o horario de atendimento?")
    assert "domingo: fechado" in maria.answers[-1].content


def test_a_person_is_called_in_the_middle_of_it(maria: Writer) -> None:
    maria.say("segunda via")
    assert maria.say("quero falar com atendente").outcome == "handed_over"
    assert not Dialogue.objects.exists()


def test_what_was_learnt_ends_with_the_bots_part(maria: Writer, alice: User) -> None:
    maria.say(f"segunda via cpf {JOAO_CPF}")
    maria.say(JOAO_BORN)
    assign_conversation(maria.conversation.pk, agent=alice, by=alice)
    return_to_bot(maria.conversation.pk, by=alice)
    maria.say("segunda via")
    assert "CPF ou CNPJ" in maria.answers[-1].content


def test_after_hours_of_silence_it_is_shown_again(maria: Writer) -> None:
    maria.say(f"segunda via cpf {JOAO_CPF}")
    maria.say(JOAO_BORN)
    Dialogue.objects.update(updated_at=timezone.now() - timedelta(hours=3))
    maria.say("segunda via")
    assert "CPF ou CNPJ" in maria.answers[-1].content


def test_a_system_that_fails_ends_in_a_hand_over_that_both_see(joao: Writer, monkeypatch: Any) -> None:
    def down(*args: object) -> None:
        raise NotReached("ConnectTimeout")

    monkeypatch.setattr("isp.example.ExampleAdapter.invoices", down)
    assert joao.say("segunda via").outcome == "handed_over"
    assert "Não consegui consultar" in joao.answers[0].content
    reason = joao.conversation.timeline.get(kind="handoff").data["reason"]
    assert "segunda via" in reason
    assert "104582" in reason
    assert joao.turns[0].error == "not_reached: ConnectTimeout"


def test_an_outcome_that_nobody_knows_is_for_a_person(paulo: Writer, monkeypatch: Any) -> None:
    def lost(*args: object, **kwargs: object) -> None:
        raise OutcomeUnknown("ReadTimeout")

    paulo.say("desbloqueio de confiança")
    monkeypatch.setattr("isp.example.ExampleAdapter.trust_unlock", lost)
    assert paulo.say("sim").outcome == "handed_over"
    assert "pode ter sido executado" in paulo.conversation.timeline.get(kind="handoff").data["reason"]
    assert Action.objects.get().state == "unknown"


def test_what_was_done_is_told_though_its_turn_was_overtaken(paulo: Writer) -> None:
    paulo.say("desbloqueio de confiança")
    Action.objects.update(state="done", result={"until": "2026-12-01"})
    paulo.say("e aí, deu certo?")
    assert "01/12/2026" in paulo.answers[-1].content


def test_without_a_system_the_knowledge_answers(joao: Writer) -> None:
    System.objects.update(is_active=False)
    joao.say("como pego a 2a via do boleto")
    assert joao.turns[0].reason == "known"


def test_in_the_queue_nothing_is_left_half_done(paulo: Writer) -> None:
    paulo.say("desbloqueio de confiança")
    paulo.say("atendente")
    assert paulo.conversation.status == Status.QUEUE
    assert Action.objects.get().state == "dropped"
