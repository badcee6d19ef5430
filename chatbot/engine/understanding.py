"""What a text is about, as far as the bot can tell: what was learnt from examples, and single telling words."""

from dataclasses import dataclass

from chatbot.engine.classifier import probabilities
from chatbot.engine.intents import guess_intent

OTHER = "other"
WORDS_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Understanding:
    chances: dict[str, float]

    @property
    def intent(self) -> str:
        return max(self.chances, key=lambda intent: self.chances[intent])

    @property
    def chance(self) -> float:
        return self.chances[self.intent]

    def of(self, intent: str) -> float:
        """Of an intent that an installation added nothing is known: neither for nor against."""
        return self.chances.get(intent, 1 / len(self.chances))


def understand(text: str) -> Understanding:
    chances = probabilities(text)
    guessed = guess_intent(text)
    if guessed != OTHER:
        chances = {intent: chance * (1 - WORDS_SHARE) for intent, chance in chances.items()}
        chances[guessed] = chances.get(guessed, 0.0) + WORDS_SHARE
    return Understanding(chances)
