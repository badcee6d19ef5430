"""How a customer's matter stands after a turn: asked, answered, or confirmed by the customer in so many words."""

from chatbot.engine import moods
from chatbot.engine.text import word_set, words
from chatbot.engine.types import Action, Decision, Reason

NOTHING, ASKED, ANSWERED, CONFIRMED = "", "asked", "answered", "confirmed"
# "Ok" says that it was read, not that it helped.
READ = word_set("certo entendi entendido combinado ok okay okk beleza legal joia massa")
HELPED = moods.THANKS - READ
NO = word_set("nao nem no not ainda")
WORKED = word_set("resolvido resolveu funcionou ajudou consegui deu")
NEAR = 2


def standing_after(before: str, decision: Decision, question: str) -> str:
    if decision.action == Action.HAND_OVER:
        return ASKED
    if decision.reason == Reason.SMALL_TALK:
        return CONFIRMED if before == ANSWERED and _says_that_it_helped(decision, question) else before
    return ANSWERED if _answers(decision) else ASKED


def _answers(decision: Decision) -> bool:
    """A question back is none, nor is one for what a tool needs."""
    if decision.reason == Reason.KNOWN:
        return bool(decision.sources or (decision.draft and decision.draft.sources))
    if decision.reason == Reason.EARLIER:
        return True
    return decision.reason == Reason.TOOL and not (decision.slots or {}).get("asking")


def _says_that_it_helped(decision: Decision, question: str) -> bool:
    """Thanks, or that it works. A bare "yes" to "not solved?" says neither."""
    if decision.intent not in ("thanks", "goodbye") or moods.denies(question):
        return False
    said = words(question)
    failed = any(word in NO and WORKED & set(said[at + 1 : at + 1 + NEAR]) for at, word in enumerate(said))
    return not failed and not HELPED.isdisjoint(said)
