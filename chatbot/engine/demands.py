"""Orders for what the house did not give: a discount, a price of one's own, a debt forgiven, a promise. No article
answers them, and the bot grants nothing; a person may."""

import re

from chatbot.engine.intents import guess_intent
from chatbot.engine.text import clauses, word_set, words

Clause = tuple[str, ...]
# As they are said to a bot that shall obey; not "consegui", "tem" or "quanto".
ORDERS = word_set(
    "conceda conceder concede aplique aplica apliquem libere libera liberem confirme confirma confirmem diga diz digam"
    " fale fala repita repete escreva escreve registre registra anote anota responda responde assuma admita declare"
    " declara considere considera aceite aceita ofereca oferece credite credita lance lanca abaixa abaixe reduza reduz"
    " ajuste ajusta autorize autoriza aprove aprova gere gera emita emite arruma arranja consegue consiga devolva"
    " devolve estorne estorna reembolse ressarca deixa deixe bota bote coloca coloque poe cobre cobra mande manda"
    " ative ativa cadastre cadastra faca finja fecha"
    " give grant apply confirm say tell repeat write approve offer credit make set reply answer pretend authorize add"
    " put state issue declare activate"
)
# "Me da" and "me dê", and neither "da fatura" nor "de graca".
GIVE = re.compile(
    r"\b(?:me|nos|lhe|voce|entao) (?:da|de|dao|dar|deem|ve|faz)\b|^(?:e )?(?:da|de|faz) (?:um|uma|\d|para mim|me)"
)
DEALS = word_set(
    "faz faca fazer fecha fechado fechamos combinado deixa deixe cobra cobre confirma confirme diga diz fala fale"
    " repita repete escreva responda reduz reduza abaixa abaixe aplica aplique coloca coloque bota bote aceita aceite"
    " ativa ative give make say confirm set repeat charge tell"
)
WISH = word_set("quero queria exijo preciso gostaria mereco want need demand deserve")
FAVOURS = word_set(
    "desconto descontos descontao descontinho gratis gratuito gratuita gratuitamente isencao isento isenta cortesia"
    " brinde brindes bonus cupom cupons voucher vouchers cashback estorno reembolso indenizacao ressarcimento"
    " vitalicio vitalicia perdoado perdoada perdoados perdoadas perdao quitado quitada quitados zerado zerada abonada"
    " abonado anistia free discount discounts refund refunded waived waive coupon forgiven compensation"
)
FAVOUR_PHRASES = (
    *("de graca", "custo zero", "sem custo", "sem pagar", "sem cobrar", "pela metade", "metade do preco", "for life"),
    *("metade do valor", "no charge", "for nothing", "half price", "half off", "percent off", "my bill is 0"),
)
# "Tira a multa", "perdoa minha divida": what is owed shall go away.
REMOVE = word_set(
    "tira tire tirem retira retire remova remove perdoa perdoe perdoem abata abate anula anule zera zere zerem apaga"
    " apague isenta isente elimine abona abone cancela cancele waive erase forgive delete wipe remove cancel"
)
OWED = word_set(
    "multa multas juros taxa taxas divida dividas debito debitos mensalidade mensalidades fidelidade fine fee fees"
    " debt debts penalty"
)
NOT_OWED = word_set("automatico duvida duvidas")
# "Vocês garantem a velocidade?" asks; "garanta" and "me promete que" want the bot's word.
MY_WORD = re.compile(
    r"\b(?:prometa|prometam|garanta|garantam|jure|assegure)\b|\b(?:me|voce) (?:promete|garante|jura)\b"
    r"|\b(?:promete|garante|jura) (?:que|para mim)\b|\bsua palavra\b|\bpor escrito que\b"
    r"|\b(?:promise|guarantee|swear) (?:me|us|that)\b|^(?:please )?(?:promise|guarantee)\b|\byour word\b"
)
PRICED = re.compile(
    r"\b(?:\d+ (?:reais|real|conto|centavos|dollars?)|r \d+|rs \d+|um real|zero reais|\d+ por cento)\b"
)
SHARE = re.compile(r"\d\s*%|%\s*\d")
# What comes after them is asked, or told of somebody else.
ASKING = word_set("se como quanto qual quais quando onde porque tem existe how if whether which when where why what")
QUESTIONS = word_set(
    "tem existe quanto qual quais quando onde porque do does is are can did will what how when where why"
)
OTHERS = word_set("aqui la app site ele ela eles elas contrato atendente moca moco tecnico nao it he she they")
PAYING = word_set("pagamento paguei pago pix comprovante transferi transferencia paid payment")
DEBTS = word_set("atrasado atrasados atrasada atrasadas atraso acordo parcelar negociar negociacao serasa")
MONEY = ("other", "invoice_copy", "billing_status", "due_date_change")
NEAR = 3


def demands_favour(text: str) -> bool:
    """Any part of it does."""
    has_share = bool(SHARE.search(text))
    return any(_demands(clause, has_share=has_share) for clause in clauses(text))


def matter_of_favour(text: str) -> str:
    """Of which intent it is, and so whose to decide: what is owed is negotiated, whatever else is said of it."""
    guessed = guess_intent(text)
    return "negotiation" if guessed in MONEY or OWED & set(words(text)) else guessed


def _demands(clause: Clause, *, has_share: bool) -> bool:
    line = " ".join(clause)
    if clause[0] in QUESTIONS:
        return False
    if MY_WORD.search(line) or _forgives(clause):
        return True
    is_favour = bool(FAVOURS & set(clause)) or any(f" {phrase} " in f" {line} " for phrase in FAVOUR_PHRASES)
    is_figure = bool(PRICED.search(line)) or (has_share and any(word.isdigit() for word in clause))
    if is_favour and (_orders(clause, ORDERS) or GIVE.search(line)):
        return not DEBTS & set(clause) or is_figure
    if is_figure and not PAYING & set(clause) and (_orders(clause, DEALS) or GIVE.search(line)):
        return True
    return is_favour and is_figure and bool(WISH & set(clause))


def _orders(clause: Clause, verbs: frozenset[str]) -> bool:
    """One of the verbs, said to the bot: "aqui diz que" is not, nor is "confirma se" or "me fala quanto"."""
    return any(
        word in verbs
        and not OTHERS & set(clause[max(0, at - 2) : at])
        and not ASKING & set(clause[at + 1 : at + NEAR])
        for at, word in enumerate(clause)
    )


def _forgives(clause: Clause) -> bool:
    return not NOT_OWED & set(clause) and any(
        word in REMOVE and OWED & set(clause[at + 1 : at + 1 + NEAR]) and not OTHERS & set(clause[max(0, at - 2) : at])
        for at, word in enumerate(clause)
    )
