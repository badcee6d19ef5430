"""From a snapshot to a decision. Reads the knowledge and asks the provider; holds no lock, and writes nothing but
what the tools did."""

from dataclasses import replace

from chatbot.engine.decisions import settle
from chatbot.engine.rules import decide_by_rule
from chatbot.engine.types import Candidate, Decision, Reason, Snapshot
from chatbot.knowledge import find_candidates
from chatbot.providers import TurnRequest, draft_answer
from chatbot.tools.dialogue import converse, is_pending
from chatbot.tools.wishes import declines

FEW = 3
# Said in the middle of a dialogue, these end it.
FIRM = (Reason.HUMAN, Reason.LEGAL, Reason.CANCELLATION, Reason.COMPLAINT)


def think(snapshot: Snapshot) -> Decision:
    ruled = decide_by_rule(snapshot)
    if ruled and (ruled.reason in FIRM or not is_pending(snapshot)) and not _declines(snapshot):
        return ruled
    if decision := converse(snapshot) or ruled:
        return decision
    snapshot = replace(snapshot, candidates=tuple(_candidates(snapshot)))
    return settle(snapshot, draft_answer(TurnRequest(snapshot=snapshot)))


def _declines(snapshot: Snapshot) -> bool:
    """ "Cancela" to "shall I?" cancels the question, not the contract."""
    return is_pending(snapshot) and len(snapshot.question.split()) <= FEW and declines(snapshot.question)


def _candidates(snapshot: Snapshot) -> list[Candidate]:
    """After a question that was not understood, the new words may only complete it."""
    found = find_candidates(snapshot.question, language=snapshot.language)
    if snapshot.last is None or snapshot.last.reason != Reason.UNKNOWN or _best(found) >= snapshot.persona.answer_from:
        return found
    together = find_candidates(f"{snapshot.last.question} {snapshot.question}", language=snapshot.language)
    return max(found, together, key=_best)


def _best(candidates: list[Candidate]) -> float:
    return candidates[0].score if candidates else 0.0
