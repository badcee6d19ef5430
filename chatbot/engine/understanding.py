"""What a text is about, as far as the bot can tell: what was learnt from examples, and single telling words."""

import re
from dataclasses import dataclass

from chatbot.engine.classifier import probabilities
from chatbot.engine.intents import guess_intent
from chatbot.engine.similarity import CHATTER
from chatbot.engine.text import word_set, words

OTHER = "other"
# Learnt apart from what is nobody else's but ours to answer, and told as "other" all the same.
OFF_TOPIC = "off_topic"
WORDS_SHARE = 0.15
# From which chance on a question that no article answers is said to be none of ours.
SURELY_ELSE = 0.6
# "Aquele negócio": it may well be ours.
VAGUE = word_set("coisa coisas negocio aquele aquela aquilo isso entao sabe sei problema thing something that")
FEWEST = 2
# A protocol, a phone, a document: about somebody's contract.
NUMBERED = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Understanding:
    chances: dict[str, float]

    @property
    def intent(self) -> str:
        return max(self.totals, key=lambda intent: self.totals[intent])

    @property
    def chance(self) -> float:
        return self.totals[self.intent]

    @property
    def totals(self) -> dict[str, float]:
        rest = {intent: chance for intent, chance in self.chances.items() if intent != OFF_TOPIC}
        return {**rest, OTHER: rest.get(OTHER, 0.0) + self.chances.get(OFF_TOPIC, 0.0)}

    def of(self, intent: str) -> float:
        """That an article of this intent answers. Of an intent that an installation added nothing is known: neither
        for nor against."""
        return self.chances.get(intent, 1 / len(self.chances))


def is_off_topic(text: str) -> bool:
    """Small talk, homework, investments, a part to be played: nobody's here to answer."""
    said = set(words(text)) - CHATTER
    if len(said) < FEWEST or VAGUE & said or NUMBERED.search(text):
        return False
    return understand(text).chances.get(OFF_TOPIC, 0.0) >= SURELY_ELSE


def understand(text: str) -> Understanding:
    chances = probabilities(text)
    guessed = guess_intent(text)
    if guessed != OTHER:
        chances = {intent: chance * (1 - WORDS_SHARE) for intent, chance in chances.items()}
        chances[guessed] = chances.get(guessed, 0.0) + WORDS_SHARE
    return Understanding(chances)
