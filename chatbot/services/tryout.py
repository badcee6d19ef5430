"""What a question finds, before the words that are being written are saved."""

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from chatbot.engine.types import Candidate
from chatbot.knowledge import find_candidates
from chatbot.models import Article
from chatbot.services.budget import charged_sense

MAX_TEXT = 1000


def try_question(question: str, article: Article, fields: dict[str, Any]) -> list[Candidate]:
    """As the bot would find it if the article stood so and were approved. It is stored for the time of the search and
    taken back in the same transaction, so that the search is the bot's own and nobody else ever sees it."""
    question = question.strip()[:MAX_TEXT]
    # Before the transaction, which waits for no network. What is being written has no vector, and counts by its words.
    sense = charged_sense(question)
    try:
        with transaction.atomic():
            draft = Article(pk=article.pk, created_at=article.created_at, **fields)
            draft.status = Article.Status.APPROVED
            draft.save()
            found = find_candidates(question, language=draft.language, sense=sense)
            transaction.set_rollback(True)
            # Its number is gone with it.
            return found if article.pk else _as_new(found, draft.pk)
    except IntegrityError:
        return find_candidates(question, sense=sense)


def _as_new(found: list[Candidate], pk: int) -> list[Candidate]:
    """An article that is not stored yet has the number 0."""
    return [replace(one, id=0) if one.id == pk else one for one in found]
