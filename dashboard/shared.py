"""Files exchanged with a customer, over all conversations that the reader may see, page by page by key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.models import User
from conversations.models import Attachment, AttachmentState, Conversation, Customer

PAGE = 24
ADDRESS = "/api/v1/attachments/"


@dataclass(frozen=True, slots=True)
class Shared:
    row: Attachment

    @property
    def url(self) -> str:
        return f"{ADDRESS}{self.row.pk}"

    @property
    def thumbnail(self) -> str:
        return f"{self.url}/thumbnail" if self.row.thumbnail else self.url

    @property
    def kind(self) -> str:
        return self.row.mime_type.partition("/")[0]

    @property
    def media(self) -> dict[str, Any]:
        return {"filename": self.row.filename, "mime_type": self.row.mime_type}


@dataclass(frozen=True, slots=True)
class SharedPage:
    pictures: list[Shared]
    others: list[Shared]
    older: str


def files_of(customer: Customer, user: User, before: str = "") -> SharedPage:
    """Of deleted messages nothing: their files are not for everybody any more."""
    seen = Conversation.objects.visible_to(user).filter(customer=customer).values("pk")
    rows = Attachment.objects.filter(
        conversation__in=seen, state=AttachmentState.READY, message__isnull=False, message__deleted_at=None
    ).select_related("message__author")
    if cursor := _parse(before):
        rows = rows.filter(Q(created_at__lt=cursor[0]) | Q(created_at=cursor[0], pk__lt=cursor[1]))
    found = [Shared(row) for row in rows.order_by("-created_at", "-pk")[: PAGE + 1]]
    last = found[PAGE - 1].row if len(found) > PAGE else None
    shown = found[:PAGE]
    return SharedPage(
        pictures=[one for one in shown if one.kind in ("image", "video")],
        others=[one for one in shown if one.kind not in ("image", "video")],
        older=f"{last.created_at.isoformat()}~{last.pk}" if last else "",
    )


def _parse(cursor: str) -> tuple[datetime, UUID] | None:
    at, _, pk = cursor.partition("~")
    try:
        moment, key = parse_datetime(at), UUID(pk)
    except ValueError:
        return None
    return (moment, key) if moment and moment.tzinfo else None
