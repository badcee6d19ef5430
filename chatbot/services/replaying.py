"""What customers lately asked, asked once more: of the settings that hold, and of others that nobody has saved.
Nothing is stored or sent; a model that is asked for it costs what it costs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chatbot.models import BotSettings, Turn
from chatbot.providers import is_model_configured
from chatbot.services.rehearsing import Played, Step, rehearse

# Each of them is as much work as two turns.
MOST, MOST_WITH_MODEL, SECONDS = 15, 4, 40
# What the provider's system, a file or an earlier conversation had a part in cannot be played without them.
BEYOND = ("tool", "tool_failed", "identity", "earlier", "media", "data", "error", "provider")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it then, and what would by the settings that hold and by those that are tried."""

    turn: Turn
    held: Step
    tried: Step

    @property
    def is_changed(self) -> bool:
        return _told(self.held) != _told(self.tried)


def replay(bot: BotSettings, *, until: datetime) -> list[Replayed]:
    """The latest before this moment, newest first; fewer where they take their time. Raises Busy."""
    turns, held = _latest(until), BotSettings.load()
    before = _earlier(turns)
    ends, played = time.monotonic() + SECONDS, []
    for turn in turns:
        if time.monotonic() > ends:
            break
        steps = [rehearse(turn.question, earlier=_past(turn, before), bot=one) for one in (held, bot)]
        played.append(Replayed(turn, *steps))
    return played


def _latest(until: datetime) -> list[Turn]:
    most = MOST_WITH_MODEL if is_model_configured() else MOST
    told = (Turn.Outcome.ANSWERED, Turn.Outcome.HANDED_OVER)
    found = Turn.objects.filter(state=Turn.State.DONE, outcome__in=told, created_at__lt=until).exclude(question="")
    return list(found.exclude(reason__in=BEYOND).exclude(stay=None).order_by("-created_at", "-pk")[:most])


def _earlier(turns: Sequence[Turn]) -> dict[int | None, list[Turn]]:
    """All turns of their stays, in order."""
    rows: dict[int | None, list[Turn]] = {}
    stays = {turn.stay_id for turn in turns}
    for row in Turn.objects.filter(stay__in=stays, state=Turn.State.DONE).order_by("created_at", "pk"):
        rows.setdefault(row.stay_id, []).append(row)
    return rows


def _past(turn: Turn, before: dict[int | None, list[Turn]]) -> list[Played]:
    """What was said in the same stay until then. What the bot's words were is not asked: it goes by what it did."""
    rows = [row for row in before.get(turn.stay_id, []) if (row.created_at, row.pk) < (turn.created_at, turn.pk)]
    return [
        Played(
            row.question, "", row.intent, row.reason, tuple(source["id"] for source in row.sources if source.get("id"))
        )
        for row in rows
    ]


def _told(step: Step) -> tuple[object, ...]:
    """What a customer would notice. A model finds other words each time: of those the article counts."""
    decision = step.decision
    text = "" if decision.draft and decision.draft.provider == "openai" else decision.text
    return step.is_handed_over, step.team, decision.reason, [source.id for source in decision.sources[:1]], text
