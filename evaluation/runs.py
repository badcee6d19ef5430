"""A run: both sets played in the house, and its figures."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conversations.models import Channel
from evaluation import scoring
from evaluation.calibration import brier, expected_error
from evaluation.figures import Figure
from evaluation.playing import Played, play_script, play_utterance
from evaluation.scoring import Pair, ScriptScore
from evaluation.sets import Script, Utterance

MEGABYTE = 1024
# What is aimed at: of conversations, of hand-overs missed or too early, of the gap between confidence and truth.
CONVERSATIONS, HAND_OVERS, CALIBRATION = 0.90, 0.03, 0.05


@dataclass(slots=True)
class Run:
    pairs: list[Pair]
    scripts: list[ScriptScore]
    turns: list[Played]

    @property
    def provider(self) -> str:
        used = {played.provider for played in self.turns} - {"rules", ""}
        return "+".join(sorted(used)) or "rules"


def play(utterances: Sequence[Utterance], scripts: Sequence[Script]) -> Run:
    channel, _ = Channel.objects.get_or_create(external_id="evaluation", defaults={"name": "Evaluation"})
    pairs = [(utterance, play_utterance(channel, utterance)) for utterance in utterances]
    played = [(script, play_script(channel, script)) for script in scripts]
    scores = [scoring.check_script(script, turns) for script, turns in played]
    return Run(pairs, scores, [p for _, p in pairs] + [turn for _, turns in played for turn in turns])


def figures_of(run: Run, price: float) -> list[Figure]:
    return [*_quality(run), *_people(run), *_truth(run), *_cost(run, price)]


def _quality(run: Run) -> list[Figure]:
    return [
        Figure("utterances", len(run.pairs)),
        Figure("intent right", scoring.intent_share(run.pairs), 0.92),
        Figure("article first", scoring.retrieval(run.pairs, 1)),
        Figure("article among three", scoring.retrieval(run.pairs, 3), 0.90),
        Figure("wrong article sent", len(scoring.answered_wrongly(run.pairs)) / max(1, len(run.pairs))),
        Figure("conversations", len(run.scripts)),
        Figure("conversations right", scoring.share(s.is_right for s in run.scripts), CONVERSATIONS),
    ]


def _people(run: Run) -> list[Figure]:
    wishes = [p for p in run.pairs if p[0].intent == scoring.HUMAN]
    others = [p for p in run.pairs if p[0].intent != scoring.HUMAN]
    needing = [p for p in run.pairs if p[0].needs_person]
    sparing = [p for p in run.pairs if not p[0].needs_person]
    return [
        _at_most("wish for a person missed", len(scoring.wishes_missed(wishes)) / max(1, len(wishes)), 0.02),
        _at_most("wish seen where none is", len(scoring.wishes_imagined(others)) / max(1, len(others)), 0.02),
        _at_most("hand-over missed", len(scoring.hand_overs_missed(needing)) / max(1, len(needing)), HAND_OVERS),
        _at_most("hand-over too early", len(scoring.hand_overs_early(sparing)) / max(1, len(sparing)), HAND_OVERS),
    ]


def _truth(run: Run) -> list[Figure]:
    sure = scoring.sureness(run.pairs)
    return [
        _at_most("answers with invented facts", len(scoring.inventions(run.turns)), 0),
        _at_most("calibration error", expected_error(sure), CALIBRATION),
        Figure("Brier score", brier(sure), at_least=False),
        Figure("turns with an error", sum(bool(p.error) for p in run.turns), at_least=False),
    ]


def _cost(run: Run, price: float) -> list[Figure]:
    wall = sorted(p.seconds * 1000 for p in run.turns)
    work = sorted(p.cpu * 1000 for p in run.turns)
    tokens = sum(p.tokens for p in run.turns)
    found = [
        # By the processor's clock, which other work on the machine changes little.
        _at_most("work a turn, 95 %", work[int(len(work) * 0.95)], 50, "ms"),
        Figure("work a turn, most", work[-1], at_least=False, unit="ms"),
        Figure("time a turn, median", statistics.median(wall), at_least=False, unit="ms"),
        Figure("time a turn, 95 %", wall[int(len(wall) * 0.95)], at_least=False, unit="ms"),
        _at_most("memory of the process", memory_mb(), 150, "MB"),
        Figure("model calls a turn", sum(p.calls for p in run.turns) / max(1, len(run.turns)), at_least=False),
        Figure("tokens a turn", tokens / max(1, len(run.turns)), at_least=False),
    ]
    return [*found, Figure("cost of a thousand turns", tokens / len(run.turns) * price / 1000)] if price else found


def _at_most(name: str, value: float, aim: float, unit: str = "") -> Figure:
    return Figure(name, value, aim, at_least=False, unit=unit)


def memory_mb() -> float:
    """This process's own share (PSS); 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / MEGABYTE for line in lines if line.startswith("Pss:"))
