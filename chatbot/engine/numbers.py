"""Numbers, days and hours that are written as words, made comparable with those in figures. Pure."""

import re
import unicodedata
from contextlib import suppress
from datetime import date

SMALL = {
    "um": 1,
    "uma": 1,
    "dois": 2,
    "duas": 2,
    "tres": 3,
    "quatro": 4,
    "cinco": 5,
    "seis": 6,
    "sete": 7,
    "oito": 8,
    "nove": 9,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
TEENS = {
    "dez": 10,
    "onze": 11,
    "doze": 12,
    "treze": 13,
    "quatorze": 14,
    "catorze": 14,
    "quinze": 15,
    "dezesseis": 16,
    "dezessete": 17,
    "dezoito": 18,
    "dezenove": 19,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
TENS = {
    "vinte": 20,
    "trinta": 30,
    "quarenta": 40,
    "cinquenta": 50,
    "sessenta": 60,
    "setenta": 70,
    "oitenta": 80,
    "noventa": 90,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
HUNDREDS = {
    "cem": 100,
    "cento": 100,
    "duzentos": 200,
    "duzentas": 200,
    "trezentos": 300,
    "trezentas": 300,
    "quatrocentos": 400,
    "quinhentos": 500,
    "quinhentas": 500,
    "seiscentos": 600,
    "setecentos": 700,
    "oitocentos": 800,
    "novecentos": 900,
    "hundred": 100,
}
VALUES = {**SMALL, **TEENS, **TENS, **HUNDREDS, "mil": 1000, "thousand": 1000}
# Before one of these even a "two" is a figure; elsewhere it counts what was just said ("duas opções").
UNITS = (
    r"(?:dias?|horas?|minutos?|meses|mes|semanas?|anos?|vezes|parcelas|reais|real|centavos|mega\w*|giga\w*|mbps|gbps|%"
    r"|segundos?|seconds?|days?|working days?|hours?|minutes?|months?|weeks?|years?|times|instal\w+|da manha|da tarde"
    r"|da noite|caracteres|characters)"
)
WORD = "|".join(sorted(VALUES, key=len, reverse=True))
RUN = re.compile(rf"\b(?:{WORD})(?:(?: e | and | )(?:{WORD}))*\b")
# "Só um minuto" tells no time.
MOMENT = re.compile(r" (?:minut\w+|segundo|moment\w*|second)\b")
BEFORE_UNIT = re.compile(rf" {UNITS}\b")
HALF_HOUR = re.compile(r"\b(?:meia hora|half an hour)\b")
PER_CENT = re.compile(r"\b(?:por cento|per ?cent)\b")
OF_DAY = re.compile(
    r"\b(\d{1,2})(?:h| horas?)? ?(?:(?:da |in the )(manha|tarde|noite|morning|afternoon|evening)|(am|pm)\b)"
)
NOON = 12
# What is counted, in both languages; each kind is another.
KINDS = {
    "second": ("segundo", "segundos", "second", "seconds"),
    "minute": ("minuto", "minutos", "min", "minute", "minutes"),
    "hour": ("hora", "horas", "hour", "hours"),
    "day": ("dia", "dias", "day", "days"),
    "week": ("semana", "semanas", "week", "weeks"),
    "month": ("mes", "meses", "month", "months"),
    "year": ("ano", "anos", "year", "years"),
    "times": ("vez", "vezes", "parcela", "parcelas", "x", "times", "instalments", "installments"),
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
COUNTED = "|".join(sorted(KIND_OF, key=len, reverse=True))
MEASURE = re.compile(rf"(?<![\d.,/:-])(\d+)[*_]{{0,2}}[ -]?(?:working |business )?({COUNTED})\b")
# Of nothing that is named right behind it.
BARE = re.compile(rf"(?<![\d.,/:-])(\d+)(?![\d.,/:-]*\d)(?![a-z])(?![*_]{{0,2}}[ -]?(?:{COUNTED})\b)")
LIST_MARK = re.compile(r"(?m)^\s*\*?\d{1,2}[.)]\s?")
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})")
WEEKDAYS = (
    *("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
WEEK = 7
DAY_NAME = "|".join(WEEKDAYS)
# "Segunda via" and "quinta parcela" are none.
WORKDAY, OTHER_DAY = "|".join(WEEKDAYS[:5]), "|".join(WEEKDAYS[5:])
WEEKDAY = re.compile(
    rf"\b(?:({WORKDAY})-feira|({OTHER_DAY})s?|(?:na|nesta|proxima|ate|toda|para) ({WORKDAY})"
    r"(?! (?:via|vez|fatura|parcela|opcao|tela|linha|parte|pessoa|senha|etapa)))\b"
)
RANGE = re.compile(rf"\b({DAY_NAME})(?:-feira)?s? (?:a|ate|to|until) ({DAY_NAME})")
MONTHS = (
    *("janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro"),
    *("novembro", "dezembro", "january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
YEAR = 12
MONTH = "|".join(MONTHS)
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: de| of)? ({MONTH})\b")
MONTH_FIRST = re.compile(rf"\b({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b")


def in_figures(text: str) -> str:
    """In lower case and without accents, with figures where numbers stand as words: "noventa e nove e noventa" is
    99,90, "meia hora" 30 minutos, "onze da noite" 23h, "10 de dezembro" 10/12."""
    said = PER_CENT.sub("%", HALF_HOUR.sub("30 minutos", _plain(text)))
    said = OF_DAY.sub(_as_clock, RUN.sub(_as_figure, said))
    said = DAY_FIRST.sub(lambda found: _as_date(found[1], found[2]), said)
    return MONTH_FIRST.sub(lambda found: _as_date(found[2], found[1]), said)


def strange_measures(text: str, facts: str) -> set[str]:
    """Figures that the facts hold, but of something else: "12 vezes" where there are only "12 meses"."""
    known = set(_measures(facts))
    bare = {found[1].lstrip("0") for found in BARE.finditer(LIST_MARK.sub("", facts))}
    return {f"{n} {unit}" for n, unit in _measures(text) if (n, unit) not in known and n not in bare}


def strange_weekdays(text: str, facts: str) -> set[int]:
    """0 is Monday. Where a tool told dates, it is one of theirs; else also one between two that a range names."""
    dated: set[int] = set()
    for found in ISO.finditer(facts):
        with suppress(ValueError):
            dated.add(date(int(found[1]), int(found[2]), int(found[3])).weekday())
    ranges = [set(range(_weekday(found[1]), _weekday(found[2]) + 1)) for found in RANGE.finditer(facts)]
    return set(_weekdays(text)) - set(_weekdays(facts)) - (dated or set().union(*ranges))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _measures(text: str) -> list[tuple[str, str]]:
    return [(found[1].lstrip("0"), KIND_OF[found[2]]) for found in MEASURE.finditer(text)]


def _weekdays(text: str) -> list[int]:
    return [_weekday(found[1] or found[2] or found[3]) for found in WEEKDAY.finditer(text)]


def _weekday(word: str) -> int:
    return WEEKDAYS.index(word) % WEEK


def _as_clock(found: re.Match[str]) -> str:
    hour = int(found[1])
    is_late = (found[2] or found[3]) in ("tarde", "noite", "afternoon", "evening", "pm") and hour < NOON
    return f"{hour + NOON if is_late else hour}h"


def _as_figure(found: re.Match[str]) -> str:
    words = [word for word in found.group().split() if word in VALUES]
    is_counted = bool(BEFORE_UNIT.match(found.string, found.end()))
    is_moment = words in (["um"], ["one"]) and bool(MOMENT.match(found.string, found.end()))
    if len(words) == 1 and words[0] in (*SMALL, "mil") and (is_moment or not is_counted):
        return found.group()
    numbers = _numbers([VALUES[word] for word in words])
    return f"{numbers[0]},{numbers[1]:02d}" if len(numbers) == 2 else " ".join(map(str, numbers))  # noqa: PLR2004


def _numbers(values: list[int]) -> list[int]:
    """Each next part of a number is smaller than the place that the one before left open: 90 and 9 are 99, 99 and 90
    are two."""
    found: list[int] = []
    room = 0
    for value in values:
        if value in (100, 1000) and found and 0 < found[-1] < value and room:  # noqa: PLR2004
            found[-1] *= value
        elif value < room:
            found[-1] += value
        else:
            found.append(value)
        room = 1000 if value == 1000 else 100 if value >= 100 else 10 if value in TENS.values() else 1  # noqa: PLR2004
    return found


def _as_date(day: str, month: str) -> str:
    return f"{int(day)}/{MONTHS.index(month) % YEAR + 1}"
