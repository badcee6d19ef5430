"""A question put to the bot directly: the same thinking as in a turn, with its tools, and nothing is sent.

What the tools asked and learnt is kept only for a bot agent that has the conversation: it is its seat, and its answers
reach the customer. For anybody else each question stands alone, so that a try disturbs nothing of what the customer is
being asked.
"""

import base64
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from chatbot.engine.languages import guess_language
from chatbot.engine.types import Account, Action, Decision, Line, Part, PastTurn, Reason, Snapshot
from chatbot.models import BotSettings
from chatbot.providers import is_model_configured
from chatbot.providers.embeddings import is_configured as has_embeddings
from chatbot.services.budget import charge, exhausted
from chatbot.services.context import background_of, context_start, lines_after, past_turns, persona_of
from chatbot.services.dialogues import account_of, forget, remember
from chatbot.services.earlier import earlier_conversations
from chatbot.services.thinking import think
from conversations.models import Conversation, Status

HISTORY = 20
MAX_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    response: str
    intent: str
    confidence: float
    should_transfer: bool
    sources: list[dict[str, object]] = field(default_factory=list)
    # What belongs into messages of its own: a text to copy, or a file.
    parts: list[dict[str, str]] = field(default_factory=list)


def answer_question(
    *,
    conversation: Conversation | None,
    message: str,
    context: dict[str, Any] | None = None,
    by: User | None = None,
) -> Answer:
    """What the bot would say. `context` may carry `customer_name`, `language` and `history` (objects with
    `question`, `intent` and `reason`); what it does not carry comes from the conversation. Never raises for odd
    content in `context`."""
    given = context if isinstance(context, dict) else {}
    bot = BotSettings.load()
    snapshot = _snapshot(conversation, message[:MAX_TEXT], given, bot)
    start = context_start(conversation) if conversation else 0
    is_seated = conversation is not None and _is_seated(conversation, by)
    if conversation is not None:
        snapshot = replace(snapshot, account=_account(conversation, start, is_seated=is_seated))
    decision = think(snapshot)
    charge(bot, decision.draft)
    if conversation is not None and is_seated:
        _remember(conversation, decision, start, by)
    return _as_answer(decision)


def _snapshot(conversation: Conversation | None, text: str, given: dict[str, Any], bot: BotSettings) -> Snapshot:
    language = _text(given.get("language")) or guess_language(text)
    snapshot = Snapshot(
        burst=(Line(author="customer", text=text),),
        past=_past(conversation, given),
        customer_name=_text(given.get("customer_name")) or (conversation.customer.name if conversation else ""),
        language=language,
        persona=persona_of(bot),
        never_say=tuple(bot.never_say.splitlines()),
        paused=exhausted(bot, None) if is_model_configured() or has_embeddings() else "",
    )
    if conversation is None:
        return snapshot
    return replace(
        snapshot,
        lines=_lines_before(conversation, text),
        earlier=earlier_conversations(conversation, language),
        background=background_of(conversation) if is_model_configured() else (),
    )


def _lines_before(conversation: Conversation, text: str) -> tuple[Line, ...]:
    """Without the question itself, where it is the customer's latest."""
    if not is_model_configured():
        return ()
    lines = lines_after(conversation, context_start(conversation))
    is_last = bool(lines) and (lines[-1].author, lines[-1].text) == ("customer", text)
    return lines[:-1] if is_last else lines


def _is_seated(conversation: Conversation, by: User | None) -> bool:
    return by is not None and by.is_bot and conversation.status == Status.BOT and conversation.assigned_to_id == by.pk


def _account(conversation: Conversation, start: int, *, is_seated: bool) -> Account | None:
    account = account_of(conversation, start)
    return account if account is None or is_seated else replace(account, slots={})


def _remember(conversation: Conversation, decision: Decision, start: int, by: User | None) -> None:
    """If it is still the caller's: what was asked meanwhile by a person is theirs."""
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.pk)
        if not _is_seated(locked, by):
            return
        if decision.action == Action.HAND_OVER:
            forget(locked)
        elif decision.action == Action.ANSWER:
            remember(locked, decision, start)


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


def _sources(decision: Decision) -> list[dict[str, object]]:
    """The articles; for what a tool told, the system that was asked. A question back comes from nowhere."""
    if decision.reason == Reason.TOOL and not (decision.slots or {}).get("asking"):
        return [{"id": None, "title": _("Provider's system"), "score": round(decision.confidence, 3)}]
    return [candidate.source for candidate in decision.sources]


def _as_answer(decision: Decision) -> Answer:
    return Answer(
        response=decision.text,
        intent=decision.intent,
        confidence=round(min(1.0, max(0.0, decision.confidence)), 3),
        should_transfer=decision.action == Action.HAND_OVER,
        sources=_sources(decision),
        parts=[_as_part(part) for part in decision.parts],
    )


def _as_part(part: Part) -> dict[str, str]:
    if not part.filename:
        return {"text": part.text}
    return {
        "filename": part.filename,
        "mime_type": part.mime_type,
        "data": base64.b64encode(part.content).decode(),
    }
