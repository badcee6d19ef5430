"""Ids of the shapes that Meta gives out."""

import base64
import secrets

OUTGOING, INCOMING = 0x11, 0x12


def new_wamid(address: str, *, kind: int) -> str:
    """A message id: base64 around the customer's address and a random part, as the real ones."""
    who = address.encode()[:20]
    token = secrets.token_hex(10).upper().encode()
    raw = bytes([0x1C, 0x18, len(who)]) + who + bytes([0x15, 0x02, 0x00, kind, 0x18, len(token)]) + token + b"\x00"
    return "wamid." + base64.b64encode(raw).decode()


def new_user_id(country: str = "BR") -> str:
    return f"{country}.{secrets.randbelow(9 * 10**15) + 10**15}"


def new_object_id() -> str:
    return str(secrets.randbelow(9 * 10**14) + 10**14)
