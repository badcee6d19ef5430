"""What people solved after a hand-over is proposed for the knowledge, once, and without saying whose it was."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Team, User
from chatbot.models import Article, BotSettings, Gap, SolvedCase, Stay
from chatbot.services.anonymous import anonymised, lesson_of
from chatbot.services.approving import approve_proposal
from chatbot.services.articles import save_article
from chatbot.services.gaps import link_article, mark_gap, tidy_gaps
from chatbot.services.learning import collect_solved
from chatbot.services.proposing import propose
from chatbot.services.retention import forget_old_texts
from conversations.exceptions import Conflict, Forbidden, Invalid
from conversations.models import Conversation
from conversations.services.lifecycle import close_conversation
from conversations.services.sending import Draft, send_message
from tests.chatbot.cast import Writer
from tests.chatbot.model_server import ModelServer, completion

pytestmark = pytest.mark.django_db
TV = "Para ligar a TV de novo, abra Configurações, escolha Rede e digite a senha nova do Wi-Fi."


@pytest.fixture(autouse=True)
def _at_once(settings: Any, support: Team) -> None:
    settings.CHATBOT_WAIT_MS = 0


class Solving:
    """A customer asks what the bot does not know, a person answers and closes."""

    def __init__(self, channel: Any, alice: User) -> None:
        self.channel, self.alice, self.number = channel, alice, 0

    def __call__(self, asked: str, *answers: str, resolution: str = "resolved") -> Conversation:
        self.number += 1
        writer = Writer(self.channel, f"55119888830{self.number:02d}")
        writer.say(asked)
        writer.say("quero falar com atendente")
        conversation = writer.conversation
        for text in answers:
            send_message(conversation.pk, draft=Draft(content=text), by=self.alice)
        close_conversation(conversation.pk, by=self.alice, resolution=resolution)
        return conversation


@pytest.fixture
def solve(channel: Any, alice: User) -> Solving:
    return Solving(channel, alice)


def test_a_solved_conversation_becomes_a_case(solve: Solving) -> None:
    solve(
        "minha televisão não conecta depois que troquei a senha",
        "Oi, Maria! Tudo bem?",
        TV,
        "Posso ajudar em algo mais?",
    )
    assert collect_solved() == 1
    case = SolvedCase.objects.get()
    assert case.question == "minha televisão não conecta depois que troquei a senha"
    assert case.answer == TV
    assert (case.gap.kind, case.gap.asked, case.gap.state, case.gap.language) == ("solved", 1, "open", "pt-br")


def test_who_only_asked_the_bot_for_a_person_asked_the_person(channel: Any, alice: User) -> None:
    writer = Writer(channel)
    writer.say("atendente")
    writer.write("minha televisão não conecta depois que troquei a senha")
    send_message(writer.conversation.pk, draft=Draft(content=TV), by=alice)
    writer.write("perfeito, a televisão conectou na rede nova, obrigada")
    close_conversation(writer.conversation.pk, by=alice)
    collect_solved()
    assert SolvedCase.objects.get().question == "minha televisão não conecta depois que troquei a senha"


def test_thanks_are_no_question(channel: Any, alice: User) -> None:
    writer = Writer(channel)
    writer.say("atendente")
    send_message(writer.conversation.pk, draft=Draft(content=TV), by=alice)
    writer.write("perfeito, a televisão conectou na rede nova, obrigada")
    close_conversation(writer.conversation.pk, by=alice)
    assert collect_solved() == 1
    assert not Gap.objects.exists()


def test_each_is_looked_at_once(solve: Solving) -> None:
    solve("minha televisão não conecta na rede", TV)
    assert [collect_solved(), collect_solved()] == [1, 0]
    assert Stay.objects.filter(looked_at=None).count() == 0


def test_what_is_still_open_waits(solve: Solving, maria: Writer) -> None:
    maria.say("minha televisão não conecta na rede")
    maria.say("atendente")
    assert collect_solved() == 0
    assert Stay.objects.get().looked_at is None


@pytest.mark.parametrize("resolution", ["unresolved", "spam", "no_answer", "duplicate"])
def test_what_was_not_solved_teaches_nothing(solve: Solving, resolution: str) -> None:
    solve("minha televisão não conecta na rede", TV, resolution=resolution)
    assert collect_solved() == 1
    assert not SolvedCase.objects.exists()


def test_courtesies_and_questions_back_alone_teach_nothing(solve: Solving) -> None:
    solve(
        "minha televisão não conecta na rede",
        "Bom dia! Em que posso ajudar?",
        "Me informa o CPF do titular, por favor?",
    )
    collect_solved()
    assert not Gap.objects.exists()


def test_the_same_in_other_words_is_one_gap(solve: Solving) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    solve("televisao nao conecta no wifi da rede", TV)
    solve("vocês instalam câmera de segurança?", "Sim, instalamos câmeras de segurança em toda a cidade.")
    collect_solved()
    assert sorted(Gap.objects.values_list("asked", flat=True)) == [1, 2]


def test_what_was_dismissed_stays_dismissed(solve: Solving, charlie: User) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    mark_gap(Gap.objects.get().pk, Gap.State.IGNORED, by=charlie)
    solve("televisao nao conecta no wifi da rede", TV)
    collect_solved()
    assert Gap.objects.values_list("state", "asked").get() == ("ignored", 2)


def test_an_answered_one_that_comes_up_again_is_open_again(solve: Solving, charlie: User) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    mark_gap(Gap.objects.get().pk, Gap.State.ANSWERED, by=charlie)
    solve("televisao nao conecta no wifi da rede", TV)
    collect_solved()
    assert Gap.objects.get().state == "open"


def test_it_takes_as_many_queries_for_many(solve: Solving, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        solve(f"minha televisão não conecta na rede wifi {number}", TV)
    with django_assert_max_num_queries(11):
        assert collect_solved() == 6


def test_it_takes_so_many_at_a_time(solve: Solving) -> None:
    for _number in range(3):
        solve("minha televisão não conecta na rede wifi", TV)
    assert [collect_solved(2), collect_solved(2), collect_solved(2)] == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_learn_it_once(solve: Solving) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    start = threading.Barrier(2)
    found: list[int] = []

    def work() -> None:
        start.wait()
        found.append(collect_solved())
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [0, 1]
    assert Gap.objects.get().asked == 1


def test_a_worker_proposes_the_agents_answer(solve: Solving) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    gap = Gap.objects.get()
    assert gap.wanted_at is not None
    assert propose(gap.pk) == "agent"
    gap.refresh_from_db()
    assert (gap.proposal, gap.covered_by, gap.wanted_at) == (TV, None, None)


def test_a_model_writes_it_within_its_budget(solve: Solving, model: ModelServer) -> None:
    model.script = [completion("Na TV, abra *Configurações*, escolha *Rede* e digite a senha nova do Wi-Fi.")]
    BotSettings(daily_budget=0).save()
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    asked = len(model.requests)
    assert propose(Gap.objects.get().pk) == "agent"
    assert len(model.requests) == asked
    BotSettings(daily_budget=10).save()
    Gap.objects.update(wanted_at=timezone.now())
    assert propose(Gap.objects.get().pk) == "model"


def test_what_an_article_answers_already_is_recognised(knowledge: None, solve: Solving) -> None:
    solve("quero a segunda via do boleto por favor", "Abra o aplicativo, toque em Faturas e copie o código de barras.")
    collect_solved()
    propose(Gap.objects.get().pk)
    gap = Gap.objects.get()
    assert gap.covered_by
    assert gap.covered_by.title == "Segunda via do boleto"


def test_approved_the_bot_answers_from_it(solve: Solving, charlie: User, maria: Writer) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    gap = Gap.objects.get()
    propose(gap.pk)
    article = approve_proposal(gap.pk, by=charlie)
    gap.refresh_from_db()
    assert (article.status, article.content, gap.state, gap.article) == ("approved", TV, "answered", article)
    assert article.questions == ["minha televisão não conecta na rede wifi"]
    maria.say("a televisão não conecta no wifi")
    assert TV in maria.answers[-1].content


def test_it_is_approved_once_by_a_supervisor_and_not_with_variables(
    solve: Solving, charlie: User, alice: User
) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    gap = Gap.objects.get()
    with pytest.raises(Forbidden):
        approve_proposal(gap.pk, by=alice)
    with pytest.raises(Invalid):
        approve_proposal(gap.pk, by=charlie)
    Gap.objects.update(proposal="Olá, [NOME], a visita custa [VALOR].")
    with pytest.raises(Invalid):
        approve_proposal(gap.pk, by=charlie)
    Gap.objects.update(proposal=TV)
    approve_proposal(gap.pk, by=charlie)
    with pytest.raises(Conflict):
        approve_proposal(gap.pk, by=charlie)
    assert Article.objects.count() == 1


def test_what_has_no_name_is_not_approved(solve: Solving, charlie: User) -> None:
    """All that was asked was somebody's own."""
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    SolvedCase.objects.update(question="[ENDEREÇO], [NÚMERO]")
    Gap.objects.update(proposal=TV)
    with pytest.raises(Invalid) as refused:
        approve_proposal(Gap.objects.get().pk, by=charlie)
    assert refused.value.attr == "title"
    assert not Article.objects.exists()


