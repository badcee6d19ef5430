"""The rules that come before any search or model: what they recognise is certain enough to act upon."""

import re
from collections.abc import Callable

from chatbot.engine import moods
from chatbot.engine.dangers import is_in_danger, threatens_violence
from chatbot.engine.decisions import answer, hand_over, silent
from chatbot.engine.demands import demands_favour, matter_of_favour
from chatbot.engine.disguise import is_in_foreign_letters
from chatbot.engine.intents import guess_intent
from chatbot.engine.others import asks_of_others
from chatbot.engine.similarity import is_same_question
from chatbot.engine.text import has_phrase, words
from chatbot.engine.texts import greeting_text, say
from chatbot.engine.types import Decision, Reason, Snapshot
from chatbot.engine.wishes import wants_human

Rule = Callable[[Snapshot], Decision | None]
# Nothing that anybody waits to be answered.
MUTE_TYPES = frozenset(("reaction", "system"))
IDENTITY = ("voce e um robo", "voce e robo", "e um robo", "e robo", "e uma ia", "quem e voce", "are you a bot")
# After so many turns without a person, two machines are probably talking.
MAX_TURNS = 25
MAX_GREETINGS = 2
# A postal code, a CPF or a CNPJ.
DATA = re.compile(r"(?<!\d)(?:\d{5}-?\d{3}|\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2})(?!\d)")
OFFERS = (Reason.UNKNOWN, Reason.MEDIA, Reason.EARLIER, Reason.NOT_GRANTED, Reason.PRIVATE, Reason.OFF_TOPIC)
MATTERS = (Reason.KNOWN, Reason.UNKNOWN, Reason.EARLIER)


def decide_by_rule(snapshot: Snapshot) -> Decision | None:
    """The decision of the first rule that applies; null when the text must be understood."""
    return next((decision for rule in RULES if (decision := rule(snapshot))), None)


def _danger(s: Snapshot) -> Decision | None:
    """No switch turns this off."""
    if is_in_danger(s.own_words):
        return hand_over(s, Reason.DANGER, "other")
    return hand_over(s, Reason.COMPLAINT, "complaint") if threatens_violence(s.own_words) else None


def _foreign_letters(s: Snapshot) -> Decision | None:
    return hand_over(s, Reason.LANGUAGE, "other") if is_in_foreign_letters(s.own_words) else None


def _nothing_said(s: Snapshot) -> Decision | None:
    spoken = [line for line in s.burst if line.type not in MUTE_TYPES]
    is_emoji = all(line.type == "text" and not words(line.text) and "?" not in line.text for line in spoken)
    return silent() if is_emoji else None


def _human(s: Snapshot) -> Decision | None:
    return hand_over(s, Reason.HUMAN, "human") if wants_human(s.question) else None


def _legal(s: Snapshot) -> Decision | None:
    if not s.persona.hands_over_legal:
        return None
    return hand_over(s, Reason.LEGAL, "complaint") if moods.threatens(s.question) else None


def _cancellation(s: Snapshot) -> Decision | None:
    if not s.persona.hands_over_cancellation:
        return None
    return hand_over(s, Reason.CANCELLATION, "cancellation") if moods.cancels(s.question) else None


def _complaint(s: Snapshot) -> Decision | None:
    if not s.persona.hands_over_anger:
        return None
    return hand_over(s, Reason.COMPLAINT, "complaint") if moods.is_angry(s.question) else None


def _media(s: Snapshot) -> Decision | None:
    """The bot cannot look at it: it asks for words once, then a person looks."""
    if s.question:
        return None
    if any(turn.reason == Reason.MEDIA for turn in s.past):
        return hand_over(s, Reason.MEDIA, "other")
    return answer(say("type_it", s.language), Reason.MEDIA, "other", 0.9)


def _reply_to_offer(s: Snapshot) -> Decision | None:
    """ "Sim" to "shall I call a person?", "não" to "did this help?"."""
    if s.last is None:
        return None
    if s.last.reason in OFFERS and moods.is_assent(s.question):
        return hand_over(s, Reason.HUMAN, "human")
    if s.last.reason == Reason.KNOWN and moods.denies(s.question):
        return hand_over(s, Reason.NOT_HELPED, s.last.intent)
    if s.last.reason == Reason.KNOWN and moods.is_assent(s.question):
        return answer(say("thanks", s.language), Reason.SMALL_TALK, "thanks", 0.8)
    return None


def _gives_data(s: Snapshot) -> Decision | None:
    """After an answer that asked for it: a postal code, a place or a document is for a person to look up."""
    if s.last is None or s.last.reason != Reason.KNOWN:
        return None
    is_data = DATA.search(s.question) or any(line.type == "location" for line in s.burst)
    return hand_over(s, Reason.DATA, s.last.intent) if is_data else None


def _favour(s: Snapshot) -> Decision | None:
    """The bot grants nothing. It says so and offers a person; who goes on is handed over."""
    if not demands_favour(s.own_words):
        return None
    return _once(s, Reason.NOT_GRANTED, matter_of_favour(s.own_words))


def _others(s: Snapshot) -> Decision | None:
    return _once(s, Reason.PRIVATE, "other") if asks_of_others(s.own_words) else None


def _once(s: Snapshot, reason: Reason, intent: str) -> Decision:
    if any(turn.reason == reason for turn in s.past):
        return hand_over(s, reason, intent)
    return answer(say(f"{reason}_offer", s.language), reason, intent, 0.9)


def _small_talk(s: Snapshot) -> Decision | None:
    if moods.is_goodbye(s.question):
        return answer(say("goodbye", s.language), Reason.SMALL_TALK, "goodbye", 0.95)
    if moods.is_thanks(s.question):
        return answer(say("thanks", s.language), Reason.SMALL_TALK, "thanks", 0.95)
    if has_phrase(words(s.question), IDENTITY):
        return answer(say("identity", s.language), Reason.SMALL_TALK, "other", 0.9)
    return None


def _greeting(s: Snapshot) -> Decision | None:
    if not moods.is_greeting(s.question):
        return None
    greeted = sum(turn.intent == "greeting" for turn in s.past)
    if greeted >= MAX_GREETINGS:
        return hand_over(s, Reason.UNKNOWN, "other")
    text = say("greeting_again", s.language) if greeted else greeting_text(s)
    return answer(text, Reason.SMALL_TALK, "greeting", 0.98)


def _asked_twice(s: Snapshot) -> Decision | None:
    same = (turn for turn in s.past if turn.reason in MATTERS and is_same_question(turn.question, s.question))
    earlier = next(same, None)
    return hand_over(s, Reason.REPEATED, earlier.intent or guess_intent(s.question)) if earlier else None


def _too_long(s: Snapshot) -> Decision | None:
    return hand_over(s, Reason.UNKNOWN, "other") if len(s.past) >= MAX_TURNS else None


# Danger before all. Threats and cancellations before the wish for a person: they say more about who should take over.
RULES: tuple[Rule, ...] = (
    *(_danger, _foreign_letters, _nothing_said, _legal, _cancellation, _human, _complaint, _favour, _others),
    *(_gives_data, _media, _too_long, _reply_to_offer, _small_talk, _greeting, _asked_twice),
)
