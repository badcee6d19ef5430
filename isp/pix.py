"""PIX "copy and paste": the Central Bank's BR Code, closed by a CRC16."""

import unicodedata
from decimal import Decimal

POLYNOMIAL, START = 0x1021, 0xFFFF
NAME, CITY, TXID = 25, 15, 25


def pix_code(*, key: str, name: str, city: str, amount: Decimal, txid: str) -> str:
    account = _field("00", "br.gov.bcb.pix") + _field("01", key)
    code = (
        _field("00", "01")
        + _field("26", account)
        + _field("52", "0000")
        + _field("53", "986")
        + _field("54", f"{amount:.2f}")
        + _field("58", "BR")
        + _field("59", _plain(name)[:NAME])
        + _field("60", _plain(city)[:CITY])
        + _field("62", _field("05", txid[:TXID]))
        + "6304"
    )
    return code + crc16(code)


def is_pix_code(code: str) -> bool:
    return code.startswith("000201") and code[-8:-4] == "6304" and crc16(code[:-4]) == code[-4:].upper()


def crc16(text: str) -> str:
    value = START
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ POLYNOMIAL if value & 0x8000 else value << 1
        value &= 0xFFFF
    return f"{value:04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().upper()
