"""Answers without any service: the best article, in its own words; small talk and wishes as learnt from examples."""

from django.utils import timezone

from chatbot.engine.asides import matter_part
from chatbot.engine.earlier import asked_about, earlier_text
from chatbot.engine.text import words
from chatbot.engine.texts import say
from chatbot.engine.types import Action, Draft, Reason, Snapshot
from chatbot.engine.understanding import Understanding, understand
from chatbot.engine.wishes import refuses_human, seeks_work, wants_joke
from chatbot.providers.base import TurnRequest

# What the rules, which come first, did not recognise by its words: from which chance on it is acted upon.
HAND_OVERS = {"human": (Reason.HUMAN, 0.6), "complaint": (Reason.COMPLAINT, 0.7)}
SMALL_TALK = {"thanks": 0.7, "goodbye": 0.7, "greeting": 0.7}
GREETED_AGAIN = "greeting_again"
SURE = 0.9
SHORT = 6  # small talk has few words


class OfflineProvider:
    name = "offline"

    def answer(self, request: TurnRequest) -> Draft:
        snapshot = request.snapshot
        known = understand(matter_part(snapshot.question))
        return (
            _hand_over(snapshot, known)
            or _small_talk(snapshot, known)
            or _earlier(snapshot)
            or _article(snapshot, known)
        )


def _hand_over(snapshot: Snapshot, known: Understanding) -> Draft | None:
    reason, needed = HAND_OVERS.get(known.intent, (None, 1.0))
    if reason is None or known.chance < needed or _is_misheard(reason, snapshot.question):
        return None
    if reason == Reason.COMPLAINT and not snapshot.persona.hands_over_anger:
        return None
    return Draft("", known.intent, known.chance, Action.HAND_OVER, cause=reason)


def _is_misheard(reason: Reason, question: str) -> bool:
    is_else = wants_joke(question) if reason == Reason.COMPLAINT else seeks_work(question)
    return is_else or refuses_human(question)


def _small_talk(snapshot: Snapshot, known: Understanding) -> Draft | None:
    if known.chance < SMALL_TALK.get(known.intent, 1.0) or len(words(snapshot.question)) > SHORT:
        return None
    key = GREETED_AGAIN if known.intent == "greeting" else known.intent
    reply = say(key, snapshot.language)
    return Draft(reply, known.intent, known.chance, Action.ANSWER, cause=Reason.SMALL_TALK)


def _earlier(snapshot: Snapshot) -> Draft | None:
    meant = asked_about(snapshot.question, snapshot.earlier, timezone.localdate())
    if meant is None:
        return None
    reply = earlier_text(meant, snapshot.language)
    return Draft(reply, meant.intent or "other", SURE, Action.ANSWER, cause=Reason.EARLIER)


def _article(snapshot: Snapshot, known: Understanding) -> Draft:
    best = snapshot.candidates[0] if snapshot.candidates else None
    if best is None or best.score < snapshot.persona.answer_from:
        return Draft("", known.intent, best.score if best else 0.0, Action.ANSWER)
    return Draft(
        reply=best.content,
        intent=best.intent,
        confidence=best.score,
        action=Action.ANSWER,
        sources=(best.id,),
        is_verbatim=True,
    )
