"""What the model may cost, and what it has cost. A budget is checked before a turn; turns that run at the same time
may overstep it by their own cost, and no more."""

from decimal import Decimal
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from chatbot.meaning import Sense, sense_of
from chatbot.models import BotSettings, ModelSpend, Turn
from chatbot.providers.embeddings import is_configured

MILLION = Decimal(1_000_000)
ADD = """
INSERT INTO chatbot_modelspend (day, calls, tokens, cost) VALUES (%s, %s, %s, %s)
ON CONFLICT (day) DO UPDATE SET calls = chatbot_modelspend.calls + excluded.calls,
    tokens = chatbot_modelspend.tokens + excluded.tokens, cost = chatbot_modelspend.cost + excluded.cost
"""


def exhausted(bot: BotSettings, conversation_id: UUID | None) -> str:
    """Which budget is used up: "day", "conversation", or none."""
    if bot.daily_budget is not None:
        spent = ModelSpend.objects.filter(day=timezone.localdate()).values_list("cost", flat=True).first()
        if (spent or Decimal(0)) >= bot.daily_budget:
            return "day"
    if bot.conversation_budget is not None and conversation_id:
        turns = Turn.objects.filter(conversation_id=conversation_id)
        if (turns.aggregate(total=Sum("cost"))["total"] or Decimal(0)) >= bot.conversation_budget:
            return "conversation"
    return ""


class Paid(Protocol):
    """A draft, or whatever else a model was asked for."""

    @property
    def calls(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    @property
    def prompt_tokens(self) -> int: ...


def cost_of(bot: BotSettings, draft: Paid | None) -> Decimal:
    if draft is None or not draft.tokens:
        return Decimal(0)
    written = draft.tokens - draft.prompt_tokens
    return (draft.prompt_tokens * bot.price_in + written * bot.price_out) / MILLION


def charged_sense(question: str) -> Sense | None:
    """What a question outside of a turn means, paid at once; null, too, where the day's budget is used up."""
    if not is_configured() or exhausted(bot := BotSettings.load(), None):
        return None
    sense = sense_of(question)
    charge(bot, sense.spent if sense else None)
    return sense


def charge(bot: BotSettings, draft: Paid | None) -> None:
    """At once, whatever becomes of the draft: it was paid for. One statement, safe beside others."""
    if draft is None or not draft.calls:
        return
    with connection.cursor() as cursor:
        cursor.execute(ADD, [timezone.localdate(), draft.calls, draft.tokens, cost_of(bot, draft)])
