"""What the bot itself says to customers, in the customer's language (not the agents'), so no translation catalogue."""

import re
from datetime import datetime

from chatbot.engine.disguise import visible
from chatbot.engine.types import Reason, Snapshot

NAME = re.compile(r"(?=.{1,20}$)[^\W\d_]+(?:['’-][^\W\d_]+)*")

PORTUGUESE = {
    "keyword": "*atendente*",
    "greeting": (
        "Olá{name}! 👋 Eu sou {bot}.\n\n"
        "Posso ajudar com 2ª via de boleto e PIX, internet lenta ou sem conexão, Wi-Fi, planos, instalação e mais. "
        "É só escrever o que você precisa.\n\n"
        "Para falar com uma pessoa, digite *atendente* a qualquer momento."
    ),
    "bot": "o assistente virtual{company}",
    "named_bot": "{persona}, assistente virtual{company}",
    "company": " da {company}",
    "greeting_again": "Oi! Estou por aqui. Me conte em uma frase o que você precisa, ou digite *atendente*.",
    "thanks": "Por nada! 😊 Se precisar de mais alguma coisa, é só chamar.",
    "goodbye": "Até mais! 👋 Quando precisar, é só mandar uma mensagem.",
    "identity": (
        "Sou um assistente virtual: respondo na hora às dúvidas mais comuns. "
        "Se preferir uma pessoa, digite *atendente*."
    ),
    "footer": "_Não resolveu? Digite *atendente* para falar com uma pessoa._",
    "above": (
        "O que eu sei sobre isso está na mensagem que acabei de enviar. 👆 "
        "Se a sua dúvida não está lá, digite *atendente* e uma pessoa responde."
    ),
    "earlier": (
        "O atendimento de {day}, protocolo {protocol}{about}, {ending}.\n\n"
        "Ainda precisa de algo sobre isso? Responda *sim* e eu chamo uma pessoa para continuar."
    ),
    "earlier_about": " (assunto: {matter})",
    "earlier_resolved": "foi encerrado como resolvido",
    "earlier_unresolved": "foi encerrado sem solução",
    "earlier_no_answer": "foi encerrado porque ficamos sem a sua resposta",
    "earlier_other": "foi encerrado",
    "rephrase": (
        "Desculpe, não entendi bem. Pode escrever de outro jeito, com um pouco mais de detalhe? "
        "Se preferir, digite *atendente* e eu chamo uma pessoa."
    ),
    "off_topic_offer": (
        "Com isso eu não consigo ajudar 😊 Eu cuido da sua internet: boleto e PIX, conexão e Wi-Fi, planos, "
        "instalação e mais. Posso ajudar com algo disso? Se preferir uma pessoa, digite *atendente*."
    ),
    "type_it": (
        "Recebi, obrigado! Ainda não consigo ouvir áudios nem ver imagens e arquivos. "
        "Pode me escrever o que você precisa? Se preferir, digite *atendente* e uma pessoa vê o que você enviou."
    ),
    Reason.HUMAN: "Certo! Vou chamar um atendente para você.",
    Reason.COMPLAINT: "Sinto muito pelo transtorno. Vou passar o seu caso agora para um atendente.",
    Reason.LEGAL: "Entendo, e sinto muito por isso. Vou passar o seu caso agora para um atendente.",
    Reason.CANCELLATION: "Entendi que você quer falar sobre cancelamento. Vou chamar um atendente que cuida disso.",
    Reason.MEDIA: "Uma pessoa precisa ver o que você enviou. Vou chamar um atendente.",
    Reason.DATA: "Obrigado! Vou passar esses dados para um atendente conferir.",
    Reason.REPEATED: "Vejo que isso ainda não foi resolvido. Vou chamar um atendente para cuidar do seu caso.",
    Reason.UNKNOWN: "Isso eu não sei responder com segurança. Vou chamar um atendente para ajudar você.",
    Reason.NOT_HELPED: "Que pena que não resolveu. Vou chamar um atendente para cuidar disso com você.",
    Reason.PROVIDER: "Vou chamar um atendente para cuidar disso com você.",
    Reason.ERROR: "Desculpe, tive um problema aqui e não consegui responder. Vou chamar um atendente.",
    Reason.DANGER: (
        "Sinto muito que você esteja passando por isso. Você não está só: já estou chamando uma pessoa.\n\n"
        "Se há perigo agora, ligue *192* (SAMU), *190* (polícia) ou *193* (bombeiros). Para conversar com alguém a "
        "qualquer hora, de graça e em sigilo, ligue *188* (CVV)."
    ),
    "not_granted_offer": (
        "Descontos, preços especiais, isenções e promessas eu não posso dar nem confirmar: isso é com uma pessoa da "
        "nossa equipe. Quer que eu chame alguém? Responda *sim* ou digite *atendente*."
    ),
    Reason.NOT_GRANTED: "Isso eu não posso conceder: quem decide é uma pessoa. Vou chamar um atendente.",
    "private_offer": (
        "Por segurança, não passo dados de outras pessoas. Se o cadastro é seu, uma pessoa confere e ajuda você: "
        "responda *sim* ou digite *atendente*."
    ),
    Reason.PRIVATE: "Isso eu não posso informar por aqui. Vou chamar um atendente, que confere os dados com você.",
    Reason.LANGUAGE: (
        "Eu só escrevo em português e inglês. Vou chamar uma pessoa para ajudar.\n"
        "I can only write in Portuguese and English. I am calling a person to help."
    ),
    Reason.OFF_TOPIC: "Com isso eu não consigo ajudar. Vou chamar um atendente para ver o que você precisa.",
    "position_first": "Você é o próximo da fila e será atendido por aqui mesmo.",
    "position": "Você é o {position}º da fila; um atendente vai responder por aqui mesmo.",
    "closed": (
        "Nosso time está fora do horário agora e volta *{when}*. O seu lugar na fila está guardado: "
        "não precisa escrever de novo."
    ),
    "closed_unknown": "Nosso time está fora do horário agora. O seu lugar na fila está guardado.",
    "today": "hoje às {time}",
    "tomorrow": "amanhã às {time}",
    "on": "{day}, {date}, às {time}",
    "protocol": "Protocolo: *{protocol}*",
}
ENGLISH = {
    "keyword": "*agent*",
    "greeting": (
        "Hello{name}! 👋 I am {bot}.\n\n"
        "I can help with invoices, a slow or dead connection, Wi-Fi, plans, installation and more. "
        "Just write what you need.\n\nTo talk to a person, type *agent* at any time."
    ),
    "bot": "the virtual assistant{company}",
    "named_bot": "{persona}, the virtual assistant{company}",
    "company": " of {company}",
    "greeting_again": "Hi! I am here. Tell me in a sentence what you need, or type *agent*.",
    "thanks": "You are welcome! 😊 Just write if you need anything else.",
    "goodbye": "Goodbye! 👋 Just write when you need us.",
    "identity": "I am a virtual assistant. If you would rather talk to a person, type *agent*.",
    "footer": "_Not solved? Type *agent* to talk to a person._",
    "only_portuguese": "Sorry, I have this answer in Portuguese only:",
    "above": (
        "What I know about this is in the message that I just sent. 👆 "
        "If it does not answer your question, type *agent* and a person will."
    ),
    "earlier": (
        "The conversation of {day}, protocol {protocol}{about}, {ending}.\n\n"
        "Do you still need something about it? Answer *yes* and I will call a person to go on."
    ),
    "earlier_about": " (about: {matter})",
    "earlier_resolved": "was closed as resolved",
    "earlier_unresolved": "was closed without a solution",
    "earlier_no_answer": "was closed because we did not hear from you",
    "earlier_other": "was closed",
    "rephrase": (
        "Sorry, I did not quite get that. Could you put it differently, with a little more detail? "
        "Or type *agent* and I will call a person."
    ),
    "off_topic_offer": (
        "That is nothing that I can help with 😊 I am here for your internet: bills and PIX, connection and Wi-Fi, "
        "plans, installation and more. Can I help with any of it? Or type *agent* to talk to a person."
    ),
    "type_it": (
        "Thank you, I got it! I cannot listen to voice messages or open files yet. "
        "Could you write what you need? Or type *agent* and a person will look at it."
    ),
    Reason.HUMAN: "Sure! I am calling an agent for you.",
    Reason.COMPLAINT: "I am sorry for the trouble. I am passing your case to an agent now.",
    Reason.LEGAL: "I understand, and I am sorry. I am passing your case to an agent now.",
    Reason.CANCELLATION: "I see that this is about cancelling. I am calling an agent who takes care of that.",
    Reason.MEDIA: "A person has to look at what you sent. I am calling an agent.",
    Reason.DATA: "Thank you! I am passing this on to an agent who will check it.",
    Reason.REPEATED: "I see that this is not solved yet. I am calling an agent to take care of it.",
    Reason.UNKNOWN: "I cannot answer that with certainty. I am calling an agent to help you.",
    Reason.NOT_HELPED: "I am sorry that it did not help. I am calling an agent.",
    Reason.PROVIDER: "I am calling an agent to take care of this with you.",
    Reason.ERROR: "Sorry, something went wrong on our side. I am calling an agent.",
    Reason.DANGER: (
        "I am so sorry that you are going through this. You are not alone: I am calling a person right now.\n\n"
        "If there is danger at this moment, call *192* (ambulance), *190* (police) or *193* (fire brigade). To talk "
        "to somebody at any hour, free and in confidence, call *188* (CVV)."
    ),
    "not_granted_offer": (
        "Discounts, special prices, waivers and promises are nothing that I can give or confirm: that is for a person "
        "of our team. Shall I call one? Answer *yes* or type *agent*."
    ),
    Reason.NOT_GRANTED: "That is nothing that I can grant: a person decides it. I am calling an agent.",
    "private_offer": (
        "For safety, I tell nobody other people's data. If the account is yours, a person will check and help you: "
        "answer *yes* or type *agent*."
    ),
    Reason.PRIVATE: "I cannot tell that here. I am calling an agent who will check the data with you.",
    Reason.LANGUAGE: (
        "I can only write in Portuguese and English. I am calling a person to help.\n"
        "Eu só escrevo em português e inglês. Vou chamar uma pessoa para ajudar."
    ),
    Reason.OFF_TOPIC: "That is nothing that I can help with. I am calling an agent to see what you need.",
    "position_first": "You are next in line, and will be answered right here.",
    "position": "You are number {position} in line; an agent will answer right here.",
    "closed": (
        "Our team is away now and will be back *{when}*. Your place in line is kept: there is no need to write again."
    ),
    "closed_unknown": "Our team is away now. Your place in line is kept.",
    "today": "today at {time}",
    "tomorrow": "tomorrow at {time}",
    "on": "on {day}, {date}, at {time}",
    "protocol": "Reference: *{protocol}*",
}


