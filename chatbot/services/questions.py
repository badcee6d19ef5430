"""A question put to the bot directly: the same thinking as in a turn, and nothing is sent or written."""

from dataclasses import dataclass, field
from typing import Any

from chatbot.engine.text import guess_language
from chatbot.engine.types import Action, Decision, Line, PastTurn, Snapshot
from chatbot.models import BotSettings
from chatbot.providers import is_model_configured
from chatbot.services.budget import charge, exhausted
from chatbot.services.context import context_start, past_turns, persona_of
from chatbot.services.thinking import think
from conversations.models import Conversation

HISTORY = 20
MAX_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    response: str
    intent: str
    confidence: float
    should_transfer: bool
    sources: list[dict[str, object]] = field(default_factory=list)


def answer_question(
    *, conversation: Conversation | None, message: str, context: dict[str, Any] | None = None
) -> Answer:
    """What the bot would say. `context` may carry `customer_name`, `language` and `history` (objects with
    `question`, `intent` and `reason`); what it does not carry comes from the conversation. Never raises for odd
    content in `context`."""
    given = context if isinstance(context, dict) else {}
    text = message[:MAX_TEXT]
    bot = BotSettings.load()
    snapshot = Snapshot(
        burst=(Line(author="customer", text=text),),
        past=_past(conversation, given),
        customer_name=_text(given.get("customer_name")) or (conversation.customer.name if conversation else ""),
        language=_text(given.get("language")) or guess_language(text),
        persona=persona_of(bot),
        never_say=tuple(bot.never_say.splitlines()),
        paused=exhausted(bot, None) if is_model_configured() else "",
    )
    decision = think(snapshot)
    charge(bot, decision.draft)
    return _as_answer(decision)


def _past(conversation: Conversation | None, given: dict[str, Any]) -> tuple[PastTurn, ...]:
    history = given.get("history")
    if isinstance(history, list):
        items = [item for item in history[-HISTORY:] if isinstance(item, dict)]
        return tuple(
            PastTurn(_text(item.get("question")), _text(item.get("intent")), _text(item.get("reason")))
            for item in items
        )
    return past_turns(conversation, context_start(conversation)) if conversation else ()


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _as_answer(decision: Decision) -> Answer:
    return Answer(
        response=decision.text,
        intent=decision.intent,
        confidence=round(min(1.0, max(0.0, decision.confidence)), 3),
        should_transfer=decision.action == Action.HAND_OVER,
        sources=[candidate.source for candidate in decision.sources],
    )
