"""A conversation as it is read: messages, notes and what happened, in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

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
    messages, entries = _messages(conversation), _entries(conversation)
    if cursor := _parse(before):
        at, pk = cursor
        earlier = Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk)
        messages, entries = messages.filter(earlier, created_at__lte=at), entries.filter(earlier)
    found = list(messages.order_by("-created_at", "-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return ThreadPage(_merged(found, entries), "")
    oldest = found[PAGE - 1]
    since = Q(created_at__gt=oldest.created_at) | Q(created_at=oldest.created_at, pk__gt=oldest.pk)
    return ThreadPage(_merged(found[:PAGE], entries.filter(since)), f"{oldest.created_at.isoformat()}~{oldest.pk}")


def additions(conversation: Conversation, after: int) -> list[Item]:
    """What was added since, by the common sequence of messages and entries."""
    messages = _messages(conversation).filter(pk__gt=after).order_by("pk")[:CATCH_UP]
    return _merged(messages, _entries(conversation).filter(pk__gt=after).order_by("pk")[:CATCH_UP])


def chosen(conversation: Conversation, ids: Iterable[int]) -> list[Item]:
    """Messages that the page shows already, as they are now."""
    wanted = list(ids)
    return _merged(_messages(conversation).filter(pk__in=wanted), ()) if wanted else []


def last_id(items: Iterable[Item]) -> int:
    return max((item.id for item in items), default=0)


def _messages(conversation: Conversation) -> "QuerySet[Message]":
    """A reaction of ours is shown on its message; by itself only when it did not get there."""
    shown = Message.objects.exclude(~Q(status=MessageStatus.FAILED), type=MessageType.REACTION)
    return shown.filter(conversation=conversation).select_related("author", "reply_to", "reply_to__author")


def _entries(conversation: Conversation) -> "QuerySet[TimelineEntry]":
    return TimelineEntry.objects.filter(conversation=conversation).select_related("actor")


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
