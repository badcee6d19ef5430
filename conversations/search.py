"""Search in names, phones, documents, protocols, messages and notes.

Each source is asked through its own index and gives at most so many conversations; only these are then listed. One
condition over all of them would read every message. What is in more than that many is looked for again among the
newest conversations of the list alone, lest a common word find nothing in a list of few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Value

from conversations.documents import parse_document
from conversations.models import Conversation, Customer, CustomerIdentity, IdentityKind
from conversations.models.conversation import ConversationQuerySet
from conversations.models.functions import Plain
from conversations.phones import digits, lookup_keys, parse_phone

CUSTOMERS, CONVERSATIONS, MESSAGES, FEW, NEWEST, LISTED = 200, 500, 500, 2_000, 10_000, 300
# With one character nearly everybody would be found.
MIN_PART, MIN_INSIDE, MIN_DIGITS = 2, 3, 4
# All of them, as long as they are few. What is materialized is planned as if all of it were wanted, by the index, and
# read only as far as the limit.
THE_FEW = """
WITH fitting AS MATERIALIZED (
    SELECT id, conversation_id FROM conversations_message
    WHERE numnode(websearch_to_tsquery('helpdesk_pt', %(text)s)) > 0
      AND to_tsvector('helpdesk_pt', COALESCE(content, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
)
SELECT conversation_id FROM (SELECT id, conversation_id FROM fitting LIMIT %(few)s) AS few ORDER BY id DESC
"""
# Words that all stand for nothing ("de") make an empty query, which would be compared with every row.
AMONG_NEWEST = """
SELECT conversation_id FROM (
    SELECT id, conversation_id, content FROM conversations_message ORDER BY id DESC LIMIT %(newest)s
) AS recent
WHERE numnode(websearch_to_tsquery('helpdesk_pt', %(text)s)) > 0
  AND to_tsvector('helpdesk_pt', COALESCE(content, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
LIMIT %(limit)s
"""
# OFFSET 0 keeps the order out of the choice of the index.
BY_INDEX = """
SELECT conversation_id FROM (
    SELECT id, conversation_id FROM conversations_message
    WHERE numnode(websearch_to_tsquery('helpdesk_pt', %(text)s)) > 0
      AND to_tsvector('helpdesk_pt', COALESCE(content, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
    OFFSET 0
) AS found
ORDER BY id DESC LIMIT %(limit)s
"""
BY_NOTE = """
SELECT conversation_id FROM conversations_timelineentry
WHERE kind = 'note' AND numnode(websearch_to_tsquery('helpdesk_pt', %(text)s)) > 0
  AND to_tsvector('helpdesk_pt', COALESCE(text, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
LIMIT %(limit)s
"""
# By their conversations, and not by the words, which are common.
WITHIN = """
WITH theirs AS MATERIALIZED (
    SELECT conversation_id, content AS body FROM conversations_message WHERE conversation_id = ANY(%(ids)s)
    UNION ALL
    SELECT conversation_id, text FROM conversations_timelineentry
    WHERE conversation_id = ANY(%(ids)s) AND kind = 'note'
)
SELECT DISTINCT conversation_id FROM theirs
WHERE numnode(websearch_to_tsquery('helpdesk_pt', %(text)s)) > 0
  AND to_tsvector('helpdesk_pt', COALESCE(body, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
"""
# Of each conversation the latest message or note that fits; only of these a headline is made, which is costly.
HITS = """
SELECT conversation_id, id, is_note,
       ts_headline('helpdesk_pt', left(body, 4000), websearch_to_tsquery('helpdesk_pt', %(text)s), %(options)s)
FROM (
    SELECT DISTINCT ON (conversation_id) conversation_id, id, is_note, body FROM (
        SELECT conversation_id, id, false AS is_note, content AS body FROM conversations_message
        WHERE conversation_id = ANY(%(ids)s)
          AND to_tsvector('helpdesk_pt', COALESCE(content, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
        UNION ALL
        SELECT conversation_id, id, true, text FROM conversations_timelineentry
        WHERE conversation_id = ANY(%(ids)s) AND kind = 'note'
          AND to_tsvector('helpdesk_pt', COALESCE(text, '')) @@ websearch_to_tsquery('helpdesk_pt', %(text)s)
    ) AS fitting ORDER BY conversation_id, id DESC
) AS latest
"""
# Characters that nobody types stand around what was found: the page escapes the rest.
BEGIN, END = "\x02", "\x03"
OPTIONS = f"StartSel={BEGIN}, StopSel={END}, MaxFragments=1, MaxWords=14, MinWords=5, FragmentDelimiter=…"


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in a conversation the text stands."""

    id: int
    is_note: bool
    snippet: str

    @property
    def parts(self) -> list[tuple[bool, str]]:
        """The snippet in pieces, each with whether it is what was looked for."""
        pieces = [piece.split(END, 1) for piece in self.snippet.split(BEGIN)]
        found = [(False, "".join(pieces[0]))]
        for piece in pieces[1:]:
            found += [(True, piece[0]), (False, "".join(piece[1:]))]
        return [(is_found, text) for is_found, text in found if text]


def hits(ids: Iterable[UUID], text: str) -> dict[UUID, Hit]:
    """The latest message or note of each conversation in which the text stands, if there is one."""
    wanted = list(ids)
    if not wanted or not text.strip():
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HITS, {"text": text.strip(), "ids": wanted, "options": OPTIONS})
        return {row[0]: Hit(*row[1:]) for row in cursor.fetchall()}


def matching(rows: ConversationQuerySet, text: str) -> ConversationQuerySet:
    """Those of the conversations that have to do with the text."""
    text = text.strip()
    messages, notes, customers = _by_message(text), _conversations(BY_NOTE, text), _customers(text)
    theirs = _of_customers(customers)
    found = {*messages, *notes, *theirs, *_by_protocol(text)}
    listed = rows.order_by("-last_activity_at", "-id").values_list("pk", flat=True)[:LISTED]
    if max(len(messages), len(notes)) >= MESSAGES:
        found.update(_conversations(WITHIN, text, ids=list(listed)))
    if len(customers) >= CUSTOMERS or len(theirs) >= CONVERSATIONS:
        named = Conversation.objects.filter(pk__in=list(listed), customer__in=customers_like(text))
        found.update(named.values_list("pk", flat=True))
    return rows.filter(pk__in=found)


def of_phone(rows: ConversationQuerySet, phone: str) -> ConversationQuerySet:
    """All conversations with this number, however it is written."""
    numbers = {number for number in (phone, parse_phone(phone) or "") if digits(number)}
    keys = {key for number in numbers for key in lookup_keys(number)}
    known = CustomerIdentity.objects.filter(kind=IdentityKind.PHONE, match_key__in=keys)
    return rows.filter(customer__in=list(known.values_list("customer_id", flat=True)[:CUSTOMERS]))


def customers_like(text: str) -> QuerySet[Customer]:
    """By a part of the name (accents do not matter), or of the phone; by the whole CPF or CNPJ. Two letters are those
    that a word begins with: of fewer than three in its midst no index tells."""
    if document := parse_document(text):
        return Customer.objects.filter(document=document)
    named = Customer.objects.annotate(plain=Plain("name"))
    if len(text) < MIN_INSIDE:
        named = named.filter(Q(plain__startswith=Plain(Value(text))) | Q(plain__contains=Plain(Value(f" {text}"))))
    else:
        named = named.filter(plain__contains=Plain(Value(text)))
    if len(digits(text)) < max(MIN_DIGITS, len(text) // 2):
        return named
    return Customer.objects.filter(phone__contains=digits(text))


def _customers(text: str) -> list[UUID]:
    if len(text) < MIN_PART:
        return []
    return list(customers_like(text).order_by().values_list("pk", flat=True)[:CUSTOMERS])


def _of_customers(customers: list[UUID]) -> list[UUID]:
    rows = Conversation.objects.filter(customer__in=customers).order_by("-created_at")
    return list(rows.values_list("pk", flat=True)[:CONVERSATIONS])


def _by_message(text: str) -> list[UUID]:
    """The latest. Most of what is looked for is in few messages; a common word is in many of the newest, and what is
    between the two takes longest. Left alone, the planner reads a million messages backwards for two common words that
    never meet, and the newest one by one for a word that nobody wrote."""
    found = _conversations(THE_FEW, text)
    if len(found) < FEW:
        return found[:MESSAGES]
    found = _conversations(AMONG_NEWEST, text)
    return found if len(found) == MESSAGES else _conversations(BY_INDEX, text)


def _conversations(sql: str, text: str, ids: Iterable[UUID] = ()) -> list[UUID]:
    """One for each message or note that fits."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"text": text, "ids": [*ids], "limit": MESSAGES, "few": FEW, "newest": NEWEST})
        return [conversation_id for (conversation_id,) in cursor.fetchall()]


def _by_protocol(text: str) -> set[UUID]:
    number = digits(text)
    if len(number) < MIN_DIGITS or number != text:
        return set()
    return set(Conversation.objects.filter(protocol__startswith=number).values_list("pk", flat=True)[:CONVERSATIONS])
