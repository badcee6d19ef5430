"""Making decisions, and the agent's note that goes with a hand-over."""

from dataclasses import replace

from chatbot.engine.texts import say
from chatbot.engine.types import Action, Candidate, Decision, Draft, Reason, Snapshot

QUOTE = 280
CERTAIN = 0.95


def silent() -> Decision:
    return Decision(action=Action.SILENT, reason=Reason.NOTHING_SAID, intent="other", confidence=1.0)


def answer(text: str, reason: Reason, intent: str, confidence: float, sources: tuple[Candidate, ...] = ()) -> Decision:
    return Decision(
        action=Action.ANSWER, reason=reason, intent=intent, confidence=confidence, text=text, sources=sources
    )


def hand_over(
    snapshot: Snapshot, reason: Reason, intent: str, *, confidence: float = CERTAIN, why: str = ""
) -> Decision:
    best = snapshot.candidates[0] if snapshot.candidates else None
    return Decision(
        action=Action.HAND_OVER,
        reason=reason,
        intent=intent,
        confidence=confidence,
        text=say(reason, snapshot.language),
        note=note(snapshot, reason, why),
        team_id=best.team_id if best and best.score >= snapshot.persona.answer_from else None,
    )


# For agents, hence in the company's language.
WHY = {
    Reason.HUMAN: "Pediu para falar com uma pessoa.",
    Reason.COMPLAINT: "Está insatisfeito.",
    Reason.LEGAL: "Falou em medidas legais ou órgão de defesa.",
    Reason.CANCELLATION: "Quer cancelar.",
    Reason.MEDIA: "Enviou mídia que o bot não consegue ver.",
    Reason.DATA: "Enviou dados (endereço ou documento) que uma pessoa precisa conferir.",
    Reason.REPEATED: "Perguntou a mesma coisa de novo: a resposta do bot não bastou.",
    Reason.UNKNOWN: "O bot não soube responder.",
    Reason.NOT_HELPED: "A resposta do bot não ajudou.",
    Reason.PROVIDER: "O bot achou melhor passar para uma pessoa.",
    Reason.ERROR: "O bot teve um erro e não respondeu.",
}


def note(snapshot: Snapshot, reason: Reason, why: str = "") -> str:
    """What is wanted and what was tried, in three short lines."""
    parts = [why or WHY.get(reason, "")]
    if wanted := _wanted(snapshot):
        parts.append(f"Cliente: “{wanted}”")
    tried = [turn.question for turn in snapshot.past if turn.reason == Reason.KNOWN and turn.question]
    if tried:
        parts.append(f"O bot já respondeu a: “{_short(tried[-1])}”")
    return "\n".join(part for part in parts if part)


def _wanted(snapshot: Snapshot) -> str:
    """The latest words; when they only ask for a person, the matter before them too."""
    earlier = [turn.question for turn in snapshot.past if turn.reason in (Reason.KNOWN, Reason.UNKNOWN)]
    said = [*earlier[-1:], snapshot.question] if len(snapshot.question.split()) < 6 else [snapshot.question]  # noqa: PLR2004
    return _short(" / ".join(part for part in said if part))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE else f"{line[: QUOTE - 1]}…"


def settle(snapshot: Snapshot, draft: Draft) -> Decision:
    """What becomes of a provider's draft: it must be sure, stand on articles, and not repeat itself."""
    sources = tuple(candidate for candidate in snapshot.candidates if candidate.id in draft.sources)
    if draft.action == Action.HAND_OVER:
        cause = draft.cause or Reason.PROVIDER
        decision = hand_over(snapshot, cause, draft.intent, confidence=draft.confidence, why=draft.reason)
    elif draft.cause == Reason.SMALL_TALK:
        decision = answer(draft.reply, Reason.SMALL_TALK, draft.intent, draft.confidence)
    elif draft.confidence < snapshot.persona.answer_from or not _is_grounded(draft, sources):
        decision = _do_not_know(snapshot, draft)
    elif draft.is_verbatim and _was_sent(snapshot, sources):
        decision = hand_over(snapshot, Reason.REPEATED, draft.intent, confidence=draft.confidence)
    else:
        decision = answer(_with_way_out(draft, snapshot), Reason.KNOWN, draft.intent, draft.confidence, sources)
    return replace(decision, sources=sources, draft=draft)


def _is_grounded(draft: Draft, sources: tuple[Candidate, ...]) -> bool:
    """Facts come from articles; a question back needs none."""
    return bool(draft.reply.strip()) and (bool(sources) or draft.reply.rstrip().endswith("?"))


def _was_sent(snapshot: Snapshot, sources: tuple[Candidate, ...]) -> bool:
    sent = {source for turn in snapshot.past if turn.reason == Reason.KNOWN for source in turn.sources}
    return any(candidate.id in sent for candidate in sources)


def _do_not_know(snapshot: Snapshot, draft: Draft) -> Decision:
    """Once it asks for other words and offers a person; the second time a person comes."""
    misses = [turn for turn in snapshot.past if turn.reason == Reason.UNKNOWN]
    if misses:
        return hand_over(snapshot, Reason.UNKNOWN, draft.intent, confidence=draft.confidence)
    return answer(say("rephrase", snapshot.language), Reason.UNKNOWN, draft.intent, draft.confidence)


def _with_way_out(draft: Draft, snapshot: Snapshot) -> str:
    """An article's own words may not say how to reach a person."""
    reply = draft.reply.strip()
    if not draft.is_verbatim or say("keyword", snapshot.language) in reply:
        return reply
    return f"{reply}\n\n{say('footer', snapshot.language)}"
