"""A wish for a person is heard in all the ways in which people type it, and nowhere else."""

import pytest

from chatbot.engine.wishes import seeks_work, wants_human, wants_joke

WISHES = """
quero falar com atendente
QUERO FALAR COM UM ATENDENTE
falar com humano
atendnte
ATENDENTE!!!
atendenteee
me passa pra um atendente
quero uma pessoa de verdade
não quero robô
nao quero falar com robo
chega de robo
odeio robô
chama alguém
chama alguem ai pfv
quero fala com um atendete
kero falar c atendente
gostaria de falar com uma pessoa
tem alguem ai?
não consigo falar com nenhum atendente
nao tem nenhum atendente?
me transfere pro financeiro
falar com o suporte
quero falar com vcs
falar com gerente
preciso de um atendente humano
atendente por favor
Não adianta, quero falar com um atendente
já tentei de tudo, me passa para alguém
cadê o atendente
quero atendimento humano
vc é um robo? quero falar com gente de verdade
nao sei mais o que fazer quero falar com atendente
atendente, quero atendente
poderia me passar pra um atendente?
transferir para atendente
falei com o robo e nao resolveu, quero um humano
alguem pode me atender?
quero ser atendido por uma pessoa
operador
posso falar com alguem?
quero conversar com alguem do suporte
me liga por favor
não quero atendente robô, quero uma pessoa de verdade
I want to talk to a human
can I speak to a real person please
human please
"""
OTHERS = """
não quero atendente
nao preciso de atendente
quero resolver sem falar com atendente
já falei com o atendente ontem e ele resolveu, obrigado
o atendente me disse que ia vir hoje
o atendente resolveu, valeu
a atendente foi muito educada, parabens
vocês estão atendendo hoje?
qual o horario de atendimento
obrigado pelo atendimento
a pessoa que instalou deixou fio solto
alguém mudou minha senha do wifi
tem gente usando meu wifi
o pessoal da rua esta sem internet
bom dia pessoal
minha internet caiu
quero a segunda via do boleto
o técnico vem hoje?
voce é um robo?
qual o telefone de voces
quero saber o valor do plano
gostaria de mudar a senha
"""


@pytest.mark.parametrize("text", WISHES.strip().splitlines())
def test_it_hears_the_wish_for_a_person(text: str) -> None:
    assert wants_human(text)


@pytest.mark.parametrize("text", OTHERS.strip().splitlines())
def test_it_does_not_hear_a_wish_where_there_is_none(text: str) -> None:
    assert not wants_human(text)


@pytest.mark.parametrize("text", ["tem vaga pra atendente", "vagas pra operador?", "vcs tão contratando atendente"])
def test_who_looks_for_work_wants_no_person(text: str) -> None:
    assert seeks_work(text)


@pytest.mark.parametrize("text", ["quero falar com atendente sobre a vaga", "quero um atendente", "minha fatura"])
def test_a_wish_is_no_search_for_work(text: str) -> None:
    assert not seeks_work(text)


def test_a_joke_is_asked_for_or_complained_of() -> None:
    assert wants_joke("me fala uma piada")
    assert not wants_joke("vcs são uma piada")
