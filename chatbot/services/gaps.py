"""Questions that the bot could not answer, gathered from its turns into gaps of the knowledge."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from chatbot.engine.grouping import SAME, grouped, stems_of
from chatbot.engine.languages import guess_language
from chatbot.engine.types import Reason
from chatbot.models import Article, Gap, GapQuestion, SolvedCase, Turn
from chatbot.providers.masking import mask
from conversations.exceptions import Forbidden

# Nothing was found that is sure enough, or nothing that may be sent.
UNANSWERED = (Reason.UNKNOWN.value, Reason.OFF_TOPIC.value, Reason.PROVIDER.value)
BATCH, MAX_QUESTION = 300, 300
COLLECTOR_LOCK = 7_340_011
# A turn's row is older than its end; a worker that died is found within this.
LATE, FIRST_LOOK = timedelta(hours=1), timedelta(days=30)
NEAREST = """
SELECT asked.place, nearest.gap_id
FROM unnest(%(places)s::int[], %(stems)s::text[], %(languages)s::text[]) AS asked (place, stems, language)
CROSS JOIN LATERAL (
    SELECT known.gap_id FROM chatbot_gapquestion AS known JOIN chatbot_gap AS gap ON gap.id = known.gap_id
    WHERE known.stems %% asked.stems AND gap.language = asked.language
        AND similarity(known.stems, asked.stems) >= %(same)s
    ORDER BY similarity(known.stems, asked.stems) DESC, known.gap_id LIMIT 1
) AS nearest
"""


def collect_gaps() -> int:
    """Look through the turns that came to an end since. Returns how many there were. A few statements however many;
    one at a time, and safe to run at any moment."""
    with transaction.atomic():
        if not _is_alone():
            return 0
        turns = _fresh_turns()
        if turns:
            _keep(turns)
        return len(turns)


def tidy_gaps() -> int:
    """A gap whose questions went with their conversations goes, too. Returns how many went."""
    asked = GapQuestion.objects.filter(gap=OuterRef("pk"))
    solved = SolvedCase.objects.filter(gap=OuterRef("pk"))
    empty = Gap.objects.filter(~Exists(asked), ~Exists(solved))
    return empty.filter(pk__in=list(empty.values_list("pk", flat=True)[:BATCH])).delete()[0]


def mark_gap(gap_id: int, state: Gap.State, *, by: User) -> bool:
    if not by.is_steering:
        raise Forbidden
    return bool(Gap.objects.filter(pk=gap_id).update(state=state, decided_at=timezone.now(), decided_by=by))


def link_article(gap_id: int, article: Article, *, by: User) -> None:
    """It was written for this gap, which is closed as soon as the bot may use it."""
    if not by.is_steering:
        raise Forbidden
    Gap.objects.filter(pk=gap_id).update(article=article)
    settle([article])


def settle(articles: Iterable[Article]) -> None:
    """Those that are approved answer the gaps that they were written for."""
    approved = [article.pk for article in articles if article.status == Article.Status.APPROVED]
    open_ones = Gap.objects.filter(article__in=approved, state=Gap.State.OPEN)
    open_ones.update(state=Gap.State.ANSWERED, decided_at=timezone.now())


def questions_of(gap: Gap, limit: int) -> list[GapQuestion]:
    found = gap.questions.select_related("turn__conversation__customer").order_by("-asked_at", "-pk")
    return list(found[:limit])


def cases_of(gap: Gap, limit: int) -> list[SolvedCase]:
    found = gap.cases.select_related("stay__conversation__customer").order_by("-solved_at", "-pk")
    return list(found[:limit])


def wait_for_collector() -> None:
    """None begins before this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COLLECTOR_LOCK])


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [COLLECTOR_LOCK])
        return bool(cursor.fetchone()[0])


def _fresh_turns() -> list[Turn]:
    newest = GapQuestion.objects.aggregate(at=Max("asked_at"))["at"]
    since = newest - LATE if newest else timezone.now() - FIRST_LOOK
    found: QuerySet[Turn] = Turn.objects.filter(
        state=Turn.State.DONE, reason__in=UNANSWERED, created_at__gte=since, gap_question=None
    ).exclude(question="")
    return list(found.order_by("created_at", "pk").only("question", "intent", "created_at")[:BATCH])


def _keep(turns: Sequence[Turn]) -> None:
    rows = [
        GapQuestion(turn=turn, text=_shown(turn.question), stems=stems_of(turn.question), asked_at=turn.created_at)
        for turn in turns
    ]
    telling = [at for at, row in enumerate(rows) if row.stems]
    languages = {at: guess_language(turns[at].question) for at in telling}
    known = _nearest(rows, languages)
    strange = [at for at in telling if at not in known]
    leaders = [strange[place] for place in grouped([rows[at].stems for at in strange])]
    new = {at: _gap_of(turns[at], languages[at]) for at in set(leaders)}
    Gap.objects.bulk_create(new.values())
    for at in telling:
        rows[at].gap_id = known[at] if at in known else new[leaders[strange.index(at)]].pk
    GapQuestion.objects.bulk_create(rows, ignore_conflicts=True)
    _count({row.gap_id for row in rows if row.gap_id})


def _shown(question: str) -> str:
    return mask(" ".join(question.split()))[:MAX_QUESTION]


def _gap_of(turn: Turn, language: str) -> Gap:
    return Gap(language=language, intent=turn.intent, first_at=turn.created_at, last_at=turn.created_at)


def _nearest(rows: Sequence[GapQuestion], languages: dict[int, str]) -> dict[int, int]:
    values: dict[str, Any] = {
        "places": list(languages),
        "stems": [rows[at].stems for at in languages],
        "languages": list(languages.values()),
        "same": SAME,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, values)
        return dict(cursor.fetchall())


def _count(gap_ids: set[int]) -> None:
    """Anew from the rows, so that no question counts twice; asked again after the answer, a gap is open again."""
    figures = {
        row["gap"]: row
        for row in GapQuestion.objects.filter(gap__in=gap_ids)
        .values("gap")
        .annotate(asked=Count("pk"), first=Min("asked_at"), last=Max("asked_at"))
    }
    gaps = list(Gap.objects.select_for_update().filter(pk__in=gap_ids).order_by("pk"))
    for gap in gaps:
        row = figures[gap.pk]
        gap.asked, gap.first_at, gap.last_at = row["asked"], row["first"], row["last"]
        if gap.state == Gap.State.ANSWERED and _is_later(gap.last_at, gap.decided_at):
            gap.state = Gap.State.OPEN
    Gap.objects.bulk_update(gaps, ["asked", "first_at", "last_at", "state"])


def _is_later(asked: datetime, decided: datetime | None) -> bool:
    return decided is not None and asked > decided
