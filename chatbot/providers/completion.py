"""Reading a Chat Completions body, as strictly as needed and as forgivingly as possible."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.providers.base import ProviderError
from chatbot.providers.prompt import Reply

FINISHED = ("stop", "tool_calls", "function_call", None)
MAX_CALLS = 4


class Unusable(Exception):
    """The model wrote something else than was asked for; asked in another way it may not."""


class _Function(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: str = ""
    arguments: str | dict[str, Any] = "{}"


class _ToolCall(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str = ""
    function: _Function = Field(default_factory=_Function)


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What the model wants to know or do; null arguments are none that make sense."""

    id: str
    name: str
    arguments: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Completion:
    """Either calls, or the text of an answer."""

    text: str
    calls: tuple[Call, ...]
    prompt_tokens: int
    completion_tokens: int


def read_completion(body: bytes) -> Completion:
    """Raises ProviderError when asking again is of no use."""
    try:
        parsed = _Body.model_validate_json(body)
    except ValidationError as error:
        raise ProviderError("broken body") from error
    choice, usage = parsed.choices[0], parsed.usage or _Usage()
    if choice.message.refusal:
        raise ProviderError("refused")
    if choice.finish_reason not in FINISHED:
        raise ProviderError(f"finish_reason {choice.finish_reason}")
    return Completion(
        text=choice.message.content or "",
        calls=tuple(_call(call, index) for index, call in enumerate(choice.message.tool_calls or [])),
        # Some servers tell only the sum: counted as read.
        prompt_tokens=usage.prompt_tokens or max(0, usage.total_tokens - usage.completion_tokens),
        completion_tokens=usage.completion_tokens,
    )


def read_reply(text: str) -> Reply:
    """Raises Unusable."""
    try:
        return Reply.model_validate(_object_in(text))
    except ValidationError as error:
        raise Unusable("wrong shape") from error


def _call(call: _ToolCall, index: int) -> Call:
    return Call(call.id or f"call_{index}", call.function.name, _arguments(call.function.arguments))


def _arguments(given: str | dict[str, Any]) -> dict[str, Any] | None:
    if isinstance(given, dict):
        return given
    try:
        value = json.loads(given or "{}")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


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
