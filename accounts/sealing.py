"""Secrets at rest: sealed with a key of the environment, opened only where they are used.

The first of `ENCRYPTION_KEYS` seals, all of them open. The key derived from SECRET_KEY opens too, so that an
installation that began without keys can be given some: `manage.py rotate_credentials` seals everything anew.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """Sealed with a key that is gone."""


def seal(secret: str) -> str:
    """Empty stays empty."""
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _keys().decrypt(sealed).decode() if sealed else ""
    except InvalidToken as error:
        raise Unreadable from error


def keyed_digests(value: str) -> list[str]:
    """By which a value is recognised without being kept: the first is to be written, by SECRET_KEY; the others are by
    those before it. Not by ENCRYPTION_KEYS, which are exchanged: nobody could make a digest anew."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(b"digest:" + key.encode(), value.encode(), hashlib.sha256).hexdigest() for key in keys]


def _keys() -> MultiFernet:
    derived = base64.urlsafe_b64encode(hashlib.sha256(b"credentials:" + settings.SECRET_KEY.encode()).digest())
    return MultiFernet([*map(Fernet, settings.ENCRYPTION_KEYS), Fernet(derived)])
