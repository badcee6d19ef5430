"""What people wrote to one customer, made into what may be told to all: whose it was becomes a variable, or goes.

Rather too much than too little: what was made a variable without need is filled in again by whoever approves it.
"""

import re
from collections.abc import Iterable

from chatbot.engine import moods
from chatbot.engine.text import normalise, words
from chatbot.providers.masking import mask

NAME, AMOUNT, DAY, PLACE, NUMBER, LINK = "[NOME]", "[VALOR]", "[DATA]", "[ENDEREÇO]", "[NÚMERO]", "[LINK]"
VARIABLE = re.compile(r"\[[A-ZÀ-Ü_…]+\]")
# Before all else: a protocol has as many digits as a CNPJ or a card.
REFERENCE = re.compile(
    r"\b((?:protocolo|contrato|pedido|chamado|ordem de serviço|os|nota)\s*(?:n[ºo°.]*|número|#|:)*\s*)"
    r"(?=[\w.-]*\d)[\w.-]*\w",
    re.IGNORECASE,
)
RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # One with a token or a number in it is somebody's own.
    (re.compile(r"https?://\S*[\d?=#]\S*", re.IGNORECASE), LINK),
    (re.compile(r"(?<!\d)\d{5}-\d{3}(?!\d)"), PLACE),
    (
        re.compile(
            r"\b(?:rua|r\.|avenida|av\.|travessa|alameda|praça|rodovia|estrada|street|avenue)\s+[^\n.,;!?\[]{2,60}"
            r"(?:,\s*(?:n[ºo°.]*\s*)?\d+\w*)?",
            re.IGNORECASE,
        ),
        PLACE,
    ),
    (re.compile(r"\b(?:apto|apartamento|bloco|lote|quadra|casa)\.?\s*\d+\w*", re.IGNORECASE), PLACE),
    (re.compile(r"(?:R\$|US\$|\$)\s*\d[\d.,]*\d|(?:R\$|US\$|\$)\s*\d|\b\d[\d.,]*\s*reais\b", re.IGNORECASE), AMOUNT),
    (re.compile(r"(?<![\d.,])\d+,\d{2}(?![\d,])"), AMOUNT),
    (re.compile(r"(?<!\d)\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"), DAY),
    (re.compile(r"(?<=\bdia )\d{1,2}\b", re.IGNORECASE), DAY),
    (re.compile(r"(?<![\d\[])\d(?:[ .-]?\d){4,}(?!\d)"), NUMBER),
)
INTRODUCES = r"me chamo|meu nome é|aqui é [oa]|aqui quem fala é [oa]|sou [oa]|my name is"
# Who is named so is a person, whether we know them or not.
NAMED = re.compile(
    rf"(\b(?:{INTRODUCES}|falo com|sr\.?|sra\.?|senhora?|dona|mr\.?|mrs\.?)\s+)"
    r"((?-i:[A-ZÀ-Ü][a-zà-ü]+)(?:\s+(?-i:[A-ZÀ-Ü][a-zà-ü]+))*)",
    re.IGNORECASE,
)
NAMES = re.compile(rf"{re.escape(NAME)}(?:\s+(?:d[aeo]s?\s+)?{re.escape(NAME)})+", re.IGNORECASE)
INTRODUCTION = re.compile(INTRODUCES, re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
COURTESY = (
    *("posso ajudar", "posso te ajudar", "a disposicao", "tenha um", "tenha uma", "so um momento", "um momento"),
    *("quando quiser", "e so chamar", "so chamar", "qualquer coisa"),
    *("um instante", "so um minuto", "vou verificar", "ja verifico", "vou conferir", "por nada", "de nada", "imagina"),
    *(
        "agradeco o contato",
        "obrigado pelo contato",
        "obrigada pelo contato",
        "how can i help",
        "have a nice",
        "one moment",
    ),
)
SHORTEST_NAME, LEAST = 3, 25
SAID_OF_ALL = frozenset(("das", "dos", "tech", "isp", "ltda", "cliente"))


def anonymised(text: str, names: Iterable[str] = ()) -> str:
    text = mask(REFERENCE.sub(rf"\1{NUMBER}", text))
    for pattern, word in RULES:
        text = pattern.sub(word, text)
    text = NAMED.sub(rf"\1{NAME}", text)
    known = {part for name in names for part in normalise(name).split() if len(part) >= SHORTEST_NAME} - SAID_OF_ALL
    text = re.sub(r"\w+", lambda found: NAME if normalise(found.group()) in known else found.group(), text)
    return NAMES.sub(NAME, text)


def lesson_of(texts: Iterable[str], names: Iterable[str] = ()) -> str:
    """What an agent's messages teach: without greetings, courtesies and what was asked back. Empty: nothing."""
    people = list(names)
    kept = [line for text in texts if (line := _taught(text, people))]
    found = "\n\n".join(dict.fromkeys(kept))
    return found if len(VARIABLE.sub("", found).strip()) >= LEAST else ""


def _taught(text: str, names: list[str]) -> str:
    sentences = [sentence.strip() for sentence in SENTENCE.split(text) if sentence.strip()]
    return " ".join(anonymised(sentence, names) for sentence in sentences if _teaches(sentence))


def _teaches(sentence: str) -> bool:
    if sentence.endswith("?") or INTRODUCTION.match(sentence):
        return False
    said = " ".join(words(sentence))
    is_polite = moods.is_greeting(sentence) or moods.is_thanks(sentence) or moods.is_goodbye(sentence)
    first = said.split(" ", 1)[0] if said else ""
    is_hello = first in moods.GREETING and len(said.split()) <= 4  # noqa: PLR2004  "Olá, João!"
    return bool(said) and not is_polite and not is_hello and not any(phrase in said for phrase in COURTESY)
