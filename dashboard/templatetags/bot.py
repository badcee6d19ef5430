"""The bot's words on its pages."""

from typing import Any

from django import template
from django.utils.formats import number_format

from chatbot.models import Stay, Turn
from dashboard.bot_charts import shown_share
from dashboard.bot_words import intent_of, reason_of, way_of

register = template.Library()
STAYS = {
    Stay.State.CONFIRMED: "accent",
    Stay.State.ASSUMED: "accent",
    Stay.State.HANDED_OVER: "warn",
    Stay.State.TAKEN: "warn",
}
SECOND_MS, CENTS = 1000, 0.01
TONES = {
    Turn.Outcome.ANSWERED: "accent",
    Turn.Outcome.HANDED_OVER: "warn",
    Turn.Outcome.FAILED: "danger",
}

register.filter("bot_reason", reason_of)
register.filter("bot_intent", intent_of)
register.filter("found_way", way_of)
register.filter("share", shown_share)


@register.filter
def outcome_tone(turn: Turn) -> str:
    return TONES.get(Turn.Outcome(turn.outcome), "") if turn.outcome in Turn.Outcome.values else ""


@register.filter
def stay_tone(state: str) -> str:
    return STAYS.get(Stay.State(state), "") if state in Stay.State.values else ""


@register.filter
def duration(milliseconds: float | None) -> Any:
    if milliseconds is None:
        return "–"
    if milliseconds < SECOND_MS:
        return f"{round(milliseconds)} ms"
    return f"{number_format(milliseconds / SECOND_MS, 1)} s"


@register.filter
def money(value: float | None) -> Any:
    """In the settings' currency, whichever it is; what is less than a cent is not shown as nothing."""
    if value is None:
        return "–"
    return number_format(value, 4 if 0 < value < CENTS else 2, force_grouping=True)
