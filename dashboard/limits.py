"""Guessing passwords is slow: so many failures a minute by one address, and at one account."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

ATTEMPTS, SECONDS = 10, 60


def may_try(request: HttpRequest, email: str) -> bool:
    """Counts the attempt before the password is looked at, so that many at once gain nothing."""
    return all([_count(key, 1) <= ATTEMPTS for key in _keys(request, email)])  # noqa: C419  both are counted


def forget(request: HttpRequest, email: str) -> None:
    """It was right: a whole office may sign in from one address at eight o'clock."""
    for key in _keys(request, email):
        _count(key, -1)


def _keys(request: HttpRequest, email: str) -> list[str]:
    parts = {"address": request.META.get("REMOTE_ADDR", ""), "email": email.lower()}
    return [f"login:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}" for kind, value in parts.items()]


def _count(key: str, step: int) -> int:
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key, step))
    except ValueError:  # it ran out between the two
        return step
