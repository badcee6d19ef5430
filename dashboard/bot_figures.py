"""What the bot did in a period: a few statements, however much it was.

Conversations count on the day on which their stay with the bot began, turns on their own day.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Team
from chatbot.models import Stay
from chatbot.services.gaps import UNANSWERED
from dashboard.bot_period import NO_TEAM, Period

State = Stay.State
# What the bot could have resolved, and how that went, is known.
JUDGED = (State.CONFIRMED, State.ASSUMED, State.HANDED_OVER, State.TAKEN, State.UNRESOLVED)
# Turns that told the customer something.
TOLD = ("answered", "handed_over")
SMALL = ("greeting", "thanks", "goodbye", "")
STAYS = """
SELECT grouping(stay.reason, stay.team_id, stay.language, step) AS level,
       stay.state, stay.reason, stay.team_id, stay.language, step, count(*)
FROM (
    SELECT state, reason, team_id, language, width_bucket(began_at, %(starts)s) - 1 AS step
    FROM chatbot_stay AS stay WHERE began_at >= %(since)s AND began_at < %(until)s {whose}
) AS stay
GROUP BY stay.state, GROUPING SETS ((), (stay.reason), (stay.team_id), (stay.language), (step))
"""
# `grouping` sets a bit for each column that is summed over, the last one's being 1.
TOTAL, BY_REASON, BY_TEAM, BY_LANGUAGE, BY_STEP = 15, 7, 11, 13, 14
TURNS = """
SELECT count(*), coalesce(sum(turn.calls), 0), coalesce(sum(turn.tokens), 0),
       coalesce(sum(turn.cost), 0), count(*) FILTER (WHERE turn.reason = ANY(%(unanswered)s)),
       count(*) FILTER (WHERE turn.outcome = 'failed'),
       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY turn.latency_ms)
           FILTER (WHERE turn.outcome = ANY(%(told)s))
FROM chatbot_turn AS turn {stay}
WHERE turn.created_at >= %(since)s AND turn.created_at < %(until)s AND turn.state = 'done' {whose}
"""
INTENTS = """
SELECT turn.intent, width_bucket(turn.created_at, %(starts)s) - 1 AS step, count(*)
FROM chatbot_turn AS turn {stay}
WHERE turn.created_at >= %(since)s AND turn.created_at < %(until)s AND turn.state = 'done'
  AND turn.outcome = ANY(%(told)s) AND turn.intent <> ALL(%(small)s) {whose}
GROUP BY 1, 2
"""
JOIN = "JOIN chatbot_stay AS stay ON stay.id = turn.stay_id"
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How conversations with the bot ended, by state."""

    counts: Counts = field(default_factory=dict)

    @property
    def touched(self) -> int:
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        return sum(self.counts.get(state, 0) for state in JUDGED)

    @property
    def resolved(self) -> int:
        return self.counts.get(State.CONFIRMED, 0) + self.counts.get(State.ASSUMED, 0)

    def of(self, state: str) -> int:
        return self.counts.get(state, 0)

    def share(self, state: str) -> float | None:
        return self.counts.get(state, 0) / self.judged if self.judged else None

    @property
    def resolution_rate(self) -> float | None:
        return self.resolved / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Work:
    """What the turns cost in time and money."""

    turns: int
    calls: int
    tokens: int
    cost: float
    unanswered: int
    failed: int
    median_ms: float | None
    p95_ms: float | None

    @property
    def calls_per_turn(self) -> float | None:
        return self.calls / self.turns if self.turns else None


@dataclass(frozen=True, slots=True)
class Figures:
    period: Period
    outcomes: Outcomes
    work: Work
    # The commonest first.
    reasons: list[tuple[str, int]]
    teams: list[tuple[Team | None, Outcomes]]
    languages: list[tuple[str, Outcomes]]
    steps: list[tuple[date, Outcomes]]
    # By intent, the commonest first: how often in each of the period's steps.
    intents: list[tuple[str, list[int]]]

    @property
    def cost_per_conversation(self) -> float | None:
        return self.work.cost / self.outcomes.touched if self.outcomes.touched else None


def figures_of(period: Period) -> Figures:
    cells = _cells(period)
    teams = {team.pk: team for team in Team.objects.filter(pk__in=[key for key in cells[BY_TEAM] if key])}
    return Figures(
        period=period,
        outcomes=Outcomes(cells[TOTAL].get(None, {})),
        work=_work(period),
        reasons=_most(
            {str(reason): counts.get(State.HANDED_OVER, 0) for reason, counts in cells[BY_REASON].items() if reason}
        ),
        teams=[(teams.get(key), Outcomes(counts)) for key, counts in _by_size(cells[BY_TEAM])],
        languages=[(str(key), Outcomes(counts)) for key, counts in _by_size(cells[BY_LANGUAGE])],
        steps=[(step, Outcomes(cells[BY_STEP].get(at, {}))) for at, step in enumerate(period.steps)],
        intents=_intents(period),
    )


def stays_of(period: Period) -> QuerySet[Stay]:
    """The rows behind the figures."""
    found = Stay.objects.filter(began_at__gte=period.since, began_at__lt=period.until)
    return found.filter(whose(period))


def whose(period: Period, prefix: str = "") -> Q:
    """As a condition on stays, or with "stay__" on turns."""
    wanted = Q()
    if period.team:
        team = None if period.team == NO_TEAM else int(period.team)
        wanted &= Q(**{f"{prefix}isnull": False} if prefix == "stay__" else {}) & Q(**{f"{prefix}team": team})
    if period.language:
        wanted &= Q(**{f"{prefix}language": period.language})
    return wanted


def _cells(period: Period) -> dict[int, dict[Any, Counts]]:
    """By level of grouping and by what is grouped by: how many in each state."""
    cells: dict[int, dict[Any, Counts]] = {level: {} for level in (TOTAL, BY_REASON, BY_TEAM, BY_LANGUAGE, BY_STEP)}
    column = {TOTAL: None, BY_REASON: 0, BY_TEAM: 1, BY_LANGUAGE: 2, BY_STEP: 3}
    for level, state, *keys, count in _rows(STAYS, period):
        at = column[level]
        key = None if at is None else keys[at]
        cells[level].setdefault(key, {})[state] = count
    return cells


def _work(period: Period) -> Work:
    turns, calls, tokens, cost, unanswered, failed, times = _rows(TURNS, period)[0]
    median, p95 = times or (None, None)
    return Work(turns, calls, int(tokens), float(cost), unanswered, failed, median, p95)


def _intents(period: Period) -> list[tuple[str, list[int]]]:
    places = len(period.steps)
    found: dict[str, list[int]] = {}
    for intent, at, count in _rows(INTENTS, period):
        found.setdefault(intent, [0] * places)[at] = count
    return sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))


def _rows(sql: str, period: Period) -> list[Any]:
    is_turns = sql is not STAYS
    narrowed = _narrowed(period)
    statement = sql.format(stay=JOIN if narrowed and is_turns else "", whose=narrowed)
    values = {**period.values, "small": list(SMALL), "told": list(TOLD), "unanswered": list(UNANSWERED)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _narrowed(period: Period) -> str:
    team = (
        "AND stay.team_id IS NULL "
        if period.team == NO_TEAM
        else "AND stay.team_id = %(team)s "
        if period.team
        else ""
    )
    return team + ("AND stay.language = %(language)s" if period.language else "")


def _by_size(cells: dict[Any, Counts]) -> list[tuple[Any, Counts]]:
    return sorted(cells.items(), key=lambda item: (-sum(item[1].values()), str(item[0])))


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0]))
