"""Meta's error codes and what each means for the outbox. Decided on the code alone, never on status or text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    RETRY = "retry"  # the same message again, later
    FAIL = "fail"  # final for this message
    STOP = "stop"  # what the scope names goes out no more until WhatsApp takes it again


class Scope(StrEnum):
    """What a refusal stops beside its own message."""

    NOTHING = ""
    NUMBER = "number"
    ACCOUNT = "account"  # every number of the business account
    PAID = "paid"  # what costs money, on every number of the business account
    MARKETING = "marketing"
    CAMPAIGNS = "campaigns"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Policy:
    action: Action
    retries: int = 12
    first_pause: float = 1  # seconds; times `factor` at every further try
    factor: float = 2
    longest_pause: float = 300
    brakes: bool = False  # the pause is the whole number's: its other messages would meet the same
    scope: Scope = Scope.NOTHING

    def pause(self, tries: int) -> float:
        """After so many tries that ended with this code."""
        return min(self.longest_pause, self.first_pause * self.factor ** min(tries - 1, 20))


FAIL = Policy(Action.FAIL)
MINUTES = Policy(Action.RETRY, first_pause=60, longest_pause=900, brakes=True)
PATIENT = Policy(Action.RETRY, retries=50)
# A refusal of a kind that is not listed, but that Meta itself calls passing.
TRANSIENT = Policy(Action.RETRY, retries=5)
# No answer at all, or one that is not Meta's: the service is down. With these it is waited for for three hours.
UNREACHABLE = Policy(Action.RETRY, retries=200, longest_pause=60)


def _stop(scope: Scope, codes: Iterable[int]) -> dict[int, Policy]:
    return dict.fromkeys(codes, Policy(Action.STOP, scope=scope))


POLICIES: dict[int, Policy] = {
    1: Policy(Action.RETRY, retries=2),
    2: PATIENT,
    4: MINUTES,
    80007: MINUTES,
    130429: Policy(Action.RETRY, retries=50, longest_pause=30, brakes=True),
    131056: Policy(Action.RETRY, factor=4, longest_pause=1024),
    131000: Policy(Action.RETRY, retries=3),
    131016: PATIENT,
    133004: PATIENT,
    131057: Policy(Action.RETRY, retries=30, first_pause=60, longest_pause=60, brakes=True),
    132069: Policy(Action.RETRY, retries=5, first_pause=3600, longest_pause=3600),
    **_stop(Scope.NUMBER, [0, 3, 10, 33, 190, 131005, 131037, 131045, 133010, *range(200, 300)]),
    **_stop(Scope.ACCOUNT, [368, 131031]),
    **_stop(Scope.PAID, [131042, 131064, 134011]),
    **_stop(Scope.MARKETING, [131063]),
    **_stop(Scope.CAMPAIGNS, [131048]),
    **_stop(Scope.TEMPLATE, [132015, 132016]),
}
NO_SUCH_OBJECT = 33  # as a subcode of 100: the number itself is gone


def policy_for(code: int, *, subcode: int = 0, is_transient: bool = False) -> Policy:
    """What is not listed is final: repeating a request that was understood and refused helps nobody."""
    if code == 100 and subcode == NO_SUCH_OBJECT:  # noqa: PLR2004  Meta's "bad parameter"
        return POLICIES[NO_SUCH_OBJECT]
    return POLICIES.get(code) or (TRANSIENT if is_transient else FAIL)
