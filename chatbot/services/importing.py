"""Articles from files and pages: weighed against the knowledge, then taken over as drafts and proposed changes.

What is there already is never overwritten, and the same text is taken once, also when its article was edited since.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from chatbot.importing.types import Piece, Problem
from chatbot.models import Article, ProposedChange
from chatbot.services.articles import (
    MAX_CONTENT,
    MAX_QUESTION,
    MAX_QUESTIONS,
    MAX_TITLE,
    record_versions,
)
from chatbot.services.import_words import language_of, plain
from conversations.exceptions import Forbidden, Invalid

IMPORT_LOCK = 7_340_013
TRIES = 3
MAX_SOURCE = 300


class Outcome(models.TextChoices):
    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Would change")
    SAME = "same", gettext_lazy("There already")
    WAITING = "waiting", gettext_lazy("Proposed already")
    INVALID = "invalid", gettext_lazy("Cannot be imported")


# What an import takes over.
TAKEN = (Outcome.NEW, Outcome.CHANGED)


@dataclass(frozen=True, slots=True)
class Target:
    """What holds for the articles that say nothing themselves."""

    language: str = Article.Language.PORTUGUESE.value
    team: Team | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One of the articles found, and what becomes of it."""

    piece: Piece
    language: str
    team: Team | None
    digest: str
    problems: tuple[Problem, ...] = ()
    outcome: Outcome = Outcome.NEW
    article_id: int | None = None
    is_imported: bool = False


def weigh(pieces: Sequence[Piece], target: Target) -> list[Line]:
    """What an import would do. Three queries, however many they are."""
    found = list(Team.objects.all())
    if target.team is not None and target.team not in found:
        raise Invalid(_("This team does not exist any more. Choose another."), code="does_not_exist", attr="team")
    teams = {plain(team.name): team for team in found}
    lines = [_line(piece, target, teams) for piece in pieces]
    return _compared(_without_doubles(lines))


def import_articles(
    pieces: Sequence[Piece], target: Target, *, by: User, only: Collection[str] | None = None
) -> list[Line]:
    """New ones become drafts, other texts for known ones proposed changes; `only` names the digests that are wanted.
    One import at a time; safe to repeat. Raises Invalid when the target's team is gone."""
    if not by.is_steering:
        raise Forbidden
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                hold_imports()
                return _take(weigh(pieces, target), target, by, only)
        except IntegrityError:
            # Somebody wrote an article of that title, or deleted a team or an article, at this very moment: it is
            # weighed again, and seen.
            if not left:
                raise
    raise AssertionError


