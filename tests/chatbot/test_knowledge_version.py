"""What processes keep of the knowledge is void with every change of it, whoever makes it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from chatbot.knowledge import find_candidates
from chatbot.models import Article, KnowledgeVersion
from chatbot.services import take_turn
from tests.chatbot.cast import Writer

pytestmark = pytest.mark.django_db


def version() -> UUID:
    return KnowledgeVersion.objects.get().number


def add(title: str) -> Article:
    return Article.objects.create(title=title, content="…", status=Article.Status.APPROVED)


def test_each_way_of_changing_articles_gives_a_new_version() -> None:
    seen = {version()}
    article = add("Roteador alugado")
    seen.add(version())
    Article.objects.bulk_create([Article(title="Torre", content="…")])
    seen.add(version())
    Article.objects.filter(pk=article.pk).update(content="…!")
    seen.add(version())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE chatbot_article SET title = 'x' WHERE id = %s", [article.pk])
    seen.add(version())
    article.delete()
    seen.add(version())
    assert len(seen) == 6


def test_what_is_taken_back_leaves_the_version_as_it_was() -> None:
    before = version()
    with transaction.atomic():
        add("Roteador alugado")
        transaction.set_rollback(True)
    assert version() == before


def test_a_new_word_is_known_at_once() -> None:
    assert find_candidates("zarabatana") == []
    article = add("Zarabatana de fibra")
    assert find_candidates("zarabatnaa")[0].id == article.pk
    article.delete()
    assert find_candidates("zarabatana") == []


def test_a_turn_takes_few_statements(knowledge: None, maria: Writer, django_assert_max_num_queries: Any) -> None:
    conversation = maria.write("minha internet caiu")
    with django_assert_max_num_queries(26):  # savepoints included
        take_turn(conversation.pk)
