"""Phone numbers the way Meta reads them."""

import re

SHORTEST, LONGEST = 8, 15
BRAZIL, BRAZIL_WITH_NINTH, NINTH_AT = "55", 13, 4


def digits_of(number: str) -> str:
    """The digits of a number written with +, spaces, hyphens or brackets; empty when it is no phone number."""
    if not re.fullmatch(r"\+?[\d\s().-]+", number.strip()):
        return ""
    digits = re.sub(r"\D", "", number)
    return digits if SHORTEST <= len(digits) <= LONGEST else ""


# Prefixes with a digit that belongs to dialling, not to the account: country and digit, and the length with it.
REWRITTEN = {"521": 13, "549": 13}


def key_of(digits: str) -> str:
    """One key for both ways of dialling: a Brazilian mobile with the ninth digit and without, Mexico, Argentina."""
    if digits.startswith(BRAZIL) and len(digits) == BRAZIL_WITH_NINTH and digits[NINTH_AT] == "9":
        return digits[:NINTH_AT] + digits[NINTH_AT + 1 :]
    if REWRITTEN.get(digits[:3]) == len(digits):
        return digits[:2] + digits[3:]
    return digits


def wa_id_of(digits: str) -> str:
    """What a new account with this number is called: Mexico's digit is dialled and never part of the id."""
    return key_of(digits) if digits.startswith("521") else digits
