"""Charts of the bot's figures, as rectangles for SVG: no script, and each bar leads to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chatbot.models import Stay
from dashboard.bot_figures import Figures, Outcomes
from dashboard.bot_period import Period
from dashboard.bot_turns import SAID
from dashboard.bot_words import intent_of

WIDTH, HEIGHT, LINE_HEIGHT = 640, 120, 24
GAP, LEAST, MOST_INTENTS = 0.22, 1.5, 8
State = Stay.State
# What is drawn together, from the bottom up.
GROUPS = (
    ("resolved", (State.CONFIRMED, State.ASSUMED)),
    ("people", (State.HANDED_OVER, State.TAKEN)),
    ("rest", (State.UNRESOLVED, State.OPEN, State.IDLE)),
)


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Where its rows are, what it tells, and how it is drawn. `hit` is where it may be touched."""

    url: str
    label: str
    bars: list[Bar]
    hit: Bar


@dataclass(frozen=True, slots=True)
class Line:
    """One intent over time."""

    intent: str
    name: str
    url: str
    total: int
    columns: list[Column]
    counts: list[tuple[str, int]]


def step_name(period: Period, step: date) -> str:
    shown = max(step, period.first)
    if period.step == "month":
        return date_format(shown, "YEAR_MONTH_FORMAT")
    day = date_format(shown, "SHORT_DATE_FORMAT")
    return _("week of %(day)s") % {"day": day} if period.step == "week" else day


def outcome_columns(figures: Figures) -> list[Column]:
    highest = max((outcomes.touched for _step, outcomes in figures.steps), default=0) or 1
    return [
        _outcome_column(figures.period, at, step, outcomes, highest, len(figures.steps))
        for at, (step, outcomes) in enumerate(figures.steps)
    ]


def intent_lines(figures: Figures) -> list[Line]:
    """The commonest ones, all on one scale."""
    shown = figures.intents[:MOST_INTENTS]
    highest = max((max(counts) for _intent, counts in shown), default=0) or 1
    return [_intent_line(figures.period, intent, counts, highest) for intent, counts in shown]


def turns_url(period: Period, **more: str) -> str:
    return f"{reverse('dashboard:turns')}?{period.query(**more)}"


def stays_url(period: Period, **more: str) -> str:
    return f"{reverse('dashboard:stays')}?{period.query(**more)}"


def _outcome_column(period: Period, at: int, step: date, outcomes: Outcomes, highest: int, steps: int) -> Column:
    bars: list[Bar] = []
    x, width, top = *_place(at, steps), float(HEIGHT)
    for kind, states in GROUPS:
        count = sum(outcomes.of(state) for state in states)
        height = count / highest * HEIGHT
        top -= height
        if count:
            bars.append(Bar(x, round(top, 2), width, round(height, 2), kind))
    told = {"when": step_name(period, step), "all": outcomes.touched, "resolved": outcomes.resolved}
    label = _("%(when)s: %(all)s conversations, %(resolved)s resolved") % told
    return Column(stays_url(period.within(step)), label, bars, _hit(at, steps, HEIGHT))


def _intent_line(period: Period, intent: str, counts: Sequence[int], highest: int) -> Line:
    names = [step_name(period, step) for step in period.steps]
    columns = []
    for at, (step, count) in enumerate(zip(period.steps, counts, strict=True)):
        x, width = _place(at, len(counts))
        height = max(LEAST, round(count / highest * LINE_HEIGHT, 2)) if count else 0.0
        bars = [Bar(x, round(LINE_HEIGHT - height, 2), width, height, "resolved")] if count else []
        url = turns_url(period.within(step), intent=intent, outcome=SAID)
        columns.append(Column(url, f"{names[at]}: {count}", bars, _hit(at, len(counts), LINE_HEIGHT)))
    url = turns_url(period, intent=intent, outcome=SAID)
    return Line(intent, intent_of(intent), url, sum(counts), columns, list(zip(names, counts, strict=True)))


def _place(at: int, steps: int) -> tuple[float, float]:
    slot = WIDTH / steps
    return round(at * slot + slot * GAP / 2, 2), round(slot * (1 - GAP), 2)


def _hit(at: int, steps: int, height: int) -> Bar:
    slot = WIDTH / steps
    return Bar(round(at * slot, 2), 0, round(slot, 2), height)


def shown_share(share: float | None) -> Any:
    return "–" if share is None else f"{round(share * 100)} %"
