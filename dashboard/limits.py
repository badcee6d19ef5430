"""Guessing passwords is slow: so many attempts a minute by one address, and at one account."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

ATTEMPTS, SECONDS = 10, 60


def may_try(request: HttpRequest, email: str) -> bool:
    """Counts the attempt; both counters, whatever the first one says."""
    counts = [_count("address", request.META.get("REMOTE_ADDR", "")), _count("email", email.lower())]
    return all(count <= ATTEMPTS for count in counts)


def _count(kind: str, value: str) -> int:
    key = f"login:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"
    if cache.add(key, 1, SECONDS):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1
