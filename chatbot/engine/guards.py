"""What a model's draft must not be: with figures, links or promises that nobody gave it, in another language, too
long, or with what is never said. Pure; each objection is a word for the record, without the customer's words."""

import re
import unicodedata

from chatbot.engine.claims import strange_claims
from chatbot.engine.disguise import visible
from chatbot.engine.grounding import strange_deeds, strange_names, strays
from chatbot.engine.languages import foreign_language, guess_language, is_portuguese
from chatbot.engine.numbers import in_figures, strange_measures, strange_weekdays
from chatbot.engine.text import normalise, word_set

LONGEST = 1400
NUMBER = re.compile(r"\d(?:[\d.,/:-]*\d)?")
DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?!\d)")
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})")
CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:\s?h(?:oras?)?\s?(\d{2})?|:(\d{2}))(?!\d)", re.IGNORECASE)
# What is owed or saved is compared with amounts and shares alone: a "1" of a list is no price of R$ 1,00.
MONEY = re.compile(r"R\$\s*([\d.,]*\d)|([\d.,]*\d)\s*rea(?:is|l)\b", re.IGNORECASE)
DAY = re.compile(r"\bdia (\d{1,2})\b(?! ?/)")
SHARE = re.compile(r"(\d[\d.,]*)\s*%")
CENTS = re.compile(r"\d+[.,]\d{2}(?!\d)")
LIST_MARK = re.compile(r"(?m)^\s*\*?\d{1,2}(?:[.)]|️?⃣)\s?")
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"']+|(?<![@\w.])[\w-]+(?:\.[\w-]+)*"
    r"\.(?:com|net|org|br|app|me|io|ly|gov|shop|xyz|online|site|store|info|link|club|top|co|biz|cc|ru|pt|dev|page|tech"
    r"|live|pro|cloud|example)\b[^\s]*",
    re.I,
)
# A link that is written apart so that nobody sees one.
HIDDEN_LINK = re.compile(r"[\w-]+ (?:\.|\(?(?:ponto|dot)\)?) ?(?:com|net|org|app|br)\b", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w.])@[\w.]{3,}")
# WhatsApp shows none of it as it is meant.
MARKUP = re.compile(r"(?m)<[a-z/!][^>]*>|```|!\[|\]\(|^\s*\|.*\||^\s*[{\[].*[}\]]\s*$", re.IGNORECASE)
KEYCAP = re.compile("\ufe0f?\u20e3")
DOTS = str.maketrans("。．｡․", "....")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
# Said only where an article or a tool says so in the same words.
PROMISES = re.compile(
    r"\b(?:garant(?:o|imos|ido|ida|ia)|promet(?:o|emos)|gratis|gratuit\w+|de graca|sem custo|isent\w+|isencao"
    r"|descont\w+"
    r"|brindes?|bonus|reembols\w+|estorn\w+|indeniz\w+|ressarci\w+|compensacao|metade do (?:preco|valor)|perdoa\w*"
    r"|(?:vou|vamos|irei|iremos) (?:te |lhe )?(?:ligar|enviar|mandar|agendar|providenciar|resolver|cancelar|liberar"
    r"|abrir|desbloquear|alterar|mudar|creditar|aplicar|retornar|verificar e)"
    r"|sera (?:resolvid|liberad|cancelad|creditad|enviad|feit|agendad|desbloquead|abonad)\w*"
    r"|(?:ja |acabei de |foi |esta )(?:cancel|liber|agend|abri|resolv|desbloque|alter|credit|aplic)\w*"
    r"|(?:i|we) will (?:call|send|book|refund|cancel|unlock|fix|credit|apply)|(?:i|we) (?:have|ve) \w+ed your"
    r"|guarantee\w*|promis(?:e|ed)|refund\w*|free of charge|for free|discount\w*|waive\w*|compensat\w+)\b"
)
NEVER = (
    *("sou humano", "sou humana", "sou uma pessoa", "nao sou um robo", "nao sou robo", "i am human", "i am a person"),
    *("system prompt", "prompt do sistema", "instrucoes do sistema", "minhas instrucoes", "my instructions"),
    *(
        "minhas regras",
        "my rules",
        "fui programado",
        "fui programada",
        "fui treinado",
        "fui treinada",
        "fui configurado",
    ),
    *("i was programmed", "i was trained", "gpt", "claude", "anthropic", "gemini", "llama", "language model"),
    *("sou gente", "carne e osso", "a real person", "anydesk", "teamviewer", "acesso remoto", "remote access"),
    *("fui instruido", "i was instructed", "as an ai language model", "como modelo de linguagem", "openai", "chatgpt"),
)
SPANISH = word_set("usted ustedes su sus hola gracias puede cuenta factura pago conexion desea tiene estamos ayudarle")
LEAK = 5
# Of emoji, and nothing hidden.
JOINER, STYLE = "\u200d", "\ufe0f"
LATIN = 0.8
SHOUT = 0.7
LETTERS = 30


