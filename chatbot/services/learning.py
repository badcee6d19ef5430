"""What people solved after the bot could not: each such stay is looked at once, and becomes a case of a gap."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chatbot.engine.grouping import SAME, grouped, stems_of
from chatbot.engine.languages import guess_language
from chatbot.engine.standing import HELPED
from chatbot.engine.text import words
from chatbot.engine.wishes import wants_human
from chatbot.models import Gap, SolvedCase, Turn
from chatbot.services.anonymous import anonymised, lesson_of
from conversations.models import AuthorKind, Message, MessageType

BATCH, MESSAGES = 100, 60
MAX_QUESTION, MAX_ANSWER, MAX_TEXTS, SHORT = 300, 4000, 3, 25
LEARNER_LOCK = 7_340_012
# Marked and read in one statement: of two workers one gets a stay, and a crash leaves it as it was.
CLAIM = """
UPDATE chatbot_stay AS stay SET looked_at = %(now)s
FROM conversations_conversation AS conversation
JOIN conversations_customer AS customer ON customer.id = conversation.customer_id
WHERE conversation.id = stay.conversation_id AND stay.looked_at IS NULL AND stay.id IN (
    SELECT waiting.id FROM chatbot_stay AS waiting
    JOIN conversations_conversation AS closed ON closed.id = waiting.conversation_id AND closed.status = 'closed'
    WHERE waiting.state IN ('handed_over', 'taken') AND waiting.looked_at IS NULL
    ORDER BY waiting.id LIMIT %(limit)s FOR UPDATE OF waiting SKIP LOCKED
)
RETURNING stay.id, stay.conversation_id, stay.intent, stay.began_at, stay.ended_at, conversation.resolution,
    conversation.closed_at, customer.name, customer.is_group
"""
NEAREST = """
SELECT asked.place, nearest.gap_id
FROM unnest(%(places)s::int[], %(stems)s::text[], %(languages)s::text[]) AS asked (place, stems, language)
CROSS JOIN LATERAL (
    SELECT known.gap_id FROM chatbot_solvedcase AS known JOIN chatbot_gap AS gap ON gap.id = known.gap_id
    WHERE known.stems %% asked.stems AND gap.language = asked.language
        AND similarity(known.stems, asked.stems) >= %(same)s
    ORDER BY similarity(known.stems, asked.stems) DESC, known.gap_id LIMIT 1
) AS nearest
"""
# Anew from the rows; what was dismissed stays dismissed, what was answered and came up again is open again.
COUNT = """
UPDATE chatbot_gap AS gap SET asked = found.count, first_at = found.first, last_at = found.last,
    state = CASE WHEN gap.state = 'answered' AND found.last > gap.decided_at THEN 'open' ELSE gap.state END
FROM (
    SELECT gap_id, count(*) AS count, min(solved_at) AS first, max(solved_at) AS last
    FROM chatbot_solvedcase WHERE gap_id = ANY(%(gaps)s) GROUP BY gap_id
) AS found WHERE gap.id = found.gap_id
"""


@dataclass(slots=True)
class Solved:
    """A stay that a person ended well."""

    stay_id: int
    conversation_id: UUID
    intent: str
    began_at: datetime
    ended_at: datetime
    closed_at: datetime
    customer: str
    # To the bot, and to people after it.
    asked: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    question: str = ""
    answer: str = ""
    stems: str = ""
    language: str = ""


def collect_solved(limit: int = BATCH) -> int:
    """Returns how many stays were looked at. A few statements however many; one at a time, so that the same question
    becomes one gap; safe to run at any moment."""
    with transaction.atomic():
        if not _is_alone():
            return 0
        rows = _claim(limit)
        solved = {row.stay_id: row for row in (_row(row) for row in rows) if row is not None}
        if solved:
            _read_turns(solved)
            _read_messages(solved)
            _keep([one for one in solved.values() if _learnt(one)])
        return len(rows)


def wait_for_learner() -> None:
    """None begins before this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEARNER_LOCK])


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEARNER_LOCK])
        return bool(cursor.fetchone()[0])


