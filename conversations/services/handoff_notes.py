"""What the bot told the agents when it handed a conversation over: the customer's words, kept no longer than
elsewhere."""

from datetime import datetime

from django.db import connection

# That it was handed over, why and to whom stays; what the customer had said does not.
FORGET = """
WITH old AS (
    SELECT id FROM conversations_timelineentry
    WHERE kind = 'handoff' AND data ? 'reason' AND created_at < %(before)s
    ORDER BY created_at LIMIT %(limit)s
)
UPDATE conversations_timelineentry SET data = data - 'reason', text = '' WHERE id IN (SELECT id FROM old)
"""


def forget_handoff_notes(before: datetime, *, limit: int) -> int:
    """Returns how many. What is forgotten is not found again."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"before": before, "limit": limit})
        return int(cursor.rowcount)