def test_an_article_that_was_edited_closes_it_too(solve: Solving, charlie: User) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    article = save_article(Article(title="TV", content="De outro jeito."), by=charlie, status="approved")
    link_article(Gap.objects.get().pk, article, by=charlie)
    assert Gap.objects.get().state == "answered"


def test_cases_are_tidied_away_with_their_time(solve: Solving) -> None:
    solve("minha televisão não conecta na rede wifi", TV)
    collect_solved()
    assert tidy_gaps() == 0
    SolvedCase.objects.update(solved_at=timezone.now() - timedelta(days=181))
    forget_old_texts()
    tidy_gaps()
    assert not Gap.objects.exists()


def test_nobody_is_named_in_a_case(solve: Solving, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(name="Alice Prado")
    alice.refresh_from_db()
    solve(
        "aqui é a Maria Souza, a visita na Rua das Flores, 120 vai custar quanto? meu cpf é 529.982.247-25",
        "Olá, Maria! Sou a Alice do suporte.",
        "Souza, a visita custa R$ 80,00 no dia 12/03, na Rua das Flores, 120. Protocolo 2026031200017.",
    )
    collect_solved()
    case = SolvedCase.objects.get()
    told = f"{case.question} {case.answer}"
    assert not [
        word for word in ("Maria", "Souza", "Alice", "Flores", "529", "80,00", "12/03", "20260") if word in told
    ]
    assert "visita custa [VALOR]" in case.answer


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("João, seu boleto vence dia 10", "[NOME], seu boleto vence dia [DATA]"),
        ("a JOAO DA SILVA pagou 99,90", "a [NOME] pagou [VALOR]"),
        ("ligue (11) 98888-7777 ou escreva a a@b.com", "ligue [PHONE] ou escreva a [EMAIL]"),
        ("CPF 529.982.247-25", "CPF [CPF]"),
        ("CEP 01310-100, apto 52", "CEP [ENDEREÇO], [ENDEREÇO]"),
        ("pague em https://pay.example/x?t=91ab", "pague em [LINK]"),
        ("veja em https://techisp.com.br/app", "veja em https://techisp.com.br/app"),
        ("protocolo nº 20261128000060", "protocolo nº [NÚMERO]"),
        ("contrato TI-4471", "contrato [NÚMERO]"),
        ("reinicie o roteador por 30 segundos", "reinicie o roteador por 30 segundos"),
        ("planos de 300 e 600 mega", "planos de 300 e 600 mega"),
    ],
)
def test_whose_it_was_becomes_a_variable(text: str, masked: str) -> None:
    assert anonymised(text, ["João da Silva"]) == masked


def test_a_lesson_is_without_greetings() -> None:
    texts = ["Boa tarde!\nReinicie o modem e espere dois minutos. Deu certo?", "Quando quiser, é só chamar!"]
    assert lesson_of(texts) == "Reinicie o modem e espere dois minutos."
