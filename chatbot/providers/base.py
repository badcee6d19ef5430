"""What a provider of answers is given, and what it gives back."""

from dataclasses import dataclass
from typing import Protocol

from chatbot.engine.types import Draft, Snapshot


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """A question with what is known about it. A provider reads it and touches nothing else."""

    snapshot: Snapshot


class Provider(Protocol):
    name: str

    def answer(self, request: TurnRequest) -> Draft:
        """A draft, within the provider's own deadline. May raise ProviderError, and nothing else."""
        ...


class ProviderError(Exception):
    """No usable draft. `args[0]` says why, without the customer's words."""
