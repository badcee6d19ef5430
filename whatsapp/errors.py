"""Meta's error codes and what each means for the outbox. Decided on the code alone, never on status or text."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    RETRY = "retry"  # the same message again, later
    FAIL = "fail"  # final for this message
    STOP = "stop"  # nothing from this number goes out until somebody acts


@dataclass(frozen=True, slots=True)
class Policy:
    action: Action
    first_pause: float = 2  # seconds; doubled at every try
    longest_pause: float = 300
    tries: int = 12


FAIL, STOP = Policy(Action.FAIL), Policy(Action.STOP, first_pause=60, longest_pause=600)
MINUTES = Policy(Action.RETRY, first_pause=60, longest_pause=900)
POLICIES: dict[int, Policy] = {
    1: Policy(Action.RETRY, tries=2),
    2: Policy(Action.RETRY),
    4: MINUTES,
    80007: MINUTES,
    130429: Policy(Action.RETRY, first_pause=1, longest_pause=30, tries=50),
    131056: Policy(Action.RETRY, first_pause=1, longest_pause=256, tries=20),
    131000: Policy(Action.RETRY, tries=3),
    131016: Policy(Action.RETRY, tries=50),
    133004: Policy(Action.RETRY, tries=50),
    131057: Policy(Action.RETRY, first_pause=60, longest_pause=60, tries=30),
    132069: Policy(Action.RETRY, first_pause=3600, longest_pause=3600, tries=5),
    **dict.fromkeys(
        [0, 3, 10, 33, 190, 368, 131005, 131031, 131037, 131042, 131045, 131063, 131064, 133010, 134011], STOP
    ),
    **dict.fromkeys(range(200, 300), STOP),
}
# No answer at all, or one that is not Meta's: the service is down.
UNREACHABLE = Policy(Action.RETRY, first_pause=1, longest_pause=60, tries=200)


def policy_for(code: int) -> Policy:
    """What is not listed is final: repeating a request that was understood and refused helps nobody."""
    return POLICIES.get(code, FAIL)
