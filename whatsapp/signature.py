"""Meta signs the raw bytes of a webhook with the app secret."""

import hashlib
import hmac

HEADER = b"x-hub-signature-256"


def sign(secret: str, body: bytes) -> str:
    """The header's value: `sha256=` and lower-case hexadecimal digits."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secret: str, body: bytes, header: str) -> bool:
    """In constant time. Without a secret nothing is signed."""
    return bool(secret) and hmac.compare_digest(sign(secret, body).encode(), header.encode("utf-8", "replace"))