def say(key: str, language: str, **values: object) -> str:
    return (ENGLISH if language == "en" else PORTUGUESE)[key].format(**values)


def hand_over_text(opening: str, *, language: str, protocol: str, position: int, away: str = "") -> str:
    """What the customer reads upon a hand-over: what happens, their place in the line or when somebody is there, and
    the protocol."""
    place = "position_first" if position <= 1 else "position"
    then = away or say(place, language, position=position)
    return f"{opening}\n\n{then}\n{say('protocol', language, protocol=protocol)}"


DAYS = {
    "pt-br": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def away_text(language: str, *, now: datetime, back: datetime | None) -> str:
    """Nobody is there: when somebody will be, as people say it. Both times in the company's zone."""
    if back is None:
        return say("closed_unknown", language)
    days = (back.date() - now.date()).days
    key = {0: "today", 1: "tomorrow"}.get(days, "on")
    day = DAYS.get(language, DAYS["pt-br"])[back.weekday()]
    when = say(key, language, time=f"{back:%H:%M}", day=day, date=f"{back:%d/%m}")
    return say("closed", language, when=when)


def greeting_text(snapshot: Snapshot) -> str:
    """The installation's own greeting, or the built-in one with the customer's first name."""
    if snapshot.persona.greeting:
        return snapshot.persona.greeting
    persona, language = snapshot.persona, snapshot.language
    company = say("company", language, company=persona.company) if persona.company else ""
    bot = say("named_bot" if persona.name else "bot", language, persona=persona.name, company=company)
    first = first_name(snapshot.customer_name)
    return say("greeting", language, name=f", {first}" if first else "", bot=bot)


def first_name(name: str) -> str:
    """As people choose it on WhatsApp: what is no name (an address, a figure, an order) is not said back."""
    first = (visible(name).split() or [""])[0]
    return first if NAME.fullmatch(first) else ""
