"""Vectors of texts from a server that answers `POST …/embeddings` as OpenAI's does. Everything that can go wrong
becomes an EmbeddingsError."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
import structlog
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.providers.base import ProviderError, Spent
from chatbot.providers.breaker import Breaker
from chatbot.providers.masking import mask
from conversations.bounded import bounded
from conversations.punctual import punctual, until

log = structlog.get_logger(__name__)
# While a customer waits; the words alone find nearly as much.
QUESTION_SECONDS = 1.5
ARTICLES_SECONDS = 60.0
MAX_BYTES = 20_000_000
MAX_QUESTION = 1000
MAX_TOKENS = 10_000_000
# The text was not taken; the server itself may be well.
UNTAKEN = (400, 413, 422)
breaker = Breaker()


class EmbeddingsError(ProviderError):
    """`is_about_text`: the server would not take what it was given. `wait` is how long it wants to be left alone."""

    def __init__(self, why: str, *, is_about_text: bool = False, wait: float = 0.0) -> None:
        super().__init__(why)
        self.is_about_text, self.wait = is_about_text, wait


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)
    index: int
    embedding: list[float] = Field(min_length=1, max_length=16_000)


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")
    data: list[_Row]
    # As the server reports it; some report nothing, and none shall fail for how it does.
    usage: Any = None

    @property
    def tokens(self) -> int:
        told = self.usage if isinstance(self.usage, dict) else {}
        counts = (told.get("prompt_tokens"), told.get("total_tokens"))
        return next((n for n in counts if isinstance(n, int) and 0 <= n <= MAX_TOKENS), 0)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A vector for each text, and what the call cost."""

    vectors: list[list[float]]
    spent: Spent


def is_configured() -> bool:
    return bool(settings.EMBEDDINGS_MODEL)


def space_name() -> str:
    """Vectors of one name can be compared."""
    size = settings.EMBEDDINGS_DIMENSIONS
    return f"{settings.EMBEDDINGS_MODEL}:{size}"[:200] if size else settings.EMBEDDINGS_MODEL[:200]


def embed_texts(texts: Sequence[str], *, size: int | None = None) -> Embedded:
    """One vector a text, in their order, each of `size` numbers where that is known. Raises EmbeddingsError."""
    found = _checked(_asked(texts, ARTICLES_SECONDS), len(texts))
    if len(sizes := {len(vector) for vector in found.vectors} | ({size} if size else set())) > 1:
        raise EmbeddingsError(f"vectors of {' and '.join(map(str, sorted(sizes)))} numbers")
    return found


def embed_question(question: str, *, size: int) -> Embedded | None:
    """Masked, and in a short time; null where the server fails, is slow, or is left alone after failures."""
    if not breaker.is_open_for_calls:
        return None
    try:
        found = _checked(_asked([mask(question)[:MAX_QUESTION]], QUESTION_SECONDS), 1)
        if (numbers := len(found.vectors[0])) != size:
            raise EmbeddingsError(f"a vector of {numbers} numbers among those of {size}")
    except EmbeddingsError as error:
        breaker.failed()
        log.warning("embedding failed", error=str(error))
        return None
    breaker.succeeded()
    return found


def _asked(texts: Sequence[str], seconds: float) -> bytes:
    form: dict[str, object] = {"model": settings.EMBEDDINGS_MODEL, "input": list(texts), "encoding_format": "float"}
    if settings.EMBEDDINGS_DIMENSIONS:
        form["dimensions"] = settings.EMBEDDINGS_DIMENSIONS
    key = settings.EMBEDDINGS_API_KEY
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with (
            until(time.monotonic() + seconds),
            _client().stream(
                "POST", f"{settings.EMBEDDINGS_BASE_URL}/embeddings", json=form, headers=headers, timeout=seconds
            ) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise _refused(response)
            return response.read()
    except EmbeddingsError:
        raise
    except Exception as error:  # noqa: BLE001  the boundary: a broken server raises nearly anything
        raise EmbeddingsError(type(error).__name__) from error


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    """One for the process: a connection that is open already saves a customer's turn the time of a new one."""
    return bounded(punctual(httpx.Client(follow_redirects=False)), MAX_BYTES)


def _refused(response: httpx.Response) -> EmbeddingsError:
    status = response.status_code
    try:
        wait = float(response.headers.get("retry-after", "0"))
    except ValueError:
        wait = 0.0
    wait = wait if math.isfinite(wait) else 0.0  # "nan" is a number to Python, and no time
    return EmbeddingsError(f"status {status}", is_about_text=status in UNTAKEN, wait=wait)


def _checked(body: bytes, count: int) -> Embedded:
    try:
        given = _Body.model_validate_json(body)
    except ValidationError as error:
        raise EmbeddingsError("broken body") from error
    rows = sorted(given.data, key=lambda row: row.index)
    if [row.index for row in rows] != list(range(count)):
        raise EmbeddingsError(f"{len(rows)} vectors for {count} texts")
    wanted = settings.EMBEDDINGS_DIMENSIONS
    if wanted and (other := next((len(r.embedding) for r in rows if len(r.embedding) != wanted), 0)):
        raise EmbeddingsError(f"vectors of {other} numbers instead of {wanted}")
    return Embedded([row.embedding for row in rows], Spent().plus(given.tokens, 0))
