"""CPF and CNPJ: found in what people type, and told from other numbers by their check digits."""

import re

CPF, CNPJ = 11, 14
WRITTEN = re.compile(
    r"(?<!\d)(?:\d{2}\.?\d{3}\.?\d{3}\s?/?\s?\d{4}\s?-?\s?\d{2}|\d{3}[. ]?\d{3}[. ]?\d{3}[- ]?\d{2})(?!\d)"
)
WEIGHTS = {CPF: range(2, 12), CNPJ: (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 6)}


def digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())


def is_document(number: str) -> bool:
    """Digits alone, with check digits that fit; not one digit all along."""
    if len(number) not in WEIGHTS or len(set(number)) == 1:
        return False
    return all(_check(number[:length]) == number[length] for length in (len(number) - 2, len(number) - 1))


def find_document(text: str) -> str:
    """The first right one in a text, as digits; empty when there is none."""
    found = (digits(match.group()) for match in WRITTEN.finditer(text))
    return next((number for number in found if is_document(number)), "")


def looks_like_document(text: str) -> bool:
    """As many digits as one has, whether or not they fit."""
    return bool(WRITTEN.search(text))


def _check(head: str) -> str:
    weights = WEIGHTS[CPF if len(head) < CPF else CNPJ]
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(head), weights, strict=False)) % 11
    return "0" if rest < 2 else str(11 - rest)  # noqa: PLR2004
