"""What speaks of an erased customer outside of their own conversations: their words where they were forwarded to, and
views of the list that bear their name."""

import unicodedata
from collections.abc import Collection, Sequence
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import connection

from conversations.events import MessageChanged, publish
from conversations.models import Customer, Message, SavedView
from conversations.phones import digits

MIN_DIGITS, MIN_WORDS, MIN_LETTERS = 8, 2, 6
FORWARDED = """
SELECT forwarded.id FROM conversations_message AS forwarded
JOIN conversations_message AS first ON first.id = forwarded.forwarded_of_id
WHERE forwarded.forwarded_of_id IS NOT NULL
  AND first.conversation_id = ANY(%(inside)s) AND NOT forwarded.conversation_id = ANY(%(inside)s)
"""
# A file of ours that went along stays; an address or a provider's id of a file does not.
STRIP = """
UPDATE conversations_message SET content = '', versions = NULL,
    payload = '{"context": {"forwarded": true}, "erased": true}',
    media = CASE WHEN media ? 'attachment_id' THEN media
        ELSE media - ARRAY['id', 'url', 'filename', 'sha256', 'size'] END
WHERE id = ANY(%s)
"""
# Whoever is saving one just now is waited for; none is saved before we are done.
LOCK_VIEWS = "LOCK TABLE conversations_savedview IN SHARE ROW EXCLUSIVE MODE"


def locked_forwarded(conversation_ids: Sequence[UUID]) -> list[Message]:
    """What was sent on from these conversations into others. Theirs are locked already: whoever forwards one of them
    is done by now, or waits."""
    with connection.cursor() as cursor:
        cursor.execute(FORWARDED, {"inside": list(conversation_ids)})
        ids = [pk for (pk,) in cursor.fetchall()]
    return list(Message.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def strip_forwarded(messages: Sequence[Message]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STRIP, [[message.pk for message in messages]])
    publish(*[MessageChanged(message_id=row.pk, conversation_id=row.conversation_id) for row in messages])


def drop_views(customer: Customer, traces: Collection[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_VIEWS)
    rows = SavedView.objects.values_list("pk", "name", "query")
    about = [pk for pk, name, query in rows if any(_speaks(text, customer, traces) for text in _texts(name, query))]
    SavedView.objects.filter(pk__in=about).delete()


def _texts(name: str, query: str) -> list[str]:
    return [name, *(value for _key, value in parse_qsl(query))]


def _speaks(text: str, customer: Customer, traces: Collection[str]) -> bool:
    """Of them, and of nobody else as far as that can be told: a first name alone is many people's, or any word."""
    return _names(f" {_plain(text)} ", customer) or _numbers(digits(text), [*traces, customer.document])


def _names(words: str, customer: Customer) -> bool:
    name, others = _plain(customer.name), (_plain(customer.email), _plain(customer.username))
    telling = [name] if len(name.split()) >= MIN_WORDS else []
    telling += [other for other in others if len(other) >= MIN_LETTERS]
    return any(f" {one} " in words for one in telling)


def _numbers(number: str, known: Collection[str]) -> bool:
    if len(number) < MIN_DIGITS:
        return False
    theirs = [one for one in map(digits, known) if len(one) >= MIN_DIGITS]
    return any(number in one or one in number for one in theirs)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).lower().split())