def objections(  # noqa: PLR0913  each is another ground
    text: str, *, facts: str, language: str, never: tuple[str, ...] = (), rules: str = "", asked: str | None = None
) -> tuple[str, ...]:
    """Why it may not be sent; empty when it may. `facts` is all that the model was given to state, `rules` what it was
    told and must not tell. `asked` is what the customer said and is called: with it the draft must be about that."""
    hidden = visible(text) != text.replace(JOINER, "").replace(STYLE, "")
    text = unicodedata.normalize("NFKC", visible(text)).translate(DOTS)
    claims = strange_claims(text, facts)
    about = f"{facts}\n{asked}"
    said, known = in_figures(text), in_figures(facts)
    found = {
        "empty": not text.strip(),
        "length": len(text) > LONGEST,
        "placeholder": bool(PLACEHOLDER.search(text)),
        "hidden": hidden,
        "markup": bool(MARKUP.search(text)),
        "link": bool(_strange_links(text, facts) or HIDDEN_LINK.search(text)),
        "figure": "figure" in claims or any(check(said, known) for check in FIGURES),
        "promise": bool(_strange_promises(text, facts)) or "promise" in claims,
        "never": _says_never(text, never) or "never" in claims,
        **{kind: kind in claims for kind in ("payment", "legal", "others", "secret")},
        "leak": bool(rules) and _leaks(text, rules),
        "language": not _is_in(text, language),
        "tone": _shouts(text),
        "name": asked is not None and bool(strange_names(text, about)),
        "deed": asked is not None and bool(strange_deeds(text, facts)),
        "topic": asked is not None and strays(_without_links(said), in_figures(about)),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _strange_links(text: str, facts: str) -> list[str]:
    known = facts.lower()
    return [
        link
        for link in (*LINK.findall(text), *MAIL.findall(text), *HANDLE.findall(text))
        if link.lower().rstrip(".,;:!?*_)") not in known
    ]


def _strange_figures(text: str, facts: str) -> set[str]:
    """Whatever stands in a list's mark, a known link or a known date is taken out before the rest is compared."""
    text = KEYCAP.sub("", LIST_MARK.sub("", _without_links(text)))
    if strange := {found.group() for found in DATE.finditer(text) if not _is_known_date(found, facts)} & set(
        _dates(text)
    ):
        return strange
    days = {day for day, _month, _year in _known_dates(facts)}
    text = DAY.sub(lambda found: " " if int(found[1]) in days else found.group(), text)
    text = DATE.sub(lambda found: " " if _is_known_date(found, facts) else found.group(), text)
    known = _figures(facts) | {_clock(found) for found in CLOCK.finditer(facts)}
    clocks = {_clock(found) for found in CLOCK.finditer(text)}
    rest = _figures(CLOCK.sub(" ", text))
    return (rest | clocks) - known - {""}


def _strange_amounts(text: str, facts: str) -> set[str]:
    known = _amounts(facts) | {_figure(found) for found in CENTS.findall(facts)}
    shares = {_figure(found) for found in SHARE.findall(text)} - {_figure(found) for found in SHARE.findall(facts)}
    return (_amounts(text) - known) | shares


# Each is asked in figures; what is strange to one of them nobody said.
FIGURES = (_strange_figures, _strange_amounts, strange_measures, strange_weekdays)


def _amounts(text: str) -> set[str]:
    return {_figure(found[1] or found[2]) for found in MONEY.finditer(text)}


def _dates(text: str) -> list[str]:
    """Things that can only be dates: with a year, or with a slash."""
    return [found.group() for found in DATE.finditer(text) if found[3] or "/" in found.group()]


def _is_known_date(found: "re.Match[str]", facts: str) -> bool:
    day, month, year = int(found[1]), int(found[2]), (found[3] or "")[-2:]
    return any((day, month) == (d, m) and (not year or not y or year == y) for d, m, y in _known_dates(facts))


def _known_dates(facts: str) -> set[tuple[int, int, str]]:
    known = {(int(m[1]), int(m[2]), (m[3] or "")[-2:]) for m in DATE.finditer(facts)}
    return known | {(int(m[3]), int(m[2]), m[1][-2:]) for m in ISO.finditer(facts)}


def _figures(text: str) -> set[str]:
    return {_figure(found) for found in NUMBER.findall(text)}


def _figure(text: str) -> str:
    """R$ 79,90 and 79.90 are one, as are 80 and 80,00."""
    if re.search(r"[.,]0{1,2}$", text):
        text = re.sub(r"[.,]0{1,2}$", "", text)
    return re.sub(r"\D", "", text).lstrip("0") or "0"


def _clock(found: "re.Match[str]") -> str:
    return f"{int(found[1])}h{int(found[2] or found[3] or 0):02d}"


def _without_links(text: str) -> str:
    return MAIL.sub(" ", LINK.sub(" ", text))


def _strange_promises(text: str, facts: str) -> set[str]:
    """Each with the word before it: that there is some discount somewhere does not give one to this customer."""
    known, said = f" {' '.join(normalise(facts).split())} ", " ".join(normalise(text).split())
    phrases = (" ".join([*said[: found.start()].split()[-1:], found.group()]) for found in PROMISES.finditer(said))
    return {phrase for phrase in phrases if f" {phrase} " not in known}


def _says_never(text: str, never: tuple[str, ...]) -> bool:
    said = f" {' '.join(normalise(text).split())} "
    listed = (" ".join(normalise(phrase).split()) for phrase in (*NEVER, *never))
    return any(f" {phrase} " in said for phrase in listed if phrase)


def _leaks(text: str, rules: str) -> bool:
    """Some words in a row that stand in the rules and nowhere in customers' language by chance."""
    told, said = normalise(rules).split(), normalise(text).split()
    runs = {tuple(told[i : i + LEAK]) for i in range(len(told) - LEAK + 1)}
    return any(tuple(said[i : i + LEAK]) in runs for i in range(len(said) - LEAK + 1))


def _is_in(text: str, language: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    if letters and sum(ord(c) < 0x250 for c in letters) / len(letters) < LATIN:  # noqa: PLR2004
        return False
    if guess_language(text) != language and (language != "en" or is_portuguese(text)):
        return False
    if foreign_language(text):
        return False
    words = normalise(text).split()
    spanish = sum(word in SPANISH for word in words)
    return not (spanish >= 3 and spanish / len(words) > 0.15)  # noqa: PLR2004


def _shouts(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > LETTERS and sum(c.isupper() for c in letters) / len(letters) > SHOUT
