"""Limits by account, by address, and strict ones for the login.

Two counters a key (this window's and the last one's, weighted) instead of a list of times: constant work per call.
What is refused is not counted, so that a client that waits as told gets through.
"""

import hashlib
import math
import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # the views' module loads this one by its settings
    from rest_framework.views import APIView


class CounterThrottle(SimpleRateThrottle):
    # Both are read out of the rate by the base class.
    num_requests: int
    duration: int
    left: float = 0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if self.rate is None or (key := self.get_cache_key(request, view)) is None:
            return True
        window, passed = divmod(time.time(), self.duration)
        now, before = f"{key}:{window:.0f}", f"{key}:{window - 1:.0f}"
        counts: dict[str, Any] = cache.get_many([now, before])
        share = 1 - passed / self.duration
        if counts.get(now, 0) + counts.get(before, 0) * share >= self.num_requests:
            self.left = self.duration - passed
            return False
        _count(now, timeout=self.duration * 2)
        return True

    def wait(self) -> float:
        return max(1, math.ceil(self.left))

    def key_of(self, ident: object) -> str:
        return f"throttle:{self.scope}:{ident}"


def _count(key: str, timeout: int) -> None:
    cache.add(key, 0, timeout)
    try:
        cache.incr(key)
    except ValueError:  # it expired in between
        cache.set(key, 1, timeout)


class AccountThrottle(CounterThrottle):
    scope = "account"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        return self.key_of(request.user.pk) if request.user and request.user.is_authenticated else None


class AddressThrottle(CounterThrottle):
    """For calls without an account."""

    scope = "address"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        return None if request.user and request.user.is_authenticated else self.key_of(self.get_ident(request))


class LoginAddressThrottle(CounterThrottle):
    scope = "login"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return self.key_of(self.get_ident(request))


class LoginEmailThrottle(CounterThrottle):
    """Against guessing one account's password from many addresses. The e-mail is not kept, only its digest."""

    scope = "login"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        email = request.data.get("email") if isinstance(request.data, dict) else None
        if not isinstance(email, str):
            return None
        digest = hashlib.sha256(email.strip().lower().encode("utf-8", errors="replace")).hexdigest()
        return self.key_of(digest[:32])
