"""Somebody may come to harm: then a person comes at once, whatever else is wanted, and no switch turns that off."""

import re

from chatbot.engine.text import find_like, has_phrase, words

HARM = ("suicidio", "suicidar", "suicidarme", "suicidal", "suicide", "selbstmord")
HARM_UNLIKE = frozenset(("suicida", "suicidas", "subsidio", "subsidios", "subsidiar"))
HARM_PHRASES = (
    *("quero me matar", "vou me matar", "queria me matar", "penso em me matar", "pensando em me matar", "eu me mato"),
    *("vontade de me matar", "quer se matar", "vai se matar", "tentou se matar", "disse que se mata", "me suicido"),
    *("tirar minha vida", "tirar a minha vida", "tirar minha propria vida", "acabar com a minha vida", "me enforcar"),
    *("acabar com minha vida", "fim na minha vida", "fim a minha vida", "dar um fim em mim", "acabar com tudo hoje"),
    *("nao quero mais viver", "nao quero viver", "nao aguento mais viver", "cansei de viver", "cansado de viver"),
    *("cansada de viver", "sem vontade de viver", "razao para viver", "motivo para viver", "sentido em viver"),
    *("melhor morto", "melhor morta", "estar morto", "estar morta", "sumir do mundo", "pular da ponte", "me jogar da"),
    *("me jogar do predio", "me jogar na frente", "quero me cortar", "estou me cortando", "me machucar de proposito"),
    *("todos os remedios", "todos os comprimidos", "vidro de remedio", "tomei veneno", "tomar veneno"),
    *("kill myself", "killing myself", "end my life", "take my life", "hurt myself", "harm myself", "self harm"),
    *("want to live", "reason to live", "better off dead", "end it all", "cut myself"),
    *("quiero morir", "matarme", "me suicider", "bringe mich um", "mich umbringen", "uccidermi"),
)
# Only so; "morrendo de raiva" is no danger.
DEATH = re.compile(
    r"\b(?:quero|queria|prefiro|vontade de|vou) morrer\b(?! de (?!verdade|vez))|\b(?:want|wanna)(?: estou)? die\b"
)
EMERGENCY = (
    *("violencia domestica", "sendo agredida", "sendo agredido", "marido me bate", "marido me bateu", "me espancando"),
    *("me espancou", "me estuprou", "estupraram", "fui estuprada", "fui sequestrada", "fui sequestrado", "infartando"),
    *(
        "sendo assaltado",
        "sendo assaltada",
        "tendo um infarto",
        "tendo um avc",
        "pegando fogo na",
        "casa pegando fogo",
    ),
    *("poste pegando fogo", "fio pegando fogo", "levou um choque", "nao esta respirando", "being raped", "beating me"),
    *("having a heart attack", "house is on fire"),
)
THREATS = (
    *("vou matar voces", "vou te matar", "matar o tecnico", "matar um de voces", "matar alguem", "mato voces"),
    *(
        "mato um de voces",
        "eu te mato",
        "vou ate ai armado",
        "botar fogo",
        "tacar fogo",
        "por fogo n",
        "por uma bomba",
    ),
    *("colocar uma bomba", "jogar uma bomba", "explodir a loja", "explodir voces", "explodir essa", "dar um tiro"),
    *(
        "meter bala",
        "encher de bala",
        "meter a faca",
        "dar porrada",
        "quebrar a cara",
        "quebrar tudo ai",
        "pego voces",
    ),
    *("quebrar a loja", "bater no tecnico", "pegar o tecnico", "sei onde voces moram", "sei onde voce mora"),
    *("kill you", "kill all of you", "shoot you", "blow up your", "burn your office", "burn down your"),
)
NO_DANGER = ("esquadrao suicida", "suicide squad", "not want to die of", "suicidio comercial")


# As texts are: short forms written out ("to" is one).
HARMS, THREATENED = (tuple(" ".join(words(p)) for p in each) for each in ((*HARM_PHRASES, *EMERGENCY), THREATS))


def is_in_danger(text: str) -> bool:
    """Of the customer's own hand, of another's, of fire or illness."""
    said = words(text)
    if has_phrase(said, NO_DANGER):
        return False
    if find_like(said, HARM, HARM_UNLIKE) >= 0 or has_phrase(said, HARMS):
        return True
    return bool(DEATH.search(" ".join(said)))


def threatens_violence(text: str) -> bool:
    return bool(has_phrase(words(text), THREATENED))
