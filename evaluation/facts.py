"""Invented facts: figures, addresses and links in an answer that stand neither in its sources nor in what was said."""

import re

from chatbot.engine.texts import ENGLISH, PORTUGUESE

# Prices, percentages, times, phones, dates, codes, links, mail addresses: what a model invents most harmfully.
FACT = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\d[\d.,:/-]*\d|\d")
OWN = " ".join([*PORTUGUESE.values(), *ENGLISH.values()])


def facts_in(text: str) -> set[str]:
    return {found.group().strip(".,:/-").lower() for found in FACT.finditer(text)}


def invented(text: str, *known: str) -> set[str]:
    """What the text claims and nothing known says; numbers that only count its own steps are none."""
    steps = set(re.findall(r"(?m)^\s*(\d)[.)]", text))
    return facts_in(text) - facts_in(" ".join([OWN, *known])) - steps
