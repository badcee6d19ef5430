"""Questions about a conversation that is over: "e o chamado de ontem?"."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from chatbot.engine.text import word_set, words
from chatbot.engine.texts import say
from chatbot.engine.types import Earlier

WHAT = word_set(
    "chamado chamada protocolo atendimento conversa solicitacao ticket ocorrencia reclamacao request case conversation"
)
WHEN = word_set(
    "ontem anteontem anterior anteriores passado passada ultimo ultima aquele aquela previous last yesterday earlier"
)
HOW = word_set("andamento status situacao posicao resultado progress update")
# A new one is wished for.
ANEW = word_set("abrir abre abra abram novo nova registrar open new")
PROTOCOL = re.compile(r"(?<!\d)\d{14}(?!\d)")
ENDINGS = ("resolved", "unresolved", "no_answer")
DAYS_AGO = {"hoje": 0, "today": 0, "ontem": 1, "yesterday": 1, "anteontem": 2}


def asked_about(text: str, earlier: Sequence[Earlier], today: date) -> Earlier | None:
    """The one that is meant: by its protocol, its day, else the latest. Null when the text is about none."""
    if not earlier:
        return None
    if number := PROTOCOL.search(text):
        return next((one for one in earlier if one.protocol == number.group()), None)
    said = set(words(text))
    if not WHAT & said or ANEW & said or not (WHEN | HOW) & said:
        return None
    days = [today - timedelta(days=ago) for word, ago in DAYS_AGO.items() if word in said]
    return next((one for one in earlier if one.day in days), None if days else earlier[0])


def earlier_text(one: Earlier, language: str) -> str:
    about = say("earlier_about", language, matter=one.matter.lower()) if one.matter else ""
    ending = one.resolution if one.resolution in ENDINGS else "other"
    day = f"{one.day:%B} {one.day.day}, {one.day.year}" if language == "en" else f"{one.day:%d/%m/%Y}"
    return say(
        "earlier",
        language,
        day=day,
        protocol=one.protocol,
        about=about,
        ending=say(f"earlier_{ending}", language),
    )
