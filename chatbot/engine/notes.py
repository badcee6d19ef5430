"""What the agent reads upon a hand-over: why, what is wanted, what was tried, what was given, and in which mood.

For agents, hence in the company's language.
"""

import re

from chatbot.engine import moods
from chatbot.engine.types import Reason, Snapshot

QUOTE = 160
FEW_WORDS = 6
WHY = {
    Reason.HUMAN: "Pediu para falar com uma pessoa.",
    Reason.COMPLAINT: "Está insatisfeito.",
    Reason.LEGAL: "Falou em medidas legais ou órgão de defesa.",
    Reason.CANCELLATION: "Quer cancelar.",
    Reason.MEDIA: "Enviou mídia que o bot não consegue ver.",
    Reason.DATA: "Enviou dados (endereço ou documento) que uma pessoa precisa conferir.",
    Reason.REPEATED: "Perguntou a mesma coisa de novo: a resposta do bot não bastou.",
    Reason.UNKNOWN: "O bot não soube responder.",
    Reason.NOT_HELPED: "A resposta do bot não ajudou.",
    Reason.PROVIDER: "O bot achou melhor passar para uma pessoa.",
    Reason.DANGER: "URGENTE: fala em morrer, em se ferir ou em perigo. Responda já, com cuidado.",
    Reason.NOT_GRANTED: "Pede desconto, preço, isenção ou promessa. O bot não concedeu nada.",
    Reason.PRIVATE: "Pergunta por dados de outra pessoa. Confira quem é antes de informar.",
    Reason.LANGUAGE: "Escreve em uma língua que o bot não fala.",
    Reason.OFF_TOPIC: "Fala de algo que não é do nosso serviço.",
    Reason.ERROR: "O bot teve um erro e não respondeu.",
}
# What an agent would have to ask for again. Only named: the values stand in the conversation itself.
GIVEN = (
    ("CPF", re.compile(r"(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)")),
    ("CNPJ", re.compile(r"(?<!\d)\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}(?!\d)")),
    ("CEP", re.compile(r"(?<!\d)\d{5}-?\d{3}(?!\d)")),
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+\.\w+")),
)
FILES = {"image": "imagem", "document": "documento", "audio": "áudio", "video": "vídeo", "location": "localização"}
MATTERS = (Reason.KNOWN, Reason.UNKNOWN, Reason.TOOL, Reason.EARLIER, Reason.NOT_GRANTED, Reason.PRIVATE)


def note(snapshot: Snapshot, reason: Reason, why: str = "") -> str:
    """Short lines; one that has nothing to say is left out."""
    lines = (
        why or WHY.get(reason, ""),
        _named("Cliente", _quoted(_wanted(snapshot))),
        _named("O bot já respondeu a", _quoted(_tried(snapshot))),
        _named("Já informou", ", ".join(_given(snapshot))),
        _named("Humor", _mood(snapshot, reason)),
    )
    return "\n".join(line for line in lines if line)


def _named(name: str, content: str) -> str:
    return f"{name}: {content}" if content else ""


def _wanted(snapshot: Snapshot) -> str:
    """The latest words; when they only ask for a person, the matter before them too."""
    earlier = [turn.question for turn in snapshot.past if turn.reason in MATTERS]
    is_brief = len(snapshot.question.split()) < FEW_WORDS
    return " / ".join(part for part in (*(earlier[-1:] if is_brief else ()), snapshot.question) if part)


def _tried(snapshot: Snapshot) -> str:
    known = [turn.question for turn in snapshot.past if turn.reason in (Reason.KNOWN, Reason.TOOL) and turn.question]
    return known[-1] if known else ""


def _given(snapshot: Snapshot) -> list[str]:
    said = [line for line in (*snapshot.lines, *snapshot.burst) if line.author == "customer"]
    text = "\n".join(line.text for line in said)
    kinds = {line.type for line in said}
    values = [name for name, pattern in GIVEN if pattern.search(text)]
    return [*values, *(name for kind, name in FILES.items() if kind in kinds)]


def _mood(snapshot: Snapshot, reason: Reason) -> str:
    said = snapshot.question
    if reason in (Reason.COMPLAINT, Reason.LEGAL) or moods.is_angry(said) or moods.threatens(said):
        return "irritado"
    if moods.is_loud(said):
        return "exaltado"
    return "com pressa" if moods.is_hurried(said) else ""


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    short = line if len(line) <= QUOTE else f"{line[: QUOTE - 1]}…"
    return f"“{short}”" if short else ""
