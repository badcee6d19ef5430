"""The conversations that this customer had before this one, in a line each: from what is stored, without a model."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone, translation

from chatbot.engine.matters import GENERIC
from chatbot.engine.types import Earlier
from chatbot.models import Intent
from chatbot.providers.masking import mask
from conversations.models import Conversation, Resolution, Status

MOST, MOST_LABELS, MAX_NOTES = 3, 5, 160
NOBODYS = (Resolution.SPAM, Resolution.DUPLICATE)
# Asked in every turn, and mostly there are none: composing it would cost more than all that it finds.
FIND = """
SELECT created_at, protocol, resolution, notes, (
    SELECT intent FROM chatbot_stay AS stay WHERE stay.conversation_id = earlier.id AND stay.intent <> ''
    ORDER BY stay.began_at DESC LIMIT 1
) AS matter, ARRAY(
    SELECT label.name FROM conversations_label AS label
    JOIN conversations_conversation_labels AS given ON given.label_id = label.id
    WHERE given.conversation_id = earlier.id ORDER BY label.name
) AS label_names
FROM conversations_conversation AS earlier
WHERE customer_id = %(customer)s AND status = %(closed)s AND resolution <> ALL(%(nobodys)s) AND created_at < %(before)s
ORDER BY created_at DESC LIMIT %(most)s
"""


def earlier_conversations(conversation: Conversation, language: str) -> tuple[Earlier, ...]:
    """Up to three that are closed, the latest first. One query. None for a group: what somebody asked there is not
    everybody's."""
    if conversation.customer.is_group:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(FIND, _values(conversation))
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    with translation.override(language):
        return tuple(_line(row) for row in found)


def _values(conversation: Conversation) -> dict[str, Any]:
    return {
        "customer": conversation.customer_id,
        "closed": str(Status.CLOSED),
        "nobodys": [str(resolution) for resolution in NOBODYS],
        "before": conversation.created_at,
        "most": MOST,
    }


def _line(row: Mapping[str, Any]) -> Earlier:
    intent = row["matter"] or ""
    return Earlier(
        day=timezone.localtime(row["created_at"]).date(),
        protocol=row["protocol"],
        intent=intent,
        matter=str(Intent(intent).label) if intent in Intent.values and intent not in GENERIC else "",
        labels=tuple(row["label_names"][:MOST_LABELS]),
        resolution=row["resolution"],
        notes=mask(" ".join(row["notes"].split()))[:MAX_NOTES],
    )
