"""News from the provider about a customer: another number, another user id, another security code. They stand in the
thread and are nobody's words: nothing becomes unread, nobody is woken, no window and no conversation opens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from conversations.events import ConversationChanged, publish
from conversations.models import AuthorKind, Channel, Direction, MessageStatus, MessageType
from conversations.services.identities import Sender, locked_known_customers
from conversations.services.identity_changes import IdentityChange, change_identities
from conversations.services.opening import latest_conversations
from conversations.services.storing import fresh, store


@dataclass(frozen=True, slots=True)
class Notice:
    external_id: str
    sender: Sender
    written_at: datetime
    content: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    change: IdentityChange | None = None
    type: MessageType = MessageType.SYSTEM
    media: dict[str, Any] | None = None
    reply_to_external_id: str = ""


def record_notices(channel: Channel, notices: Sequence[Notice]) -> int:
    """Each once, in the customer's latest conversation; none where there is none. Returns how many were stored."""
    with transaction.atomic():
        change_identities([notice.change for notice in notices if notice.change])
        found = locked_known_customers(list({notice.sender: None for notice in notices}))
        current = latest_conversations(channel, found.values())
        pairs = [
            (current[found[notice.sender].pk], notice)
            for notice in fresh(notices)
            if notice.sender in found and found[notice.sender].pk in current
        ]
        store(
            pairs,
            direction=Direction.INCOMING,
            author_kind=AuthorKind.SYSTEM,
            status=MessageStatus.RECEIVED,
        )
        publish(*[ConversationChanged(conversation_id=pk) for pk in {conversation.pk for conversation, _ in pairs}])
        return len(pairs)
