"""Search inside one conversation: in all its messages and notes, whatever is on the screen."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection

from conversations.models import Conversation

MOST = 300
# What a stem has in common ("pagar" finds "pagou"), and every part of a word as it is typed; accents never matter.
# One conversation is read from end to end, and no index is asked: it is a few hundred rows.
SQL = """
WITH query AS (SELECT websearch_to_tsquery('helpdesk_pt', %(text)s) AS words, helpdesk_plain(%(text)s) AS part),
found AS (
    SELECT id, content AS text, created_at FROM conversations_message
    WHERE conversation_id = %(conversation)s AND deleted_at IS NULL AND content <> ''
    UNION ALL
    SELECT id, text, created_at FROM conversations_timelineentry
    WHERE conversation_id = %(conversation)s AND kind = 'note'
)
SELECT id, ts_headline('helpdesk_pt', text, words, %(marks)s)
FROM found, query
WHERE (numnode(words) > 0 AND to_tsvector('helpdesk_pt', text) @@ words)
   OR position(part IN helpdesk_plain(text)) > 0
ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
# Characters that no message needs: what the search found stands between them.
BEGIN, END = "\ue000", "\ue001"
MARKS = f"StartSel={BEGIN}, StopSel={END}, HighlightAll=true"
MARKED = re.compile(f"{BEGIN}(.+?){END}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """`words` are those that the text was found by, as they are written in it; empty where a part of a word was."""

    id: int
    words: tuple[str, ...]


def search_inside(conversation: Conversation, text: str) -> list[Hit]:
    """The newest first, at most MOST."""
    text = text.replace("\x00", "").strip()
    if not text:
        return []
    given: dict[str, Any] = {"text": text, "conversation": conversation.pk, "marks": MARKS, "limit": MOST}
    with connection.cursor() as cursor:
        cursor.execute(SQL, given)
        return [Hit(pk, tuple(dict.fromkeys(MARKED.findall(shown)))) for pk, shown in cursor.fetchall()]
