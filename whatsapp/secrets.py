"""The app secrets and verify tokens that a webhook may be signed or verified with: those of the environment first,
then those of numbers that belong to other apps. Read from the database at most every few seconds, and only when the
first do not fit, so that the usual webhook costs nothing more."""

import asyncio
import time

import structlog
from django.conf import settings
from django.db import Error, connection

from whatsapp.services.credentials import other_secrets
from whatsapp.signature import is_signed

SECONDS = 10.0
log = structlog.get_logger(__name__)


class Secrets:
    """On one event loop. `app_secrets` and `verify_tokens` are the numbers' own."""

    def __init__(self) -> None:
        self.app_secrets: list[str] = []
        self.verify_tokens: list[str] = []
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def is_signed(self, body: bytes, header: str) -> bool:
        if not header:
            return False
        if is_signed(settings.WHATSAPP_APP_SECRET, body, header) or self._fits(body, header):
            return True
        await self._read()
        return self._fits(body, header)

    async def knows_token(self, token: str) -> bool:
        if not token:
            return False
        if token == settings.WHATSAPP_VERIFY_TOKEN:
            return True
        await self._read()
        return token in self.verify_tokens

    def _fits(self, body: bytes, header: str) -> bool:
        return any(is_signed(secret, body, header) for secret in self.app_secrets)

    async def _read(self) -> None:
        """While the database is away, those that are known hold."""
        async with self._lock:
            if time.monotonic() - self._read_at < SECONDS:
                return
            try:
                self.app_secrets, self.verify_tokens = await asyncio.to_thread(read)
            except Error as error:
                log.warning("secrets not read", error=type(error).__name__)
            self._read_at = time.monotonic()


def read() -> tuple[list[str], list[str]]:
    """In a thread of its own: its connection goes back at once."""
    try:
        return other_secrets()
    finally:
        connection.close()
