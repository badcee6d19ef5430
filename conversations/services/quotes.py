"""Answers to messages that are stored later: whoever quotes what is not known yet keeps its id at the provider, and is
linked, as a set, when it comes."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from conversations.events import MessageChanged, publish
from conversations.models import Message

# How long the sweeper looks for messages of ours whose id was not known yet when somebody quoted them.
SETTLED_WITHIN, SETTLED_AT_ONCE = timedelta(hours=6), 500
# `IS NOT NULL` lets the partial index be used.
LINK = """
UPDATE conversations_message AS answer SET reply_to_id = v.id, reply_to_external_id = NULL
FROM unnest(%s::bigint[], %s::text[]) AS v(id, external_id)
WHERE answer.reply_to_external_id = v.external_id AND answer.reply_to_external_id IS NOT NULL AND answer.id <> v.id
RETURNING answer.id, answer.conversation_id
"""
SETTLE = """
UPDATE conversations_message AS answer SET reply_to_id = found.quoted_id, reply_to_external_id = NULL
FROM (
    SELECT waiting.id, quoted.id AS quoted_id
    FROM conversations_message AS waiting
    JOIN conversations_message AS quoted ON quoted.external_id = waiting.reply_to_external_id
    WHERE waiting.reply_to_external_id IS NOT NULL AND waiting.stored_at > %s AND quoted.id <> waiting.id
    ORDER BY waiting.id LIMIT %s FOR UPDATE OF waiting SKIP LOCKED
) AS found
WHERE answer.id = found.id
RETURNING answer.id, answer.conversation_id
"""


def link_answers(messages: Iterable[Message]) -> None:
    """These have just been stored: in this batch or in an earlier one may stand what quotes them. One statement."""
    new = {message.pk: message.external_id for message in messages if message.external_id}
    with connection.cursor() as cursor:
        cursor.execute(LINK, [list(new), list(new.values())])
        rows = cursor.fetchall()
    publish(*[MessageChanged(message_id=pk, conversation_id=where) for pk, where in rows if pk not in new])


def settle_quotes() -> int:
    """For the sweeper: what quotes a message whose id is known by now. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SETTLE, [timezone.now() - SETTLED_WITHIN, SETTLED_AT_ONCE])
            rows = cursor.fetchall()
        publish(*[MessageChanged(message_id=pk, conversation_id=where) for pk, where in rows])
    return len(rows)
