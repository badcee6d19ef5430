"""Who drafts the answers: a model behind OpenAI's protocol where one is configured, else the knowledge itself."""

from dataclasses import replace

import structlog
from django.conf import settings

from chatbot.engine.types import Draft
from chatbot.providers.base import Provider, ProviderError, TurnRequest
from chatbot.providers.breaker import Breaker
from chatbot.providers.offline import OfflineProvider

log = structlog.get_logger(__name__)
breaker = Breaker()
__all__ = ["Provider", "ProviderError", "TurnRequest", "draft_answer"]


def draft_answer(request: TurnRequest) -> Draft:
    """The configured provider's draft; the offline one's when that fails."""
    offline = OfflineProvider()
    if not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        return offline.answer(request)
    if not breaker.is_open_for_calls:
        return replace(offline.answer(request), error="paused after failures")
    try:
        draft = _openai().answer(request)
    except ProviderError as error:
        breaker.failed()
        log.warning("provider failed", provider="openai", error=str(error))
        return replace(offline.answer(request), error=str(error)[:300])
    breaker.succeeded()
    return draft


def _openai() -> Provider:
    # Imported only where it is used: the package costs some 60 MB.
    from chatbot.providers.openai import OpenAIProvider  # noqa: PLC0415

    return OpenAIProvider()