def hold_imports() -> None:
    """Waits for its turn; let go with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def _take(lines: list[Line], target: Target, by: User, only: Collection[str] | None) -> list[Line]:
    chosen = [line for line in lines if line.outcome in TAKEN and (only is None or line.digest in only)]
    source = target.source[:MAX_SOURCE]
    drafts = Article.objects.bulk_create(
        [_draft(line, source) for line in chosen if line.outcome == Outcome.NEW], batch_size=500
    )
    record_versions(drafts, by)
    _propose([line for line in chosen if line.outcome == Outcome.CHANGED], source, by)
    made = {draft.import_digest: draft.pk for draft in drafts}
    taken = {line.digest for line in chosen}
    return [
        replace(line, article_id=made.get(line.digest, line.article_id), is_imported=line.digest in taken)
        for line in lines
    ]


def _draft(line: Line, source: str) -> Article:
    return Article(
        title=line.piece.title,
        questions=list(line.piece.questions),
        content=line.piece.content,
        team=line.team,
        language=line.language,
        source=source,
        import_digest=line.digest,
    )


def _propose(lines: list[Line], source: str, by: User) -> None:
    """A later proposal takes the place of an earlier one. No question that is there already goes."""
    questions = dict(Article.objects.filter(pk__in=[line.article_id for line in lines]).values_list("pk", "questions"))
    ProposedChange.objects.filter(article__in=list(questions)).delete()
    ProposedChange.objects.bulk_create(
        ProposedChange(
            article_id=line.article_id,
            questions=list(dict.fromkeys([*questions[line.article_id], *line.piece.questions]))[:MAX_QUESTIONS],
            content=line.piece.content,
            source=source,
            digest=line.digest,
            by=by,
        )
        for line in lines
        if line.article_id in questions
    )


def _line(piece: Piece, target: Target, teams: dict[str, Team]) -> Line:
    problems = list(piece.problems)
    language = language_of(piece.language) if piece.language else target.language
    team = teams.get(plain(piece.team)) if piece.team else target.team
    if not language:
        problems.append(Problem("language", _("Unknown language: “%(value)s”.") % {"value": piece.language[:40]}))
    if piece.team and team is None:
        problems.append(Problem("team", _("There is no team “%(value)s”.") % {"value": piece.team[:40]}))
    problems += _faults(piece) if piece.title or piece.content or not problems else ()
    return Line(piece, language, team, digest_of(piece, language), tuple(problems))


def digest_of(piece: Piece, language: str) -> str:
    parts = (language, piece.title, piece.content, *piece.questions)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _faults(piece: Piece) -> Iterable[Problem]:
    for name, value, limit in (("title", piece.title, MAX_TITLE), ("content", piece.content, MAX_CONTENT)):
        if not value:
            yield Problem(name, _("This is needed."))
        elif len(value) > limit:
            yield Problem(name, _("At most %(limit)s characters.") % {"limit": limit})
    if len(piece.questions) > MAX_QUESTIONS:
        yield Problem("questions", _("At most %(limit)s questions.") % {"limit": MAX_QUESTIONS})
    if long := next((question for question in piece.questions if len(question) > MAX_QUESTION), None):
        told = {"limit": MAX_QUESTION, "start": long[:40]}
        detail = _("At most %(limit)s characters a question: “%(start)s…” has more.") % told
        yield Problem("questions", detail)


def _without_doubles(lines: list[Line]) -> list[Line]:
    """Of two with one title the first counts."""
    seen: set[tuple[str, str]] = set()
    kept: list[Line] = []
    for line in lines:
        name = (line.language, line.piece.title)
        if line.piece.title and name in seen:
            told = Problem("title", _("The same title stands further up already."))
            line = replace(line, problems=(*line.problems, told))  # noqa: PLW2901
        seen.add(name)
        kept.append(line)
    return kept


def _compared(lines: list[Line]) -> list[Line]:
    digests = [line.digest for line in lines]
    found = list(
        Article.objects.filter(
            models.Q(title__in={line.piece.title for line in lines}) | models.Q(import_digest__in=digests)
        ).only("title", "language", "content", "questions", "import_digest")
    )
    waiting = dict(ProposedChange.objects.filter(digest__in=digests).values_list("digest", "article_id"))
    by_digest = {article.import_digest: article for article in found if article.import_digest}
    by_title = {(article.language, article.title): article for article in found}
    return [
        _decided(line, by_digest.get(line.digest), by_title.get((line.language, line.piece.title)), waiting)
        for line in lines
    ]


def _decided(line: Line, imported: Article | None, named: Article | None, waiting: dict[str, int]) -> Line:
    if line.problems:
        return replace(line, outcome=Outcome.INVALID)
    if line.digest in waiting:
        return replace(line, outcome=Outcome.WAITING, article_id=waiting[line.digest])
    if known := imported or named:
        outcome = Outcome.SAME if imported or _says_the_same(known, line.piece) else Outcome.CHANGED
        return replace(line, outcome=outcome, article_id=known.pk)
    return line


def _says_the_same(article: Article, piece: Piece) -> bool:
    """An article that has more questions says it, too: an import takes none away."""
    return article.content == piece.content and set(piece.questions) <= set(article.questions)
