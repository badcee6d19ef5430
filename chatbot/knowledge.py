"""Finding the article that answers: PostgreSQL gathers candidates, the engine's resemblance puts them in order.

All words must not be asked for (that finds nothing in chat); any of them may match, by stem or mistyped. Where a model
of embeddings is configured, what an article means counts beside its words (chatbot.meaning).
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection

from chatbot.engine.similarity import CHATTER, Weights, confidence, features, resemblance
from chatbot.engine.text import words
from chatbot.engine.types import Candidate, Way
from chatbot.engine.understanding import understand
from chatbot.meaning import Meant, Sense, nearest_to
from chatbot.models import Article

POOL = 30  # how many articles are compared closely
DEPTH = 0.4
# What the whole text seems to be about, beside what it resembles.
INTENT_SHARE = 0.4
# What it means, beside how it is worded.
MEANING_SHARE = 0.4
FUSION = 60  # the usual constant of reciprocal rank fusion
MAX_WORDS = 40  # a longer text is a story; its first words say what it is about

VERSION = "SELECT number FROM chatbot_knowledgeversion WHERE id = 1"
GATHER = """
WITH query AS (
    SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS terms
    FROM unnest(to_tsvector('helpdesk_pt', %(text)s))
), near AS MATERIALIZED (
    -- Once, and not again for each article. One part per index; an OR would read every row.
    SELECT id FROM chatbot_article, query WHERE search @@ query.terms
    UNION
    SELECT id FROM chatbot_article WHERE helpdesk_plain(chatbot_lines(questions)) %%> ANY(%(words)s::text[])
    UNION
    SELECT id FROM chatbot_article WHERE helpdesk_plain(title) %%> ANY(%(words)s::text[])
), worded AS MATERIALIZED (
    -- The plain text once, and not again for each word; without words to compare, not at all.
    SELECT a.*, CASE WHEN %(words)s::text[] <> '{}' THEN
        helpdesk_plain(a.title || ' ' || chatbot_lines(a.questions)) END AS plain
    FROM near JOIN chatbot_article AS a ON a.id = near.id
    WHERE a.status = 'approved' AND a.language = ANY(%(languages)s)
), found AS (
    SELECT a.id, a.title, a.questions, a.content, a.intent, a.team_id, a.language, a.key,
        coalesce(ts_rank('{0.1, 0.2, 0.4, 1.0}', a.search, query.terms, 1), 0) AS lexical,
        (SELECT coalesce(sum(word_similarity(w, a.plain)), 0) FROM unnest(%(words)s::text[]) AS w) AS fuzzy
    FROM worded AS a, query
)
SELECT id, title, questions, content, intent, team_id, language, key FROM found
ORDER BY 1.0 / (%(fusion)s + rank() OVER (ORDER BY lexical DESC))
    + 1.0 / (%(fusion)s + rank() OVER (ORDER BY fuzzy DESC)) DESC, id
