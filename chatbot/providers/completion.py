"""Reading a Chat Completions body, as strictly as needed and as forgivingly as possible."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.providers.base import ProviderError
from chatbot.providers.prompt import Reply

FINISHED = ("stop", "tool_calls", None)


class Unusable(Exception):
    """The model wrote something else than was asked for; asked in another way it may not."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    total_tokens: int = 0


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    reply: Reply
    tokens: int


def read_completion(body: bytes) -> Completion:
    """Raises Unusable, or ProviderError when asking again is of no use."""
    try:
        parsed = _Body.model_validate_json(body)
    except ValidationError as error:
        raise ProviderError("broken body") from error
    choice = parsed.choices[0]
    if choice.message.refusal:
        raise ProviderError("refused")
    if choice.finish_reason not in FINISHED:
        raise ProviderError(f"finish_reason {choice.finish_reason}")
    return Completion(
        reply=_reply(choice.message.content or ""), tokens=parsed.usage.total_tokens if parsed.usage else 0
    )


def _reply(text: str) -> Reply:
    try:
        return Reply.model_validate(_object_in(text))
    except ValidationError as error:
        raise Unusable("wrong shape") from error


def _object_in(text: str) -> dict[str, Any]:
    """The first JSON object in the text: models wrap it in fences or in politeness."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            value, _end = decoder.raw_decode(text, start)
        except ValueError:
            start = text.find("{", start + 1)
            continue
        return value if isinstance(value, dict) else {}
    raise Unusable("no JSON")
