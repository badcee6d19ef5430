"""Pure: SHA-256 digests as Meta writes them, in hex here and in base64 there."""

import base64
import binascii

SIZE = 32


def differs(said: object, digest: bytes) -> bool:
    """What cannot be read as a digest says nothing."""
    known = _read(str(said or "").strip())
    return known is not None and known != digest


def _read(text: str) -> bytes | None:
    for decode in (bytes.fromhex, _base64):
        try:
            value = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(value) == SIZE:
            return value
    return None


def _base64(text: str) -> bytes:
    return base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
