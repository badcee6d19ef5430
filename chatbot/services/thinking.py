"""From a snapshot to a decision. Reads the knowledge and asks the provider; writes nothing, holds no lock."""

from dataclasses import replace

from chatbot.engine.decisions import settle
from chatbot.engine.rules import decide_by_rule
from chatbot.engine.types import Candidate, Decision, Reason, Snapshot
from chatbot.knowledge import find_candidates
from chatbot.providers import TurnRequest, draft_answer


def think(snapshot: Snapshot) -> Decision:
    if decision := decide_by_rule(snapshot):
        return decision
    snapshot = replace(snapshot, candidates=tuple(_candidates(snapshot)))
    return settle(snapshot, draft_answer(TurnRequest(snapshot=snapshot)))


def _candidates(snapshot: Snapshot) -> list[Candidate]:
    """After a question that was not understood, the new words may only complete it."""
    found = find_candidates(snapshot.question, language=snapshot.language)
    if snapshot.last is None or snapshot.last.reason != Reason.UNKNOWN or _best(found) >= snapshot.persona.answer_from:
        return found
    together = find_candidates(f"{snapshot.last.question} {snapshot.question}", language=snapshot.language)
    return max(found, together, key=_best)


def _best(candidates: list[Candidate]) -> float:
    return candidates[0].score if candidates else 0.0
