"""Opaque keyset cursors: where a page ended, so that the next one costs as little, however deep."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from conversations.models import Conversation, Status
from conversations.models.conversation import ConversationQuerySet


@dataclass(frozen=True, slots=True)
class ActivityCursor:
    """After this row, in the order of the last activity."""

    at: datetime
    id: UUID

    @classmethod
    def of(cls, row: Conversation) -> "ActivityCursor":
        return cls(at=row.last_activity_at, id=row.pk)

    @classmethod
    def read(cls, at: str, pk: str) -> "ActivityCursor":
        return cls(at=_time(at), id=UUID(pk))

    def write(self) -> list[Any]:
        return [self.at.isoformat(), str(self.id)]

    def after(self) -> Q:
        # The first condition is implied by the second; it is what an index can start from.
        return Q(last_activity_at__lte=self.at) & (Q(last_activity_at__lt=self.at) | Q(id__lt=self.id))


@dataclass(frozen=True, slots=True)
class QueueCursor:
    """After this row, in the order of the queue."""

    priority: int
    at: datetime
    id: UUID

    @classmethod
    def of(cls, row: Conversation) -> "QueueCursor":
        return cls(priority=row.priority, at=row.queued_at or row.created_at, id=row.pk)

    @classmethod
    def read(cls, priority: int, at: str, pk: str) -> "QueueCursor":
        return cls(priority=int(priority), at=_time(at), id=UUID(pk))

    def write(self) -> list[Any]:
        return [self.priority, self.at.isoformat(), str(self.id)]

    def after(self) -> Q:
        same = Q(priority=self.priority)
        later = Q(queued_at__gt=self.at) | Q(queued_at=self.at, id__gt=self.id)
        return Q(priority__lt=self.priority) | (same & later)


def page_of(
    rows: ConversationQuerySet, *, status: str | None, cursor: str | None, limit: int
) -> tuple[list[Conversation], str | None]:
    """A page in the list's order, and the cursor of the next one or null."""
    kind: type[QueueCursor] | type[ActivityCursor] = QueueCursor if status == Status.QUEUE else ActivityCursor
    if cursor:
        rows = rows.filter(decode(cursor, kind).after())
    ordered = rows.in_queue_order() if kind is QueueCursor else rows.order_by("-last_activity_at", "-id")
    page = list(ordered[: limit + 1])
    following = encode(kind.of(page[limit - 1])) if len(page) > limit else None
    return page[:limit], following


def encode(cursor: QueueCursor | ActivityCursor) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(cursor.write())).decode().rstrip("=")


def decode(text: str, kind: type[QueueCursor] | type[ActivityCursor]) -> QueueCursor | ActivityCursor:
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return kind.read(*parts)
    except (ValueError, TypeError, OverflowError, AttributeError, binascii.Error) as error:
        detail = ErrorDetail(_("This is no cursor of this list."), code="invalid")
        raise ValidationError({"cursor": [detail]}) from error


def _time(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value
