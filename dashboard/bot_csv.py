"""The bot's figures as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from chatbot.models import Stay
from dashboard.bot_figures import Figures, Outcomes
from dashboard.bot_period import Period
from dashboard.draft_figures import DraftFigures, Fate
from dashboard.sheets import BOM, as_text

HEAD = ("section", "name", "from", "to", "value")
Row = tuple[str, str, Period, object]


def figures_csv(figures: Figures, drafts: DraftFigures) -> str:
    """One figure a line, so that it can be filtered and pivoted. With the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEAD)
    for section, name, period, value in (*_rows(figures), *_drafts(drafts, figures.period)):
        cells = (section, name, period.first.isoformat(), period.last.isoformat(), "" if value is None else value)
        writer.writerow([as_text(str(cell)) for cell in cells])
    return f"{BOM}{out.getvalue()}"


def _rows(figures: Figures) -> Iterator[Row]:
    whole = figures.period
    yield from _outcomes("conversations", "", whole, figures.outcomes)
    yield from (("hand-overs", reason, whole, count) for reason, count in figures.reasons)
    yield from _work(figures)
    for team, outcomes in figures.teams:
        yield from _outcomes("team", team.name if team else "", whole, outcomes)
    for language, outcomes in figures.languages:
        yield from _outcomes("language", language, whole, outcomes)
    for step, outcomes in figures.steps:
        yield from _outcomes("over time", "", whole.within(step), outcomes)
    for intent, counts in figures.intents:
        for step, count in zip(whole.steps, counts, strict=True):
            yield "intent", intent, whole.within(step), count


def _drafts(drafts: DraftFigures, period: Period) -> Iterator[Row]:
    yield from _fate("drafts", "", period, drafts.whole)
    for kind, fate in drafts.kinds:
        yield from _fate("drafts", kind, period, fate)
    for agent, fate in drafts.agents:
        yield from _fate("drafts by agent", agent.name if agent else "", period, fate)


def _fate(section: str, name: str, period: Period, fate: Fate) -> Iterator[Row]:
    start = f"{name}: " if name else ""
    for what in ("offered", "taken", "unchanged", "edited", "discarded"):
        yield section, f"{start}{what}", period, getattr(fate, what)
    yield section, f"{start}changed", period, None if fate.changed is None else round(fate.changed, 4)


def _outcomes(section: str, name: str, period: Period, outcomes: Outcomes) -> Iterator[Row]:
    start = f"{name}: " if name else ""
    yield section, f"{start}all", period, outcomes.touched
    for state in Stay.State.values:
        yield section, f"{start}{state}", period, outcomes.of(state)
    rate = outcomes.resolution_rate
    yield section, f"{start}resolution_rate", period, None if rate is None else round(rate, 4)


def _work(figures: Figures) -> Iterator[Row]:
    work, whole = figures.work, figures.period
    each = figures.cost_per_conversation
    yield from (
        ("turns", name, whole, value)
        for name, value in (
            ("all", work.turns),
            ("unanswered", work.unanswered),
            ("failed", work.failed),
            ("median_ms", work.median_ms),
            ("p95_ms", work.p95_ms),
            ("model_calls", work.calls),
            ("tokens", work.tokens),
            ("cost", work.cost),
            ("cost_per_conversation", None if each is None else round(each, 6)),
        )
    )
