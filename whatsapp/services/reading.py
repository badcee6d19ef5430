"""Blue ticks and "typing …" on the customer's phone."""

from uuid import UUID

import structlog

from conversations.models import Direction, Message
from whatsapp.client import GraphClient, GraphError, NotReached, OutcomeUnknown
from whatsapp.models import BusinessNumber
from whatsapp.services.numbers import client_for

log = structlog.get_logger(__name__)


def show_read(conversation_id: UUID, *, is_answering: bool, client: GraphClient | None = None) -> bool:
    """Mark the customer's newest message read, which marks the earlier ones too; with `is_answering` show that we
    write, until the answer or for 25 seconds. A courtesy: when it fails, nothing is missing and nothing is tried
    again. Returns whether WhatsApp took it."""
    newest = (
        Message.objects.select_related("conversation")
        .filter(conversation_id=conversation_id, direction=Direction.INCOMING)
        .order_by("-pk")
        .first()
    )
    if newest is None or not newest.external_id:
        return False
    number = BusinessNumber.objects.get(channel_id=newest.conversation.channel_id)
    try:
        (client or client_for(number)).mark_read(number.phone_number_id, newest.external_id, typing=is_answering)
    except (GraphError, NotReached, OutcomeUnknown) as error:
        log.info("not shown as read", message_id=newest.pk, error=type(error).__name__)
        return False
    return True
