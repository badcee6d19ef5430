"""Whatever came from outside for one of our numbers, in the order in which the one builds on the other."""

from collections.abc import Sequence
from typing import TypeVar

from conversations.models import Channel
from conversations.services.changes import IncomingChange, record_changes
from conversations.services.echoes import Echo, record_echoes
from conversations.services.incoming import IncomingMessage, record_incoming
from conversations.services.notices import Notice, record_notices

Inbound = IncomingMessage | IncomingChange | Notice | Echo
T = TypeVar("T", IncomingMessage, IncomingChange, Notice, Echo)


def record_inbound(channel: Channel, items: Sequence[Inbound]) -> None:
    """As sets: a kind that is not among them costs nothing. Must run in a transaction; safe to repeat."""
    if notices := _only(Notice, items):  # first, so that a new number is known when its first message comes
        record_notices(channel, notices)
    if messages := _only(IncomingMessage, items):
        record_incoming(channel, messages)
    if echoes := _only(Echo, items):
        record_echoes(channel, echoes)
    if changes := _only(IncomingChange, items):
        record_changes(channel, changes)


def _only(kind: type[T], items: Sequence[Inbound]) -> list[T]:
    return [item for item in items if isinstance(item, kind)]
