"""A conversation as it is read: messages, notes and what happened, in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from conversations.composed import Composed
from conversations.models import Conversation, Message, MessageStatus, MessageType, TimelineEntry, TimelineKind
from dashboard.bot_sources import add_turns

PAGE = 50
CATCH_UP = 200


@dataclass(frozen=True, slots=True)
class Item:
    """Exactly one of `message` and `entry` is set."""

    id: int
    at: datetime
    message: Message | None = None
    entry: TimelineEntry | None = None

    @property
    def is_note(self) -> bool:
        return self.entry is not None and self.entry.kind == TimelineKind.NOTE


@dataclass(frozen=True, slots=True)
class ThreadPage:
    items: list[Item]
    older: str  # where the page before this one ends; empty at the conversation's beginning


def latest(conversation: Conversation, before: str = "") -> ThreadPage:
    """The newest messages (before the cursor), with everything that happened between them."""
    cursor = _parse(before)
    found = EARLIER(conversation.pk, *cursor) if cursor else NEWEST(conversation.pk)
    above = found[PAGE - 1] if len(found) > PAGE else None
    begin = (above.created_at, above.pk) if above else (LONG_AGO, 0)
    entries = BETWEEN(conversation.pk, *begin, *(cursor or (FAR_OFF, 0)))
    older = f"{above.created_at.isoformat()}~{above.pk}" if above else ""
    return ThreadPage(_merged(found[:PAGE], entries), older)


def additions(conversation: Conversation, after: int) -> list[Item]:
    """What was added since, by the common sequence of messages and entries."""
    return _merged(ADDED(conversation.pk, after), ADDED_ENTRIES(conversation.pk, after))


def chosen(conversation: Conversation, ids: Iterable[int]) -> list[Item]:
    """Messages that the page shows already, as they are now."""
    wanted = list(ids)
    return _merged(_messages(conversation.pk).filter(pk__in=wanted), ()) if wanted else []


def last_id(items: Iterable[Item]) -> int:
    return max((item.id for item in items), default=0)


def _messages(conversation_id: UUID) -> "QuerySet[Message]":
    """A reaction of ours is shown on its message; by itself only when it did not get there."""
    shown = Message.objects.exclude(~Q(status=MessageStatus.FAILED), type=MessageType.REACTION)
    return shown.filter(conversation=conversation_id).select_related("author", "reply_to", "reply_to__author")


def _entries(conversation_id: UUID) -> "QuerySet[TimelineEntry]":
    return TimelineEntry.objects.filter(conversation=conversation_id).select_related("actor")


def _newest(conversation_id: UUID) -> "QuerySet[Message]":
    return _messages(conversation_id).order_by("-created_at", "-pk")[: PAGE + 1]


def _earlier(conversation_id: UUID, at: datetime, pk: int) -> "QuerySet[Message]":
    earlier = Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk)
    return _messages(conversation_id).filter(earlier, created_at__lte=at).order_by("-created_at", "-pk")[: PAGE + 1]


def _between(
    conversation_id: UUID, after: datetime, after_id: int, before: datetime, before_id: int
) -> "QuerySet[TimelineEntry]":
    later = Q(created_at__gt=after) | Q(created_at=after, pk__gt=after_id)
    earlier = Q(created_at__lt=before) | Q(created_at=before, pk__lt=before_id)
    return _entries(conversation_id).filter(later, earlier)


def _added(conversation_id: UUID, after: int) -> "QuerySet[Message]":
    return _messages(conversation_id).filter(pk__gt=after).order_by("pk")[:CATCH_UP]


def _added_entries(conversation_id: UUID, after: int) -> "QuerySet[TimelineEntry]":
    return _entries(conversation_id).filter(pk__gt=after).order_by("pk")[:CATCH_UP]


LONG_AGO, FAR_OFF = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
ANY, FIRST, THEN = UUID(int=1), datetime(2, 2, 2, tzinfo=UTC), datetime(3, 3, 3, tzinfo=UTC)
NEWEST, EARLIER = Composed(_newest, ANY), Composed(_earlier, ANY, FIRST, -1)
BETWEEN = Composed(_between, ANY, FIRST, -1, THEN, -2)
ADDED, ADDED_ENTRIES = Composed(_added, ANY, -1), Composed(_added_entries, ANY, -1)


def _merged(messages: Iterable[Message], entries: Iterable[TimelineEntry]) -> list[Item]:
    messages = list(messages)
    add_turns(messages)
    items = chain(
        (Item(id=row.pk, at=row.created_at, message=row) for row in messages),
        (Item(id=row.pk, at=row.created_at, entry=row) for row in entries),
    )
    return sorted(items, key=lambda item: (item.at, item.id))


def _parse(cursor: str) -> tuple[datetime, int] | None:
    at, _, pk = cursor.partition("~")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, int(pk)) if moment and moment.tzinfo and pk.isascii() and pk.isdigit() else None
