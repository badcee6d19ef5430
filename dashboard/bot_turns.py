"""Which of the bot's turns are listed: as the page's filters, its file and the figures' addresses say."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chatbot.models import Turn
from chatbot.services.gaps import UNANSWERED
from dashboard.bot_figures import TOLD, whose
from dashboard.bot_period import period_of
from dashboard.bot_sheets import local
from dashboard.bot_words import UNSAID, intent_of, reason_of
from dashboard.days import Days, day_in
from dashboard.http import ids_of

FILTERS = ("outcome", "reason", "intent", "provider", "article", "least", "most", "cost")
# As an address from the figures has them.
KEPT = (*FILTERS, "from", "to", "team", "language", "day")
MAX_VALUE, CHUNK = 40, 500
# All that was told to a customer, by the bot itself or with a hand-over: what the figures count by intent.
SAID = "said"
HEAD = (
    *(_("When"), _("Protocol"), _("Customer"), _("Question"), _("Outcome"), _("Reason"), _("Intent")),
    *(_("Confidence"), _("Article"), _("Decided by"), _("Milliseconds"), _("Model calls"), _("Tokens"), _("Cost")),
    _("Error"),
)


def turns_asked(asked: Mapping[str, str]) -> QuerySet[Turn]:
    """What makes no sense is left out."""
    found = Turn.objects.filter(state=Turn.State.DONE)
    for name, condition in CONDITIONS.items():
        if (value := asked.get(name, "").replace("\0", "").strip()[:MAX_VALUE]) and (wanted := condition(value)):
            found = found.filter(wanted)
    if day := day_in(asked.get("day", "")):
        whole = Days(day, day)
        found = found.filter(created_at__gte=whole.since, created_at__lt=whole.until)
    if asked.get("from") or asked.get("to") or asked.get("period"):
        period = period_of(asked)
        found = found.filter(created_at__gte=period.since, created_at__lt=period.until)
        found = found.filter(whose(period, "stay__"))
    return found


def sheet_rows(turns: QuerySet[Turn]) -> Iterator[tuple[object, ...]]:
    rows = turns.select_related("conversation__customer").order_by("-created_at", "-pk")
    for turn in rows.iterator(chunk_size=CHUNK):
        yield (
            local(turn.created_at),
            turn.conversation.protocol,
            str(turn.conversation.customer),
            turn.question,
            turn.get_outcome_display(),
            reason_of(turn.reason),
            intent_of(turn.intent),
            round(turn.confidence, 2),
            ", ".join(str(source.get("title", "")) for source in turn.sources),
            turn.provider,
            turn.latency_ms,
            turn.calls,
            turn.tokens,
            turn.cost,
            turn.error,
        )


def _outcome(value: str) -> Q:
    return Q(outcome__in=TOLD) if value == SAID else Q(outcome=value)


def _reason(value: str) -> Q:
    return Q(reason__in=UNANSWERED) if value == UNSAID else Q(reason=value)


def _article(value: str) -> Q | None:
    """Of which it made its answer."""
    numbers = ids_of([value], 1)
    return Q(sources__contains=[{"id": numbers[0]}]) if numbers else None


def _number(lookup: str) -> Callable[[str], Q | None]:
    def condition(value: str) -> Q | None:
        try:
            number = Decimal(value.replace(",", "."))
        except InvalidOperation:
            return None
        return Q(**{lookup: number}) if number.is_finite() and abs(number) < 10**6 else None  # noqa: PLR2004

    return condition


CONDITIONS: dict[str, Callable[[str], Any]] = {
    "outcome": _outcome,
    "reason": _reason,
    "intent": lambda value: Q(intent=value),
    "provider": lambda value: Q(provider=value),
    "article": _article,
    "least": _number("confidence__gte"),
    "most": _number("confidence__lte"),
    "cost": _number("cost__gte"),
}
