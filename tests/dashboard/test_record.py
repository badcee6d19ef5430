from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from conversations.models import AuthorKind, Conversation, Direction, MessageStatus, TimelineEntry, TimelineKind
from dashboard import record
from dashboard.templatetags import record as words
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


@pytest.fixture
def talk(taken: Conversation, alice: User) -> Conversation:
    MessageFactory(conversation=taken, content="A internet caiu <b>de novo</b>")
    ours = {"direction": Direction.OUTGOING, "author_kind": AuthorKind.AGENT, "author": alice}
    MessageFactory(conversation=taken, content="Já *reiniciou*?", status=MessageStatus.SENT, **ours)
    MessageFactory(conversation=taken, content="Isto não chegou", status=MessageStatus.FAILED, **ours)
    TimelineEntry.objects.create(conversation=taken, kind=TimelineKind.NOTE, actor=alice, text="Cliente irritado")
    return taken


def printed(browser: Client, conversation: Conversation, query: str = "") -> str:
    return browser.get(f"/inbox/{conversation.pk}/print{query}").content.decode()


def test_the_customers_copy_has_what_passed_between_them_and_us(page: Page, alice: User, talk: Conversation) -> None:
    text = printed(page(alice), talk)
    assert talk.protocol in text
    assert "A internet caiu &lt;b&gt;de novo&lt;/b&gt;" in text
    assert "Já <strong>reiniciou</strong>?" in text
    for hidden in ("Cliente irritado", "Isto não chegou", alice.name):
        assert hidden not in text


def test_our_own_has_the_notes_the_names_and_what_was_not_sent(page: Page, alice: User, talk: Conversation) -> None:
    text = printed(page(alice), talk, "?inside=1")
    for shown in ("Cliente irritado", "Isto não chegou", alice.name, "não enviada"):
        assert shown in text


def test_nobody_prints_what_they_may_not_see(page: Page, bob: User, talk: Conversation) -> None:
    assert page(bob).get(f"/inbox/{talk.pk}/print").status_code == 404


def test_a_longer_one_costs_no_statement_more(
    page: Page, alice: User, talk: Conversation, django_assert_num_queries: Any
) -> None:
    browser = page(alice)
    printed(browser, talk)  # what is kept in the process is asked for once
    for inside, count in ((False, 1), (True, 2)):
        MessageFactory.create_batch(10, conversation=talk)
        with django_assert_num_queries(count):
            found = record.record_of(talk, is_inside=inside)
            assert [record.writer_of(one.message, is_inside=inside) for one in found.items if one.message]


def test_one_without_end_is_cut_and_says_so(
    page: Page, alice: User, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST", 1)
    found = record.record_of(talk, is_inside=False)
    assert ([one.message.content for one in found.items if one.message], found.is_cut) == (["Já *reiniciou*?"], True)


@pytest.mark.parametrize(("language", "day"), [("pt-br", "29 de novembro de 2026"), ("en", "Nov. 29, 2026")])
def test_a_day_is_written_as_the_language_writes_it(language: str, day: str) -> None:
    with translation.override(language):
        assert words.day(datetime(2026, 11, 29, 15, tzinfo=UTC)) == day
