"""The provider's system as one turn uses it: within the turn's time, and with a row for every call."""

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from chatbot.engine.types import Account
from chatbot.models import ToolCall
from chatbot.providers.masking import mask
from isp.adapter import Adapter
from isp.exceptions import IspError, NotReached, OutcomeUnknown, Refused

T = TypeVar("T")
Outcome = ToolCall.Outcome
# A call that begins later than so many seconds before the turn's end would only be cut off.
LEAST = 1.0
EMPTY: Mapping[str, object] = MappingProxyType({})


class Box:
    def __init__(self, account: Account, adapter: Adapter) -> None:
        self.account, self.adapter = account, adapter

    def ask(self, tool: str, call: Callable[[], T], *, of: str = "", **arguments: object) -> T:
        """What the call answers; logged, whatever comes of it. Raises IspError."""
        started = time.monotonic()
        try:
            if started > self.account.deadline - LEAST:
                raise NotReached("no time left")
            answer = call()
        except IspError as error:
            self.log(tool, _outcome(error), arguments, of=of, error=str(error), since=started)
            raise
        self.log(tool, Outcome.OK, arguments, of=of, since=started)
        return answer

    def log(
        self,
        tool: str,
        outcome: ToolCall.Outcome,
        arguments: Mapping[str, object] = EMPTY,
        *,
        of: str = "",
        error: str = "",
        since: float | None = None,
    ) -> None:
        ToolCall.objects.create(
            conversation_id=self.account.conversation_id,
            customer_id=self.account.customer_id,
            tool=tool,
            subscriber_id=of[:64],
            arguments=masked(arguments),
            outcome=outcome,
            error=error[:200],
            latency_ms=round((time.monotonic() - since) * 1000) if since else 0,
        )


def masked(arguments: Mapping[str, object]) -> dict[str, str]:
    return {name: mask(str(value))[:300] for name, value in arguments.items()}


def _outcome(error: IspError) -> ToolCall.Outcome:
    if isinstance(error, Refused):
        return Outcome.REFUSED
    return Outcome.UNKNOWN if isinstance(error, OutcomeUnknown) else Outcome.FAILED
