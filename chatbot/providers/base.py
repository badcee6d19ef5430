"""What a provider of answers is given, and what it gives back."""

from dataclasses import dataclass
from typing import Any, Protocol

from chatbot.engine.types import Draft, Snapshot


class Tools(Protocol):
    """What a model may call. `call` answers with JSON for the model, or with null when the turn's answer is found:
    then nothing more is asked of the model."""

    @property
    def definitions(self) -> list[dict[str, Any]]: ...

    def call(self, name: str, arguments: dict[str, Any]) -> str | None: ...


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """A question with what is known about it. A provider reads it and touches nothing else."""

    snapshot: Snapshot
    tools: Tools | None = None


class Provider(Protocol):
    name: str

    def answer(self, request: TurnRequest) -> Draft:
        """A draft, within the provider's own deadline. May raise ProviderError, and nothing else."""
        ...


class ProviderError(Exception):
    """No usable draft. `args[0]` says why, without the customer's words; `spent` is what it cost all the same."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.spent = Spent()


@dataclass(frozen=True, slots=True)
class Spent:
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def plus(self, prompt: int, completion: int) -> "Spent":
        return Spent(self.calls + 1, self.prompt_tokens + prompt, self.completion_tokens + completion)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens
