"""How the outcome of an action is told: to the customer what came of it, to an agent what is left to look at."""

from datetime import date
from typing import Any

from chatbot.engine.types import Decision, Reason
from chatbot.models import Action
from chatbot.tools.talk import Talk
from chatbot.tools.texts import day, say

State = Action.State
NAMES = {
    "trust_unlock": "desbloqueio de confiança",
    "change_due_day": "mudança de vencimento",
    "open_service_order": "visita técnica",
}
# Refusals that the customer understands without anybody's help.
PLAIN_REFUSALS = {"unlock_used": "unlock_used", "not_blocked": "not_blocked", "order_exists": "order_exists"}


def tell(talk: Talk, action: Action) -> Decision:
    name, state = NAMES.get(action.tool, action.tool), action.state
    if state == State.DONE:
        text = DONE[action.tool](talk.language, action.result)
        talk.slots.asking, talk.slots.action_id = "", 0
        return talk.reply(text)
    if state == State.DROPPED:
        return talk.say("dropped", clear=True)
    code = str(action.result.get("code", ""))
    if state == State.REFUSED and code in PLAIN_REFUSALS:
        return talk.say(PLAIN_REFUSALS[code], clear=True)
    if state == State.REFUSED:
        return talk.give_up("refused", Reason.TOOL, f"Pediu {name}; o sistema recusou ({code}).")
    if state == State.UNKNOWN:
        note = f"Pediu {name}; o sistema não respondeu e o pedido pode ter sido executado. Confira antes de repetir."
        return talk.give_up("unknown", Reason.TOOL_FAILED, note)
    return talk.give_up("failed", Reason.TOOL_FAILED, f"Pediu {name}; o sistema falhou e nada foi feito.")


def _unlocked(language: str, result: dict[str, Any]) -> str:
    return say("unlocked", language, until=_with_day("until", language, result.get("until")))


def _day_changed(language: str, result: dict[str, Any]) -> str:
    first = _with_day("first", language, result.get("first_due_on"))
    return say("day_changed", language, day=result.get("day", ""), first=first)


def _visit(language: str, result: dict[str, Any]) -> str:
    period = say("visit_period", language, period=result["period"]) if result.get("period") else ""
    when = _with_day("visit_day", language, result.get("scheduled_on"))
    return say("visit", language, number=result.get("number", ""), day=when, period=period)


def _with_day(key: str, language: str, value: Any) -> str:
    return say(key, language, day=day(date.fromisoformat(value))) if value else ""


DONE = {"trust_unlock": _unlocked, "change_due_day": _day_changed, "open_service_order": _visit}