LIMIT %(pool)s
"""
BY_ID = """
SELECT id, title, questions, content, intent, team_id, language, key FROM chatbot_article
WHERE id = ANY(%s) AND status = 'approved'
"""


@dataclass(frozen=True, slots=True)
class Found:
    id: int
    title: str
    questions: list[str]
    content: str
    intent: str
    team_id: int | None
    language: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    row: Found
    resemblance: float
    # That the text is about the article's intent.
    chance: float
    # How close it comes in meaning, 0 to 1; null where nobody knows.
    meaning: float | None = None
    way: Way | None = None
    is_weighing_meaning: bool = False

    @property
    def rank(self) -> float:
        """An article that has no vector yet is taken to mean what it resembles: it must not fall behind for that."""
        meaning = self.resemblance if self.meaning is None else self.meaning
        worded = self.resemblance + INTENT_SHARE * self.chance
        return worded + MEANING_SHARE * meaning if self.is_weighing_meaning else worded


def languages_for(language: str) -> list[str]:
    """In which an answer may be: Portuguese, with an apology, is better than none."""
    return list(dict.fromkeys((language, str(Article.Language.PORTUGUESE))))


def find_candidates(
    question: str, *, language: str = "pt-br", limit: int = 5, sense: Sense | None = None
) -> list[Candidate]:
    """The articles that may answer, best first, each with how sure we are. Two queries; with the question's `sense`
    (see chatbot.meaning) a third, and a fourth where meaning alone found some."""
    ranked = find_matches(question, language=language, sense=sense)
    return [_candidate(match, _rival(ranked, at)) for at, match in enumerate(ranked[:limit])]


def find_matches(question: str, *, language: str = "pt-br", sense: Sense | None = None) -> list[Match]:
    """Best first."""
    weights = _statistics.current(language)
    asked = [weights.correct(word) for word in words(question)[:MAX_WORDS]]
    telling = [word for word in asked if word not in CHATTER and len(word) > 2]  # noqa: PLR2004
    if not asked:
        return []
    # Only what the stemmer cannot find is worth the dearer search by pieces of words.
    strange = [word for word in telling if not weights.knows(word)]
    mine, known = features(" ".join(asked), weights), understand(question)
    worded = _gather(" ".join(telling or asked), strange, language)
    meant = _meant(sense, language, worded)
    rows = _without_twins(_with_meant(worded, meant), language)
    by_words = {row.id for row in worded}
    matches = (
        _match(row, _best(row, mine, weights), known.of(row.intent), meant, is_worded=row.id in by_words)
        for row in rows
    )
    return sorted(matches, key=lambda match: -match.rank)


def _meant(sense: Sense | None, language: str, worded: list[Found]) -> Meant | None:
    """Null where no article has a vector that could be compared."""
    if sense is None:
        return None
    meant = nearest_to(sense, languages=languages_for(language), found=[row.id for row in worded])
    return meant if meant.closeness else None


def _with_meant(worded: list[Found], meant: Meant | None) -> list[Found]:
    there = {row.id for row in worded}
    more = [pk for pk in meant.nearest if pk not in there] if meant else []
    if not more:
        return worded
    with connection.cursor() as cursor:
        cursor.execute(BY_ID, [more])
        return [*worded, *(Found(*row) for row in cursor.fetchall())]


def _match(row: Found, resemblance: float, chance: float, meant: Meant | None, *, is_worded: bool) -> Match:
    if meant is None:
        return Match(row, resemblance, chance)
    close = meant.closeness.get(row.id)
    is_meant = row.id in meant.nearest
    way = Way.BOTH if is_worded and is_meant else Way.MEANING if is_meant else Way.TEXT
    return Match(row, resemblance, chance, None if close is None else max(0.0, close), way, is_weighing_meaning=True)


def _gather(text: str, strange: list[str], language: str) -> list[Found]:
    values: dict[str, Any] = {
        "text": text,
        "words": strange,
        "languages": languages_for(language),
        "fusion": FUSION,
        "pool": POOL,
    }
    with connection.cursor() as cursor:
        cursor.execute(GATHER, values)
        return [Found(*row) for row in cursor.fetchall()]


def _without_twins(rows: list[Found], language: str) -> list[Found]:
    """Of one answer in two languages the one in the customer's; the other would only seem to rival it."""
    own = {row.key for row in rows if row.key and row.language == language}
    return [row for row in rows if row.language == language or row.key not in own]


def _best(row: Found, mine: tuple[dict[str, float], dict[str, float]], weights: Weights) -> float:
    """The closest question, and a little of the next ones: an article that fits in several ways fits better."""
    each = sorted((resemblance(mine, weights.stored(stored)) for stored in [row.title, *row.questions]), reverse=True)
    return (1 - DEPTH) * each[0] + DEPTH * sum(each[:3]) / len(each[:3])


def _rival(ranked: list[Match], at: int) -> float:
    """The rank of the best of the others."""
    others = ranked[1:2] if at == 0 else ranked[:1]
    return others[0].rank if others else 0.0


def _candidate(match: Match, rival: float) -> Candidate:
    row = match.row
    return Candidate(
        id=row.id,
        title=row.title,
        content=row.content,
        intent=row.intent,
        score=confidence(match.resemblance, match.rank - rival, match.chance, match.meaning),
        team_id=row.team_id,
        language=row.language,
        way=match.way,
    )


@dataclass(slots=True)
class _Statistics:
    """The weights of words, kept in the process for as long as the knowledge has the same version."""

    version: UUID | None = None
    weights: dict[str, Weights] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def current(self, language: str) -> Weights:
        # The version first: what is read after it may be newer, and is then read again, but never older.
        version = _version()
        with self.lock:
            if version != self.version or version is None:
                self.weights, self.version = {}, version
            if language not in self.weights:
                rows = Article.objects.approved().filter(language__in=languages_for(language))
                asked = rows.values_list("title", "questions").iterator()
                self.weights[language] = Weights([title, *questions] for title, questions in asked)
            return self.weights[language]


def _version() -> UUID | None:
    """Null before there was any article."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        row = cursor.fetchone()
    return row[0] if row else None


_statistics = _Statistics()
