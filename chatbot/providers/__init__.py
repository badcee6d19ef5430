"""Who drafts the answers: a model behind OpenAI's protocol where one is configured, else the knowledge itself."""

from dataclasses import replace

import structlog
from django.conf import settings

from chatbot.engine.types import Draft
from chatbot.providers.base import Provider, ProviderError, Spent, TurnRequest
from chatbot.providers.breaker import Breaker
from chatbot.providers.offline import OfflineProvider

log = structlog.get_logger(__name__)
breaker = Breaker()
NOTHING = Spent()
__all__ = ["Provider", "ProviderError", "TurnRequest", "draft_answer", "draft_offline", "is_model_configured"]


def is_model_configured() -> bool:
    return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)


def draft_answer(request: TurnRequest) -> Draft:
    """The configured provider's draft; the offline one's when that fails or may not be asked."""
    if not is_model_configured():
        return draft_offline(request)
    if request.snapshot.paused:
        return draft_offline(request, error=f"paused: {request.snapshot.paused}")
    if not breaker.is_open_for_calls:
        return draft_offline(request, error="paused after failures")
    try:
        draft = _openai().answer(request)
    except ProviderError as error:
        breaker.failed()
        log.warning("provider failed", provider="openai", error=str(error))
        return draft_offline(request, error=str(error)[:300], spent=error.spent)
    breaker.succeeded()
    return draft


def draft_offline(request: TurnRequest, *, error: str = "", spent: Spent = NOTHING) -> Draft:
    """From the knowledge alone; with what a model cost that was asked in vain."""
    draft = OfflineProvider().answer(request)
    return replace(draft, error=error, calls=spent.calls, tokens=spent.tokens, prompt_tokens=spent.prompt_tokens)


def _openai() -> Provider:
    # Imported only where it is used: the package costs some 60 MB.
    from chatbot.providers.openai import OpenAIProvider  # noqa: PLC0415

    return OpenAIProvider()
