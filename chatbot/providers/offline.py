"""Answers without any service: the best article, in its own words."""

from chatbot.engine.intents import guess_intent
from chatbot.engine.types import Action, Draft
from chatbot.providers.base import TurnRequest

# An article this unlikely says nothing about the matter either.
HINT = 0.3


class OfflineProvider:
    name = "offline"

    def answer(self, request: TurnRequest) -> Draft:
        snapshot = request.snapshot
        best = snapshot.candidates[0] if snapshot.candidates else None
        if best is None or best.score < HINT:
            return Draft("", guess_intent(snapshot.question), best.score if best else 0.0, Action.ANSWER)
        return Draft(
            reply=best.content,
            intent=best.intent,
            confidence=best.score,
            action=Action.ANSWER,
            sources=(best.id,),
            is_verbatim=True,
        )
