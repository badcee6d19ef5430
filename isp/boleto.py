"""The line of a bank's boleto, with its four check digits (FEBRABAN's layout, and the due date's count since 2025)."""

from datetime import date
from decimal import Decimal

BEGIN, AGAIN = date(1997, 10, 7), date(2025, 2, 22)
REAL = "9"
FREE, LINE, BARCODE = 25, 47, 44


def boleto_line(*, bank: str, due_on: date, amount: Decimal, free: str) -> str:
    """47 digits. `free` are the bank's own 25."""
    code = barcode(bank=bank, due_on=due_on, amount=amount, free=free)
    fields = (code[:4] + free[:5], free[5:15], free[15:])
    return "".join(field + _mod10(field) for field in fields) + code[4:19]


def barcode(*, bank: str, due_on: date, amount: Decimal, free: str) -> str:
    """44 digits."""
    head, tail = bank + REAL, f"{_factor(due_on):04d}{int(amount * 100):010d}{free}"
    return head + _mod11(head + tail) + tail


def barcode_of(line: str) -> str:
    """The bars say the same as the line, in another order."""
    return line[:4] + line[32] + line[33:] + line[4:9] + line[10:20] + line[21:31]


def is_line(line: str) -> bool:
    if len(line) != LINE or not line.isdigit():
        return False
    fields = (line[:10], line[10:21], line[21:32])
    code = barcode_of(line)
    return all(_mod10(field[:-1]) == field[-1] for field in fields) and _mod11(code[:4] + code[5:]) == code[4]


def spaced(line: str) -> str:
    """As banks print it."""
    if len(line) != LINE:
        return line
    a, b, c = line[:10], line[10:21], line[21:32]
    return f"{a[:5]}.{a[5:]} {b[:5]}.{b[5:]} {c[:5]}.{c[5:]} {line[32]} {line[33:]}"


def _factor(due_on: date) -> int:
    """Four digits ran out on 21 February 2025, and began again at 1000."""
    return (due_on - AGAIN).days + 1000 if due_on >= AGAIN else (due_on - BEGIN).days


def _mod10(text: str) -> str:
    products = (int(digit) * (2 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(text)))
    return str(-sum(product // 10 + product % 10 for product in products) % 10)


def _mod11(text: str) -> str:
    rest = 11 - sum(int(digit) * (2 + index % 8) for index, digit in enumerate(reversed(text))) % 11
    return "1" if rest in (0, 10, 11) else str(rest)
