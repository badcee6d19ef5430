"""Finding the article that answers: PostgreSQL gathers candidates, the engine's resemblance puts them in order.

All words must not be asked for (that finds nothing in chat); any of them may match, by stem or mistyped.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection

from chatbot.engine.similarity import CHATTER, Weights, confidence, features, resemblance
from chatbot.engine.text import words
from chatbot.engine.types import Candidate
from chatbot.engine.understanding import understand
from chatbot.models import Article

POOL = 30  # how many articles are compared closely
DEPTH = 0.4
# What the whole text seems to be about, beside what it resembles.
INTENT_SHARE = 0.4
FUSION = 60  # the usual constant of reciprocal rank fusion
MAX_WORDS = 40  # a longer text is a story; its first words say what it is about

VERSION = "SELECT number FROM chatbot_knowledgeversion WHERE id = 1"
GATHER = """
WITH query AS (
    SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS terms
    FROM unnest(to_tsvector('helpdesk_pt', %(text)s))
), found AS (
    SELECT a.id, a.title, a.questions, a.content, a.intent, a.team_id, a.language, a.key,
        coalesce(ts_rank('{0.1, 0.2, 0.4, 1.0}', a.search, query.terms, 1), 0) AS lexical,
        (SELECT coalesce(sum(word_similarity(w, helpdesk_plain(a.title || ' ' || chatbot_lines(a.questions)))), 0)
            FROM unnest(%(words)s::text[]) AS w) AS fuzzy
    FROM chatbot_article AS a, query
    WHERE a.status = 'approved' AND a.language = ANY(%(languages)s) AND a.id IN (
        -- One part per index; an OR would read every row.
        SELECT id FROM chatbot_article, query WHERE search @@ query.terms
        UNION ALL
        SELECT id FROM chatbot_article WHERE helpdesk_plain(chatbot_lines(questions)) %%> ANY(%(words)s::text[])
        UNION ALL
        SELECT id FROM chatbot_article WHERE helpdesk_plain(title) %%> ANY(%(words)s::text[])
    )
)
SELECT id, title, questions, content, intent, team_id, language, key FROM found
ORDER BY 1.0 / (%(fusion)s + rank() OVER (ORDER BY lexical DESC))
    + 1.0 / (%(fusion)s + rank() OVER (ORDER BY fuzzy DESC)) DESC, id
LIMIT %(pool)s
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

    @property
    def rank(self) -> float:
        return self.resemblance + INTENT_SHARE * self.chance


def languages_for(language: str) -> list[str]:
    """In which an answer may be: Portuguese, with an apology, is better than none."""
    return list(dict.fromkeys((language, str(Article.Language.PORTUGUESE))))


def find_candidates(question: str, *, language: str = "pt-br", limit: int = 5) -> list[Candidate]:
    """The articles that may answer, best first, each with how sure we are. Two queries."""
    ranked = find_matches(question, language=language)
    return [_candidate(match, _rival(ranked, at)) for at, match in enumerate(ranked[:limit])]


def find_matches(question: str, *, language: str = "pt-br") -> list[Match]:
    """Best first."""
    weights = _statistics.current(language)
    asked = [weights.correct(word) for word in words(question)[:MAX_WORDS]]
    telling = [word for word in asked if word not in CHATTER and len(word) > 2]  # noqa: PLR2004
    if not asked:
        return []
    # Only what the stemmer cannot find is worth the dearer search by pieces of words.
    strange = [word for word in telling if not weights.knows(word)]
    mine, known = features(" ".join(asked), weights), understand(question)
    rows = _without_twins(_gather(" ".join(telling or asked), strange, language), language)
    matches = (Match(row, _best(row, mine, weights), known.of(row.intent)) for row in rows)
    return sorted(matches, key=lambda match: -match.rank)


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
        score=confidence(match.resemblance, match.rank - rival, match.chance),
        team_id=row.team_id,
        language=row.language,
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
