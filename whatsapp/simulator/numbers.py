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


def key_of(digits: str) -> str:
    """One key for both ways of dialling a Brazilian mobile, with the ninth digit and without."""
    if digits.startswith(BRAZIL) and len(digits) == BRAZIL_WITH_NINTH and digits[NINTH_AT] == "9":
        return digits[:NINTH_AT] + digits[NINTH_AT + 1 :]
    return digits
