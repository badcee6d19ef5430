"""The bot's words on its pages."""

from django import template

from chatbot.models import Turn
from dashboard.bot_words import intent_of, reason_of

register = template.Library()
TONES = {
    Turn.Outcome.ANSWERED: "accent",
    Turn.Outcome.HANDED_OVER: "warn",
    Turn.Outcome.FAILED: "danger",
}

register.filter("bot_reason", reason_of)
register.filter("bot_intent", intent_of)


@register.filter
def outcome_tone(turn: Turn) -> str:
    return TONES.get(Turn.Outcome(turn.outcome), "") if turn.outcome in Turn.Outcome.values else ""
