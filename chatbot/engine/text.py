"""Text as people type it on a phone, made comparable: no accents, capitals, abbreviations or stretched letters."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from chatbot.engine.disguise import revealed

WORD = re.compile(r"[a-z0-9]+")
APOSTROPHE = re.compile("['’´`]")
STRETCHED = re.compile(r"([a-z])\1{2,}")
CLAUSE = re.compile(r"[.!?;,\n]+|\b(?:mas|porem|so que|but)\b")

# Whole words only; several words on the right are fine.
SHORT_FORMS = {
    "abs": "abraco",
    "agr": "agora",
    "apto": "apartamento",
    "blz": "beleza",
    "bld": "beleza",
    "bltos": "boletos",
    "blt": "boleto",
    "c": "com",
    "cade": "onde esta",
    "cm": "com",
    "cmg": "comigo",
    "cmo": "como",
    "cncl": "cancelar",
    "eh": "e",
    "fone": "telefone",
    "ft": "fatura",
    "fzr": "fazer",
    "hj": "hoje",
    "hrs": "horas",
    "hr": "hora",
    "inet": "internet",
    "kd": "onde esta",
    "kero": "quero",
    "keru": "quero",
    "qro": "quero",
    "krl": "caralho",
    "min": "minutos",
    "msg": "mensagem",
    "msm": "mesmo",
    "mt": "muito",
    "mto": "muito",
    "mta": "muita",
    "n": "nao",
    "naum": "nao",
    "nn": "nao",
    "net": "internet",
    "algm": "alguem",
    "gnt": "gente",
    "ngm": "ninguem",
    "num": "nao",
    "obg": "obrigado",
    "obgd": "obrigado",
    "obgda": "obrigada",
    "obrigadu": "obrigado",
    "p": "para",
    "pa": "para",
    "pagto": "pagamento",
    "pgto": "pagamento",
    "pg": "pagamento",
    "pf": "por favor",
    "pfv": "por favor",
    "pfvr": "por favor",
    "plmds": "por favor",
    "pq": "porque",
    "pra": "para",
    "pro": "para o",
    "q": "que",
    "qdo": "quando",
    "qd": "quando",
    "qnd": "quando",
    "qnto": "quanto",
    "qto": "quanto",
    "qt": "quanto",
    "qlqr": "qualquer",
    "qm": "quem",
    "oq": "o que",
    "oque": "o que",
    "s": "sim",
    "sla": "sei la",
    "tah": "ta",
    "tb": "tambem",
    "tbm": "tambem",
    "td": "tudo",
    "tds": "todos",
    "tel": "telefone",
    "tmj": "obrigado",
    "to": "estou",
    "u": "voce",
    "vdd": "verdade",
    "vcs": "voces",
    "vc": "voce",
    "ce": "voce",
    "vlw": "valeu",
    "vlr": "valor",
    "vlww": "valeu",
    "flw": "falou",
    "wpp": "whatsapp",
    "zap": "whatsapp",
    "wi": "wifi",
    "fi": "",
    "uai": "",
    "atd": "atendente",
}
# Endings of Portuguese words, longest first; what is left keeps at least four letters.
ENDINGS = (
    *("amentos", "imentos", "amento", "imento", "acoes", "icoes", "mente", "acao", "icao", "ando", "endo", "indo"),
    *("aram", "eram", "iram", "avam", "asse", "esse", "isse", "ados", "adas", "idos", "idas", "ado", "ada", "ido"),
    *("ida", "ava", "ou", "ei", "ar", "er", "ir", "am", "em", "es", "as", "os", "a", "e", "o", "i", "s"),
)


def word_set(text: str) -> frozenset[str]:
    """A vocabulary, written as one line of words."""
    return frozenset(text.split())


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Lower case, no accents, short forms written out; line breaks and marks that end a clause stay."""
    return "\n".join(" ".join(_words(line)) for line in _folded(text).split("\n")).strip()


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    return tuple(_words(_folded(text)))


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each part between marks or a "but"."""
    parts = (tuple(_words(part)) for part in CLAUSE.split(_folded(text)))
    return tuple(part for part in parts if part)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A light stem: enough to make "pagar", "pagamento" and "paguei" neighbours, wrong endings do no harm."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:  # noqa: PLR2004
            return word[: -len(ending)]
    return word


def _folded(text: str) -> str:
    """Lower case without accents, and without what hides a word."""
    return STRETCHED.sub(r"\1", revealed(text))


def _words(text: str) -> list[str]:
    found = (SHORT_FORMS.get(word, word) for word in WORD.findall(APOSTROPHE.sub("", text.replace("wi-fi", "wifi"))))
    return [part for word in found for part in word.split()]


@lru_cache(maxsize=32768)
def distance(a: str, b: str, limit: int) -> int:
    """Damerau-Levenshtein: typing errors between two words; `limit` + 1 when there are more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def allowed_errors(word: str) -> int:
    """How many typing errors a word may have and still be recognised."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2  # noqa: PLR2004


def is_like(word: str, known: str) -> bool:
    """The known word, perhaps mistyped; the first letter is nearly always right."""
    if word == known:
        return True
    limit = allowed_errors(known)
    return bool(limit) and word[:1] == known[:1] and distance(word, known, limit) <= limit


def find_like(sequence: Sequence[str], known: tuple[str, ...], unlike: frozenset[str] = frozenset()) -> int:
    """Where one of the known words stands, mistyped or not; -1 when nowhere. `unlike` are real words of their own."""
    return next((at for at, word in enumerate(sequence) if _is_one_of(word, known, word in unlike)), -1)


@lru_cache(maxsize=16384)
def _is_one_of(word: str, known: tuple[str, ...], exactly: bool) -> bool:
    return word in known or (not exactly and any(is_like(word, other) for other in known))


def has_phrase(sequence: Sequence[str], phrases: Iterable[str]) -> str:
    """The first of the phrases (whole words in a row) that occurs, or nothing."""
    line = f" {' '.join(sequence)} "
    return next((phrase for phrase in phrases if f" {phrase} " in line), "")
