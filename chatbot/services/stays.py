"""How each stay of a conversation with the bot goes and ends. Written as it happens, and never again after its end, so
that the figures of a day that is over stay what they were."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from chatbot.engine.matters import GENERIC
from chatbot.engine.standing import ANSWERED, CONFIRMED, NOTHING, standing_after
from chatbot.engine.types import Decision, Snapshot
from chatbot.models import BotSettings, Stay, Turn
from chatbot.services.acting import team_of
from chatbot.services.context import BREAKS
from conversations.models import Conversation

# So long after the latest turn a customer may come back before their silence counts.
QUIET = timedelta(hours=24)
BATCH = 1000
# What ended a stay is looked for between its beginning and the end of the quiet after it, so that it does not matter
# when this runs.
END = """
WITH due AS (
    SELECT stay.id, stay.standing, stay.start, stay.conversation_id, stay.last_at,
           least(stay.last_at + %(quiet)s, %(now)s) AS until
    FROM chatbot_stay AS stay
    WHERE stay.state = 'open' AND {which}
    ORDER BY stay.last_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), judged AS (
    SELECT due.id, due.until, CASE
        WHEN due.standing = 'confirmed' THEN 'confirmed'
        WHEN {person} THEN 'taken'
        WHEN due.standing = '' THEN 'idle'
        WHEN due.standing = 'answered' AND NOT {refused} AND NOT {returned} THEN 'assumed'
        ELSE 'unresolved' END AS state
    FROM due JOIN conversations_conversation AS conversation ON conversation.id = due.conversation_id
)
UPDATE chatbot_stay AS stay SET state = judged.state, ended_at = judged.until
FROM judged WHERE stay.id = judged.id AND stay.state = 'open'
"""
PERSON = """(
    EXISTS (
        SELECT 1 FROM conversations_timelineentry AS entry
        WHERE entry.conversation_id = due.conversation_id AND entry.id > due.start AND entry.created_at <= due.until
          AND entry.kind IN ('assigned', 'transferred', 'queued', 'handoff')
    ) OR EXISTS (
        SELECT 1 FROM conversations_message AS message
        WHERE message.conversation_id = due.conversation_id AND message.id > due.start
          AND message.created_at <= due.until AND message.author_kind = 'agent'
    )
)"""
# Closed by somebody who saw that nothing was solved.
REFUSED = """EXISTS (
    SELECT 1 FROM conversations_timelineentry AS entry
    WHERE entry.conversation_id = due.conversation_id AND entry.id > due.start AND entry.created_at <= due.until
      AND entry.kind = 'closed' AND entry.data ->> 'resolution' NOT IN ('resolved', 'no_answer')
)"""
# In the same conversation they would have gone on with this stay.
RETURNED = """EXISTS (
    SELECT 1 FROM conversations_conversation AS later
    WHERE later.customer_id = conversation.customer_id AND later.id <> conversation.id
      AND later.created_at > due.last_at AND later.created_at <= due.until
)"""
PLACE = """
SELECT coalesce((
    SELECT max(id) FROM conversations_timelineentry WHERE conversation_id = %(id)s AND kind = ANY(%(breaks)s)
), 0), EXISTS (SELECT 1 FROM chatbot_stay WHERE conversation_id = %(id)s AND state = 'open')
"""
SILENT = END.format(which="stay.last_at <= %(before)s", person=PERSON, refused=REFUSED, returned=RETURNED)
INTERRUPTED = END.format(
    which="stay.conversation_id = %(conversation)s", person=PERSON, refused=REFUSED, returned=RETURNED
)


def follow(
    conversation: Conversation, outcome: str, decision: Decision, snapshot: Snapshot, bot: BotSettings
) -> Stay | None:
    """The stay that this turn belongs to, brought up to date, with the answer and under the conversation's lock."""
    if outcome == Turn.Outcome.SILENT:
        return None
    stay, now = _current(conversation, snapshot), timezone.now()
    is_over = outcome == Turn.Outcome.HANDED_OVER
    before, stay.standing = stay.standing, standing_after(stay.standing, decision, snapshot.question)
    stay.last_at = now
    stay.confirmed_at = (stay.confirmed_at or now) if stay.standing == CONFIRMED else None
    if (matter := decision.matter or decision.intent) not in GENERIC:
        stay.intent = matter
    if is_over:
        stay.state, stay.reason, stay.ended_at = Stay.State.HANDED_OVER, decision.reason.value, now
        stay.team = conversation.team
    elif stay.standing == ANSWERED or before == NOTHING:
        stay.team = team_of(decision, snapshot, bot)
    stay.save()
    return stay


def end_stays(limit: int = BATCH) -> int:
    """Those after which the customer has been silent for a day. Returns how many. One statement; safe beside turns:
    a stay that goes on meanwhile is left alone, and one that ended here is not gone on with."""
    now = timezone.now()
    return _end(SILENT, now=now, before=now - QUIET, limit=limit)


def _current(conversation: Conversation, snapshot: Snapshot) -> Stay:
    """A person who had the conversation in between has ended the stay before."""
    start, is_open = _place_of(conversation)
    opened = Stay.objects.select_for_update().filter(conversation=conversation, state=Stay.State.OPEN)
    found = opened.first() if is_open else None
    if found and found.start == start:
        return found
    if found:
        _end(INTERRUPTED, now=timezone.now(), conversation=conversation.pk, limit=1)
    return Stay(conversation=conversation, start=start, language=snapshot.language)


def _place_of(conversation: Conversation) -> tuple[int, bool]:
    """Behind which number its present part began, and whether a stay is open. Only turns open one, and this one holds
    the conversation's row."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE, {"id": conversation.pk, "breaks": [str(kind) for kind in BREAKS]})
        start, is_open = cursor.fetchone() or (0, False)
    return int(start), bool(is_open)


def _end(sql: str, **values: Any) -> int:
    values["quiet"] = QUIET
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
