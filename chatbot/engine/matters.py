"""What a conversation is about where the last words do not say: "a person, please" after a question about the bill."""

from chatbot.engine.intents import guess_intent
from chatbot.engine.similarity import shares_matter
from chatbot.engine.types import Snapshot
from chatbot.engine.understanding import OFF_TOPIC, OTHER, understand

# A matter is known by these only through what else was said.
GENERIC = ("human", "complaint", "greeting", "thanks", "goodbye", OTHER, OFF_TOPIC, "")
LIKELY = 0.2


def matter_of(snapshot: Snapshot, intent: str) -> str:
    """The intent itself where it tells; else what these words, and then what earlier ones, are about."""
    if intent not in GENERIC:
        return intent
    return _in_words(snapshot.question) or _before(snapshot)


def is_follow_up(question: str, earlier: str) -> bool:
    """Another question on the same article, not the same one in other words."""
    return not shares_matter(question, earlier)


def _in_words(text: str) -> str:
    guessed = guess_intent(text)
    if guessed != OTHER:
        return guessed
    chances = {intent: chance for intent, chance in understand(text).chances.items() if intent not in GENERIC}
    best = max(chances, key=lambda intent: chances[intent])
    return best if chances[best] >= LIKELY else ""


def _before(snapshot: Snapshot) -> str:
    matters = [turn.intent for turn in snapshot.past if turn.intent not in GENERIC]
    return matters[-1] if matters else ""
