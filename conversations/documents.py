"""CPF and CNPJ: checked by their last two characters, and written as people read them.

A CNPJ given since July 2026 may hold letters; each counts as its place in ASCII after the zero.
"""

CPF, CNPJ = 11, 14


def parse_document(text: str) -> str | None:
    """As it is written on papers, or null when it is neither."""
    plain = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if len(plain) == CPF and plain.isdigit() and _fits(plain, longest=CPF):
        return f"{plain[:3]}.{plain[3:6]}.{plain[6:9]}-{plain[9:]}"
    if len(plain) == CNPJ and plain[-2:].isdigit() and _fits(plain, longest=9):
        return f"{plain[:2]}.{plain[2:5]}.{plain[5:8]}/{plain[8:12]}-{plain[12:]}"
    return None


def _fits(plain: str, *, longest: int) -> bool:
    if len(set(plain)) == 1:
        return False
    return all(plain[at] == _check(plain[:at], longest) for at in (len(plain) - 2, len(plain) - 1))


def _check(head: str, longest: int) -> str:
    """Weights rise from 2 at the right; a CNPJ's begin again after 9."""
    total = sum((ord(c) - ord("0")) * (2 + place % (longest - 1)) for place, c in enumerate(reversed(head)))
    rest = total % 11
    return "0" if rest < 2 else str(11 - rest)  # noqa: PLR2004
