"""A conversation played against settings that nobody has saved: the bot's own thinking, without a customer. Nothing is
stored, sent or asked of the provider's system."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore

from chatbot.engine.languages import guess_language
from chatbot.engine.types import Action, Decision, Line, PastTurn, Snapshot
from chatbot.models import BotSettings
from chatbot.providers import is_model_configured
from chatbot.providers.embeddings import is_configured as has_embeddings
from chatbot.services.acting import team_of
from chatbot.services.assisting import Busy
from chatbot.services.budget import charge, exhausted
from chatbot.services.context import persona_of
from chatbot.services.thinking import think

MAX_TURNS, MAX_TEXT = 20, 1000
NAME = "Maria"
# Web processes have other things to do than to wait for a model.
_room = BoundedSemaphore(3)


@dataclass(frozen=True, slots=True)
class Played:
    """An earlier line of this rehearsal, with what came of it."""

    question: str
    answer: str = ""
    intent: str = ""
    reason: str = ""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    decision: Decision
    # Who would take over; empty where nobody does, or the default team.
    team: str
    is_handed_over: bool


def rehearse(line: str, *, earlier: Sequence[Played], bot: BotSettings) -> Step:
    """What the bot would do with this line. A model that is asked for it costs what it costs. Raises Busy."""
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        snapshot = _snapshot(line[:MAX_TEXT], earlier[-MAX_TURNS:], bot)
        decision = think(snapshot)
    finally:
        _room.release()
    charge(bot, decision.draft)
    is_handed_over = decision.action == Action.HAND_OVER
    team = team_of(decision, snapshot, bot) if is_handed_over else None
    return Step(decision, team.name if team else "", is_handed_over)


def _snapshot(line: str, earlier: Sequence[Played], bot: BotSettings) -> Snapshot:
    lines = [part for turn in earlier for part in (Line("customer", turn.question), Line("bot", turn.answer))]
    said = " ".join([*(turn.question for turn in earlier), line])
    return Snapshot(
        burst=(Line("customer", line),),
        lines=tuple(part for part in lines if part.text),
        past=tuple(PastTurn(turn.question, turn.intent, turn.reason, turn.sources) for turn in earlier),
        customer_name=NAME,
        language=guess_language(said),
        persona=persona_of(bot),
        never_say=tuple(bot.never_say.splitlines()),
        paused=exhausted(bot, None) if is_model_configured() or has_embeddings() else "",
    )
