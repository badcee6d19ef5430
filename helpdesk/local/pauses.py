"""How long to wait before a part that died is started again, and when to give it up."""

import signal
from dataclasses import dataclass

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
STEADY_SECONDS = 30.0  # a death after so long is a new story
DEATHS = 10  # in one story: about a minute and a half of trying


@dataclass
class Pauses:
    deaths: int = 0

    def after(self, lived: float) -> float:
        self.deaths = 1 if lived >= STEADY_SECONDS else self.deaths + 1
        return min(FIRST_PAUSE * 2.0 ** (self.deaths - 1), LONGEST_PAUSE)

    @property
    def is_hopeless(self) -> bool:
        return self.deaths >= DEATHS


def ending(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    known = {number.value: number.name for number in signal.Signals}
    return f"was ended by {known.get(-code, f'signal {-code}')}"
