"""The way from a customer's line to the tools."""

import structlog

from chatbot.engine.types import Decision, Snapshot
from chatbot.tools.outcomes import tell
from chatbot.tools.slots import Slots
from chatbot.tools.talk import Skills, Talk
from chatbot.tools.wants import WANTS
from isp.exceptions import Misconfigured
from isp.services import adapter

log = structlog.get_logger(__name__)
# For a call that began in time: with it the turn still ends within 25 s.
GRACE = 5.0
SKILLS = Skills(wants=WANTS, tell=tell)


def talk_of(snapshot: Snapshot) -> Talk | None:
    """Null where there are no tools."""
    if snapshot.account is None:
        return None
    try:
        system = adapter(deadline=snapshot.account.deadline + GRACE)
    except Misconfigured as error:
        log.error("provider's system misconfigured", error=str(error))
        return None
    return Talk(snapshot, snapshot.account, system, SKILLS) if system else None


def converse(snapshot: Snapshot) -> Decision | None:
    """What the tools have to say; null when it is not theirs."""
    talk = talk_of(snapshot)
    return talk.step() if talk else None


def is_pending(snapshot: Snapshot) -> bool:
    """Something was asked, and what comes now is most probably the answer."""
    return snapshot.account is not None and bool(Slots.read(snapshot.account.slots).asking)
