"""An API that is down is not told the whole queue: after some calls in a row to which no answer of Meta's came, the
number waits, longer each time, and then tries again with what is next. So an outage of an hour leaves a few messages
in doubt, and not all."""

import time
from dataclasses import dataclass

from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.models import BusinessNumber
from whatsapp.services import pacing

IN_A_ROW, LONGEST = 3, 60.0


@dataclass(slots=True)
class Trouble:
    count: int = 0
    rounds: int = 0
    ends_at: float = 0


_of: dict[int, Trouble] = {}


def note_trouble(channel_id: int) -> None:
    """What was under way when the pause began says nothing new."""
    trouble = _of.setdefault(channel_id, Trouble())
    if time.monotonic() < trouble.ends_at:
        return
    trouble.count += 1
    if trouble.count < IN_A_ROW and not trouble.rounds:
        return
    trouble.rounds += 1
    pause = min(LONGEST, 2.0**trouble.rounds)
    trouble.ends_at = time.monotonic() + pause
    pacing.brake(channel_id, seconds=pause)


def note_answer(channel_id: int) -> None:
    """Meta answered, whatever it said."""
    _of.pop(channel_id, None)


def nobody_there(number: BusinessNumber, client: GraphClient) -> NotReached | None:
    """After a pause it is asked first: what stays without an answer is then a question, and no message that is in
    doubt afterwards."""
    trouble = _of.get(number.channel_id)
    if trouble is None or not trouble.rounds:
        return None
    try:
        client.number(number.phone_number_id)
    except (NotReached, OutcomeUnknown) as error:
        return NotReached(f"asked before sending: {error}")
    except GraphError:
        pass  # an answer, whatever it says
    return None
