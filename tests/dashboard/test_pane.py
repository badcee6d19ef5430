"""What another conversation costs: it is made within a blink, so what it asks is counted and composed once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from accounts.models import User
from conversations.models import Conversation, Label, Status, TimelineEntry, TimelineKind
from conversations.services.details import set_labels
from conversations.services.lookup import visible_conversation
from conversations.services.macros import create_macro
from dashboard import thread
from dashboard.lists import counts
from dashboard.views.macros import macros_shown
from tests.builders import make_incoming, make_outgoing

pytestmark = pytest.mark.django_db
Page = Callable[[User], Client]


@pytest.mark.parametrize("reader", ["alice", "charlie"])
def test_a_pane_takes_few_statements_that_are_composed_already(
    page: Page, taken: Conversation, reader: str, request: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        make_incoming(taken, f"m{number}")
        make_outgoing(taken)
    client = page(request.getfixturevalue(reader))
    client.get(f"/inbox/{taken.pk}/pane")
    composed: list[str] = []
    compose = SQLCompiler.as_sql

    def noted(compiler: SQLCompiler, *args: Any, **options: Any) -> Any:
        composed.append(compiler.query.model.__name__)  # type: ignore[union-attr]
        return compose(compiler, *args, **options)

    monkeypatch.setattr(SQLCompiler, "as_sql", noted)
    with django_assert_num_queries(16):
        assert client.get(f"/inbox/{taken.pk}/pane").status_code == 200
    assert composed == ["Session", "User"]


def test_a_labelled_conversation_is_told_whole(
    taken: Conversation, alice: User, django_assert_num_queries: Any
) -> None:
    set_labels(taken.pk, by=alice, labels=[Label.objects.create(name="VIP")])
    visible_conversation(taken.pk, alice)
    with django_assert_num_queries(2):
        found = visible_conversation(taken.pk, alice)
        assert [label.name for label in found.labels.all()] == ["VIP"]
        assert (found.customer.pk, found.channel.pk, found.assigned_to) == (taken.customer_id, taken.channel_id, alice)


def test_between_two_pages_of_messages_stands_what_happened_then(taken: Conversation) -> None:
    notes = []
    for _ in range(2):
        for number in range(thread.PAGE):
            make_incoming(taken, f"m{number}")
        notes.append(TimelineEntry.objects.create(conversation=taken, kind=TimelineKind.NOTE, text="só para nós"))
    newest = thread.latest(taken)
    older = thread.latest(taken, newest.older)
    assert [[item.id for item in page.items if item.entry] for page in (newest, older)] == [
        [notes[1].pk],
        [*taken.timeline.exclude(kind=TimelineKind.NOTE).values_list("pk", flat=True), notes[0].pk],
    ]


def test_previous_conversations_are_those_that_the_reader_may_see(
    page: Page, taken: Conversation, alice: User, bob: User, charlie: User, sales: Any
) -> None:
    before = Conversation.objects.create(
        protocol="20200101-0001", customer=taken.customer, channel=taken.channel, status=Status.CLOSED, team=sales,
        assigned_to=bob, closed_at=taken.created_at,
    )  # fmt: skip
    for reader, is_shown in ((alice, False), (charlie, True)):
        assert (before.protocol in page(reader).get(f"/inbox/{taken.pk}/pane").content.decode()) == is_shown


def test_each_reader_has_their_own_macros(alice: User, bob: User, charlie: User) -> None:
    for owner in (alice, bob):
        create_macro(by=owner, name=owner.name, steps=[{"kind": "note", "text": "x"}])
    create_macro(by=charlie, name="De todos", steps=[{"kind": "note", "text": "x"}], is_shared=True)
    assert [macro.name for macro in macros_shown(alice)] == sorted([alice.name, "De todos"])
    assert [macro.name for macro in macros_shown(charlie)] == ["De todos"]


def test_what_is_made_once_is_made_in_each_language_and_knows_nobody() -> None:
    part = Template('{% load i18n once %}{% once %}{% translate "Cancel" %}{{ name }}{% endonce %}')
    seen = []
    for language in ("en", "pt-br", "en"):
        with translation.override(language):
            seen.append(part.render(Context({"name": "Alice"})))
    assert seen == ["Cancel", "Cancelar", "Cancel"]


@pytest.mark.parametrize("reader", ["alice", "bob", "charlie"])
def test_the_tabs_numbers_are_composed_once_and_each_readers_own(
    taken: Conversation, reader: str, request: Any, django_assert_num_queries: Any
) -> None:
    make_incoming(taken)
    Conversation.objects.filter(pk=taken.pk).update(unread=2)
    user = request.getfixturevalue(reader)
    with django_assert_num_queries(1):
        numbers = counts(user)
    wanted = {"alice": (1, 1, 2), "bob": (0, 0, 0), "charlie": (1, 0, 0)}[reader]
    assert (numbers["all"], numbers["mine"], numbers["unread"]) == wanted
    assert numbers["queue"] == numbers["bot"] == numbers["snoozed"] == 0
