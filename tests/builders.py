"""Short ways to the rows that most tests want."""

from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from accounts.services.presence import open_connection
from conversations.models import Conversation, Direction, Message, Status
from tests.factories import ConversationFactory, MessageFactory


def make_conversation(status: str = Status.BOT, **fields: Any) -> Conversation:
    return ConversationFactory(status=status, **fields)


def make_incoming(conversation: Conversation, content: str = "Olá", **fields: Any) -> Message:
    return MessageFactory(conversation=conversation, content=content, **fields)


def make_outgoing(conversation: Conversation, content: str = "Oi", **fields: Any) -> Message:
    defaults = {"external_id": None, "direction": Direction.OUTGOING}
    return MessageFactory(conversation=conversation, content=content, **{**defaults, **fields})


def go_online(user: User) -> UUID:
    """As with a socket of theirs. Returns its id."""
    connection_id = uuid4()
    open_connection(user, connection_id=connection_id)
    return connection_id
