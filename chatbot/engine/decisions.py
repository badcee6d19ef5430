"""Making decisions."""

from dataclasses import replace

from chatbot.engine.languages import foreign_language
from chatbot.engine.matters import is_follow_up, matter_of
from chatbot.engine.notes import note
from chatbot.engine.texts import say
from chatbot.engine.types import Action, Candidate, Decision, Draft, PastTurn, Reason, Snapshot
from chatbot.engine.understanding import is_off_topic

CERTAIN = 0.95
MISSES = (Reason.UNKNOWN, Reason.OFF_TOPIC)


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
        matter=matter_of(snapshot, intent),
        team_id=best.team_id if best and best.score >= snapshot.persona.answer_from else None,
    )


def settle(snapshot: Snapshot, draft: Draft) -> Decision:
    """What becomes of a provider's draft: it must be sure, stand on articles, and not repeat itself."""
    sources = tuple(candidate for candidate in snapshot.candidates if candidate.id in draft.sources)
    if draft.action == Action.HAND_OVER:
        cause = draft.cause or Reason.PROVIDER
        decision = hand_over(snapshot, cause, draft.intent, confidence=draft.confidence, why=draft.reason)
    elif draft.cause == Reason.SMALL_TALK:
        decision = answer(draft.reply, Reason.SMALL_TALK, draft.intent, draft.confidence)
    elif draft.cause == Reason.EARLIER:
        decision = answer(draft.reply, Reason.EARLIER, draft.intent, draft.confidence)
    elif draft.confidence < snapshot.persona.answer_from or not _is_grounded(draft, sources):
        decision = _do_not_know(snapshot, draft)
    elif draft.is_verbatim and (asked := _sent_upon(snapshot, sources)):
        decision = _point_back(snapshot, draft, asked)
    else:
        decision = answer(
            _with_way_out(draft, snapshot, sources), Reason.KNOWN, draft.intent, draft.confidence, sources
        )
    return replace(decision, sources=sources, draft=draft)


def _is_grounded(draft: Draft, sources: tuple[Candidate, ...]) -> bool:
    """Facts come from articles; a question back needs none."""
    return bool(draft.reply.strip()) and (bool(sources) or draft.reply.rstrip().endswith("?"))


def _sent_upon(snapshot: Snapshot, sources: tuple[Candidate, ...]) -> list[PastTurn]:
    """The turns in which the article was sent already."""
    ids = {candidate.id for candidate in sources}
    return [turn for turn in snapshot.past if turn.reason == Reason.KNOWN and ids & set(turn.sources)]


def _point_back(snapshot: Snapshot, draft: Draft, asked: list[PastTurn]) -> Decision:
    """Another question that the same article answers is no repetition: it is pointed to, once. After that, and for
    the same question in other words, a person comes."""
    if len(asked) > 1 or not is_follow_up(snapshot.question, asked[-1].question):
        return hand_over(snapshot, Reason.REPEATED, draft.intent, confidence=draft.confidence)
    return answer(say("above", snapshot.language), Reason.KNOWN, draft.intent, draft.confidence)


def _do_not_know(snapshot: Snapshot, draft: Draft) -> Decision:
    """Once it asks for other words, or says what it is for, and offers a person; the second time, when it has no idea,
    or where it would ask in a language that is not the customer's, a person comes."""
    if foreign_language(snapshot.question):
        return hand_over(snapshot, Reason.LANGUAGE, draft.intent, confidence=draft.confidence)
    reason, words = (Reason.UNKNOWN, "rephrase")
    if is_off_topic(snapshot.question):
        reason, words = (Reason.OFF_TOPIC, "off_topic_offer")
    misses = [turn for turn in snapshot.past if turn.reason in MISSES]
    if misses or draft.confidence < snapshot.persona.hand_over_from:
        was_unknown = any(turn.reason == Reason.UNKNOWN for turn in misses)
        why = Reason.UNKNOWN if was_unknown else reason
        return hand_over(snapshot, why, draft.intent, confidence=draft.confidence)
    return answer(say(words, snapshot.language), reason, draft.intent, draft.confidence)


def _with_way_out(draft: Draft, snapshot: Snapshot, sources: tuple[Candidate, ...]) -> str:
    """An article's own words may not say how to reach a person, and may be in another language than the customer's."""
    reply = draft.reply.strip()
    if not draft.is_verbatim:
        return reply
    if snapshot.language == "en" and any(source.language == "pt-br" for source in sources):
        reply = f"{say('only_portuguese', snapshot.language)}\n\n{reply}"
    if say("keyword", snapshot.language) in reply:
        return reply
    return f"{reply}\n\n{say('footer', snapshot.language)}"
