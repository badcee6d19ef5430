"""Answers by a model behind OpenAI's Chat Completions, which compatible servers speak too.

Everything that can go wrong becomes a ProviderError at this boundary: no other exception leaves it.
"""

import time
from functools import lru_cache
from typing import Any

import openai
import structlog
from django.conf import settings

from chatbot.engine.types import Action, Draft
from chatbot.providers.base import ProviderError, TurnRequest
from chatbot.providers.completion import Completion, Unusable, read_completion
from chatbot.providers.prompt import messages_for, schema

log = structlog.get_logger(__name__)
TIMEOUT = 20.0  # for one call
DEADLINE = 25.0  # for all calls of a turn; less than a claim's time (see chatbot.services.turns)
RETRIES = 1
MAX_WAIT = 5.0
MAX_TOKENS = 700
MAX_BYTES = 1_000_000
# From strict to lax. A server that does not know a rung answers an error to it, or ignores it.
LADDER: tuple[dict[str, Any], ...] = (
    {"response_format": {"type": "json_schema", "json_schema": schema()}},
    {"response_format": {"type": "json_object"}},
    {},
)
PERHAPS_UNSUPPORTED = (400, 404, 415, 422, 500, 501)
PERHAPS_PASSING = (408, 409, 429, 502, 503, 504)
TOKEN_FIELDS = ("max_tokens", "max_completion_tokens")
# The rung that works, by endpoint and model; each process learns it once.
_rungs: dict[tuple[str, str], int] = {}


class OpenAIProvider:
    name = "openai"

    def answer(self, request: TurnRequest) -> Draft:
        try:
            return _Attempt(request).run()
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001  the boundary: a broken server raises nearly anything
            raise ProviderError(type(error).__name__) from error


class _Attempt:
    """One turn's calls: down the ladder where a server does not know a rung, once more where it was busy."""

    def __init__(self, request: TurnRequest) -> None:
        self.snapshot = request.snapshot
        self.deadline = time.monotonic() + DEADLINE
        self.key = (settings.OPENAI_BASE_URL, settings.OPENAI_MODEL)
        self.rung = _rungs.get(self.key, 0)
        self.retries = RETRIES
        # Compatible servers know the old name; OpenAI's newer models only the new one.
        self.token_field = TOKEN_FIELDS[0 if settings.OPENAI_BASE_URL else 1]

    def run(self) -> Draft:
        while True:
            try:
                completion = self._call()
            except openai.APIStatusError as error:
                self._after_status(error)
            except openai.APIConnectionError as error:  # time-outs too
                self._once_more(type(error).__name__, wait=0.2)
            except Unusable as error:
                self._step_down(str(error))
            else:
                _rungs[self.key] = self.rung
                return _draft(completion)

    def _call(self) -> Completion:
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise ProviderError("deadline")
        client = _client(settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL)
        messages: Any = messages_for(self.snapshot, with_format=self.rung > 0)
        extra: dict[str, Any] = {**LADDER[self.rung], self.token_field: MAX_TOKENS}
        with client.chat.completions.with_streaming_response.create(
            model=settings.OPENAI_MODEL, messages=messages, timeout=min(TIMEOUT, remaining), **extra
        ) as response:
            return read_completion(self._body(response))

    def _body(self, response: Any) -> bytes:
        """Read by hand: the client's time-out is one per read, and a server that drips would hold us for ever."""
        body = b""
        for chunk in response.iter_bytes():
            body += chunk
            if time.monotonic() > self.deadline or len(body) > MAX_BYTES:
                raise ProviderError("deadline" if len(body) <= MAX_BYTES else "too long")
        return body

    def _after_status(self, error: openai.APIStatusError) -> None:
        status = error.status_code
        other = TOKEN_FIELDS[self.token_field == TOKEN_FIELDS[0]]
        if status in PERHAPS_PASSING:
            self._once_more(f"status {status}", wait=_retry_after(error))
        elif status in PERHAPS_UNSUPPORTED and self.token_field in str(error) and other in str(error):
            self.token_field = other
            self._once_more(f"status {status}", wait=0)
        elif status in PERHAPS_UNSUPPORTED:
            self._step_down(f"status {status}")
        else:
            raise ProviderError(f"status {status}") from error

    def _once_more(self, why: str, *, wait: float) -> None:
        if not self.retries or time.monotonic() + wait >= self.deadline or wait > MAX_WAIT:
            raise ProviderError(why)
        self.retries -= 1
        time.sleep(wait)

    def _step_down(self, why: str) -> None:
        if self.rung + 1 >= len(LADDER):
            raise ProviderError(why)
        self.rung += 1


@lru_cache(maxsize=2)
def _client(key: str, base_url: str) -> openai.OpenAI:
    # Local servers want no key, but the client does.
    return openai.OpenAI(api_key=key or "none", base_url=base_url or None, max_retries=0, timeout=TIMEOUT)


def _retry_after(error: openai.APIStatusError) -> float:
    try:
        return float(error.response.headers.get("retry-after", "1"))
    except ValueError:
        return 1.0


def _draft(completion: Completion) -> Draft:
    reply = completion.reply
    return Draft(
        reply=reply.reply,
        intent=reply.intent,
        confidence=reply.confidence,
        action=Action(reply.action),
        reason=reply.reason,
        sources=tuple(reply.sources),
        provider=OpenAIProvider.name,
        tokens=completion.tokens,
    )
