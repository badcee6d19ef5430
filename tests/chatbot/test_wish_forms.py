"""Further ways of asking for a person: typed in haste, misheard, in slang and in English; and what only looks so."""

import pytest

from chatbot.engine.wishes import refuses_human, wants_human

WISHES = """
ATENDENTE PELO AMOR DE DEUS
ATENDENTE ATENDENTE ATENDENTE
umano por favor
qro fala cm alguem
quero falar com a juliana que me atendeu ontem
deixa eu falar com o dono
quero o responsavel
me manda pro setor de suporte
não quero falar com vc, quero outra pessoa
quero falar com outra pessoa
sai robô
robo nao por favor
tira esse robô daqui
para de resposta automatica
tem como pular o robô?
não quero mais falar com a assistente virtual
moço você consegue chamar o rapaz aí que cuida disso pra mim
por gentileza me encaminhe a um atendente
n é nada disso me transfere logo
alguém por favor
alguem?
ninguem vai me atender não?
alguem da empresa pode olhar isso pra mim
entrem em contato comigo
quero que alguem me retorne
me da uma ligada
eu só vou resolver isso com uma pessoa
tem alguém humano do outro lado?
I don't want to talk to a bot
is there a human here
hello? anyone?
can someone help me please
put me through to someone
let me speak to a manager
can i get a callback
escalate this to a person
"""
OTHERS = """
quero falar sobre minha fatura
queria falar da minha conta que veio alta
preciso falar com minha esposa primeiro
vou falar com meu marido
tem alguém usando minha internet
alguém pode pagar meu boleto por mim?
o técnico vai me ligar antes?
não precisa me ligar, manda por aqui
nao quero falar com ninguem só quero o pix
minha camera robo nao pega no wifi
a maquina de lavar nao conecta
nao quero debito automatico
vaga de atendente
sou operador de telemarketing
minha gerente quer a nf
setor bueno tem cobertura?
posso passar o contrato para o nome de outra pessoa
what are your customer service hours
somebody is using my wifi
the agent told me it would be fixed today
recebi uma ligação de vocês
"""


@pytest.mark.parametrize("text", WISHES.strip().splitlines())
def test_it_hears_the_wish(text: str) -> None:
    assert wants_human(text)


@pytest.mark.parametrize("text", OTHERS.strip().splitlines())
def test_it_hears_none(text: str) -> None:
    assert not wants_human(text)


@pytest.mark.parametrize("text", ["não quero atendente, só a segunda via", "nao quero falar com ninguem, só o pix"])
def test_a_person_who_is_refused_is_not_called(text: str) -> None:
    assert refuses_human(text)