def _claim(limit: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": timezone.now(), "limit": limit})
        return list(cursor.fetchall())


def _row(row: Sequence[Any]) -> Solved | None:
    stay, conversation, intent, began, ended, resolution, closed, customer, is_group = row
    if resolution != "resolved" or is_group:
        return None
    return Solved(stay, conversation, intent, began, ended, closed, customer, names={customer})


def _read_turns(solved: dict[int, Solved]) -> None:
    conversations = {one.conversation_id for one in solved.values()}
    turns = Turn.objects.filter(conversation__in=conversations, stay__in=list(solved)).exclude(question="")
    for stay, question in turns.order_by("answers").values_list("stay", "question"):
        solved[stay].asked.append(question)


def _read_messages(solved: dict[int, Solved]) -> None:
    """What people and the customer wrote from the hand-over to the closing."""
    by_conversation: dict[UUID, list[Solved]] = defaultdict(list)
    for one in solved.values():
        by_conversation[one.conversation_id].append(one)
    written = Message.objects.filter(
        conversation__in=list(by_conversation),
        created_at__gte=min(one.began_at for one in solved.values()),
        author_kind__in=[AuthorKind.AGENT, AuthorKind.CUSTOMER],
        type=MessageType.TEXT,
    ).order_by("-pk")
    fields = ("conversation", "author_kind", "author__name", "content", "created_at")
    for conversation, kind, name, content, at in reversed(written.values_list(*fields)[: MESSAGES * len(solved)]):
        for one in by_conversation[conversation]:
            if kind == AuthorKind.AGENT and one.began_at <= at <= one.closed_at:
                one.names.add(name or "")
                one.answers.append(content)
            elif kind == AuthorKind.CUSTOMER and one.ended_at <= at <= one.closed_at:
                one.added.append(content)


def _learnt(one: Solved) -> bool:
    """What the customer asked, and what the agents' last words teach."""
    question = _question(one)
    if not question:
        return False
    one.question = anonymised(" ".join(question.split()), one.names)[:MAX_QUESTION]
    one.answer = lesson_of([text for text in one.answers if len(text) >= SHORT][-MAX_TEXTS:], one.names)[:MAX_ANSWER]
    one.stems, one.language = stems_of(one.question), guess_language(question)
    return bool(one.answer and one.stems)


def _question(one: Solved) -> str:
    """In the words that told the bot most of it; where these only asked for a person, the first that told people."""
    told_bot = [text for text in one.asked if _tells(text)]
    told_people = [text for text in one.added if _tells(text) and HELPED.isdisjoint(words(text))]
    return max(told_bot, key=lambda text: len(stems_of(text)), default=next(iter(told_people), ""))


def _tells(text: str) -> bool:
    return len(stems_of(text).split()) > 1 and not wants_human(text)


def _keep(cases: list[Solved]) -> None:
    if not cases:
        return
    known = _nearest(cases)
    strange = [at for at in range(len(cases)) if at not in known]
    leaders = [strange[place] for place in grouped([cases[at].stems for at in strange])]
    new = {at: _gap_of(cases[at]) for at in sorted(set(leaders))}
    Gap.objects.bulk_create(new.values())
    gap_of = {**known, **{at: new[leader].pk for at, leader in zip(strange, leaders, strict=True)}}
    SolvedCase.objects.bulk_create(
        [
            SolvedCase(
                stay_id=case.stay_id,
                gap_id=gap_of[at],
                question=case.question,
                stems=case.stems,
                answer=case.answer,
                solved_at=case.closed_at,
            )
            for at, case in enumerate(cases)
        ],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"gaps": list(set(gap_of.values()))})


def _gap_of(case: Solved) -> Gap:
    """A worker proposes an answer, and looks whether an article gives it already."""
    return Gap(
        kind=Gap.Kind.SOLVED,
        language=case.language,
        intent=case.intent,
        first_at=case.closed_at,
        last_at=case.closed_at,
        wanted_at=timezone.now(),
    )


def _nearest(cases: Sequence[Solved]) -> dict[int, int]:
    values: dict[str, Any] = {
        "places": list(range(len(cases))),
        "stems": [case.stems for case in cases],
        "languages": [case.language for case in cases],
        "same": SAME,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, values)
        return dict(cursor.fetchall())
