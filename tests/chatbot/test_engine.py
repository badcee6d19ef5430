"""What the bot decides, without any database."""

import time

import pytest

from chatbot.engine.decisions import settle
from chatbot.engine.rules import decide_by_rule
from chatbot.engine.types import Action, Candidate, Decision, Draft, Line, PastTurn, Persona, Reason, Snapshot

BOLETO = Candidate(id=1, title="Boleto", content="Abra o app.", intent="invoice_copy", score=0.9, team_id=7)
KNOWN = PastTurn("quero meu boleto", "invoice_copy", Reason.KNOWN, (1,))
MISSED = PastTurn("vende geladeira", "other", Reason.UNKNOWN)


def said(*texts: str, type: str = "text", **fields: object) -> Snapshot:
    return Snapshot(burst=tuple(Line("customer", text, type) for text in texts), **fields)  # type: ignore[arg-type]


def ruled(snapshot: Snapshot) -> Decision:
    decision = decide_by_rule(snapshot)
    assert decision is not None
    return decision


def offline(score: float = 0.9) -> Draft:
    return Draft("Abra o app.", "invoice_copy", score, Action.ANSWER, sources=(1,), is_verbatim=True)


@pytest.mark.parametrize(
    ("text", "reason", "intent"),
    [
        ("quero um atendente", Reason.HUMAN, "human"),
        ("vou no procon", Reason.LEGAL, "complaint"),
        ("quero cancelar minha internet", Reason.CANCELLATION, "cancellation"),
        ("isso é um absurdo", Reason.COMPLAINT, "complaint"),
    ],
)
def test_what_needs_a_person_is_handed_over_with_a_text_and_a_note(text: str, reason: Reason, intent: str) -> None:
    decision = ruled(said(text))
    assert (decision.action, decision.reason, decision.intent) == (Action.HAND_OVER, reason, intent)
    assert decision.text
    assert text in decision.note


def test_a_threat_says_more_than_the_wish_for_a_person() -> None:
    assert ruled(said("quero um atendente ou vou no procon")).reason == Reason.LEGAL


def test_the_greeting_names_the_customer_and_the_way_to_a_person() -> None:
    decision = ruled(said("oi", "bom dia", customer_name="Maria Souza", persona=Persona(company="TechISP")))
    assert decision.intent == "greeting"
    assert "Maria!" in decision.text
    assert "TechISP" in decision.text
    assert "*atendente*" in decision.text


def test_greetings_never_loop() -> None:
    greeted = PastTurn("oi", "greeting", Reason.SMALL_TALK)
    assert ruled(said("oi", past=(greeted,))).action == Action.ANSWER
    assert ruled(said("oi", past=(greeted, greeted))).action == Action.HAND_OVER


def test_two_machines_do_not_talk_for_ever() -> None:
    past = tuple(PastTurn(f"texto {n}", "thanks", Reason.SMALL_TALK) for n in range(25))
    assert ruled(said("obrigado", past=past)).action == Action.HAND_OVER


@pytest.mark.parametrize(("text", "type"), [("👍", "text"), ("❤️", "reaction"), ("", "system")])
def test_what_asks_nothing_is_met_with_silence(text: str, type: str) -> None:
    assert ruled(said(text, type=type)).action == Action.SILENT


def test_a_voice_message_is_asked_for_in_words_once_then_a_person_listens() -> None:
    first = ruled(said("", type="audio"))
    assert (first.action, first.reason) == (Action.ANSWER, Reason.MEDIA)
    second = ruled(said("", type="audio", past=(PastTurn("", "other", Reason.MEDIA),)))
    assert (second.action, second.reason) == (Action.HAND_OVER, Reason.MEDIA)
    assert first.text != second.text


def test_a_caption_is_read() -> None:
    assert decide_by_rule(said("meu boleto veio assim", type="image")) is None


def test_yes_to_the_offer_of_a_person_is_a_yes() -> None:
    assert ruled(said("sim, por favor", past=(MISSED,))).reason == Reason.HUMAN


def test_no_after_an_answer_means_that_it_did_not_help() -> None:
    decision = ruled(said("não resolveu", past=(KNOWN,)))
    assert (decision.action, decision.reason) == (Action.HAND_OVER, Reason.NOT_HELPED)
    assert decision.intent == "invoice_copy"
    assert "quero meu boleto" in decision.note


def test_the_same_question_again_goes_to_a_person() -> None:
    assert ruled(said("Quero o meu boletto!", past=(KNOWN,))).reason == Reason.REPEATED


def test_another_question_does_not() -> None:
    assert decide_by_rule(said("qual o preço do plano", past=(KNOWN,))) is None


@pytest.mark.parametrize("text", ["Rua das Flores 12, 01310-100", "cep 01310100", "529.982.247-25"])
def test_an_address_or_document_that_an_answer_asked_for_goes_to_a_person(text: str) -> None:
    asked = PastTurn("atende na minha rua?", "coverage", Reason.KNOWN, (4,))
    decision = ruled(said(text, past=(asked,)))
    assert (decision.reason, decision.intent) == (Reason.DATA, "coverage")
    assert decide_by_rule(said(text)) is None


def test_a_sure_draft_is_sent_with_its_source_and_a_way_out() -> None:
    decision = settle(said("boleto", candidates=(BOLETO,)), offline())
    assert (decision.action, decision.sources) == (Action.ANSWER, (BOLETO,))
    assert decision.text.startswith("Abra o app.")
    assert "*atendente*" in decision.text


def test_an_unsure_draft_becomes_a_question_back_and_then_a_hand_over() -> None:
    first = settle(said("hmm", candidates=(BOLETO,)), offline(0.3))
    assert (first.action, first.reason) == (Action.ANSWER, Reason.UNKNOWN)
    second = settle(said("hmm hmm", candidates=(BOLETO,), past=(MISSED,)), offline(0.3))
    assert (second.action, second.reason) == (Action.HAND_OVER, Reason.UNKNOWN)


def test_the_same_article_is_not_sent_twice_and_the_same_question_goes_to_a_person() -> None:
    again = settle(said("meu boleto, quero", past=(KNOWN,), candidates=(BOLETO,)), offline())
    assert (again.action, again.reason) == (Action.HAND_OVER, Reason.REPEATED)


def test_another_question_on_the_article_just_sent_is_pointed_to_it_once() -> None:
    asked = said("e posso parcelar?", past=(KNOWN,), candidates=(BOLETO,))
    first = settle(asked, offline())
    assert (first.action, first.reason) == (Action.ANSWER, Reason.KNOWN)
    assert "Abra o app" not in first.text
    second = settle(said("e com desconto?", past=(KNOWN, KNOWN), candidates=(BOLETO,)), offline())
    assert second.action == Action.HAND_OVER


def test_a_hand_over_names_the_matter_so_that_the_right_team_gets_it() -> None:
    assert ruled(said("quero um atendente, minha fatura veio errada")).matter == "invoice_copy"
    assert ruled(said("atendente", past=(KNOWN,))).matter == "invoice_copy"
    assert ruled(said("quero cancelar minha internet")).matter == "cancellation"


def test_the_agent_reads_what_was_tried_given_and_in_which_mood() -> None:
    note = ruled(said("QUERO UM ATENDENTE AGORA", "cpf 529.982.247-25", past=(KNOWN,))).note
    assert "Já informou: CPF" in note
    assert "O bot já respondeu a: “quero meu boleto”" in note
    assert "Humor: exaltado" in note
    assert "irritado" in ruled(said("isso é um absurdo")).note


def test_a_model_that_cites_what_it_was_not_given_is_not_believed() -> None:
    draft = Draft("Custa R$ 1,00.", "prices", 0.99, Action.ANSWER, sources=(999,), provider="openai")
    decision = settle(said("quanto custa", candidates=(BOLETO,)), draft)
    assert decision.reason == Reason.UNKNOWN
    assert "1,00" not in decision.text


def test_a_model_may_ask_back() -> None:
    draft = Draft("A luz LOS está vermelha?", "technical_support", 0.8, Action.ANSWER, provider="openai")
    assert settle(said("sem net"), draft).text == "A luz LOS está vermelha?"


def test_a_models_wish_to_hand_over_is_granted_with_its_reason() -> None:
    draft = Draft("", "billing_status", 0.9, Action.HAND_OVER, reason="Quer estorno de cobrança.", provider="openai")
    decision = settle(said("quero estorno"), draft)
    assert (decision.action, decision.reason) == (Action.HAND_OVER, Reason.PROVIDER)
    assert "Quer estorno" in decision.note
    assert decision.text


def test_a_customer_who_writes_english_is_answered_in_english() -> None:
    assert "agent" in ruled(said("talk to a human", language="en")).text


def test_a_decision_by_rule_takes_well_under_a_millisecond() -> None:
    snapshots = [said(f"minha internet esta lenta desde ontem {n}") for n in range(200)]
    started = time.process_time()
    for snapshot in snapshots:
        decide_by_rule(snapshot)
    assert (time.process_time() - started) / len(snapshots) < 0.02


def test_who_writes_english_is_told_that_the_answer_is_in_portuguese() -> None:
    article = Candidate(
        id=1, title="Boleto", content="Abra o app.", intent="invoice_copy", score=0.9, language="pt-br"
    )
    assert settle(said("my bill", candidates=(article,), language="en"), offline()).text.startswith("Sorry")
    assert settle(said("boleto", candidates=(article,)), offline()).text.startswith("Abra")
