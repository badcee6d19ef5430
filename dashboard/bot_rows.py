"""Long lists: a page of rows, and where the next begins."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from chatbot.models import AgentDraft, Stay, Turn

M = TypeVar("M", bound=Model)
PAGE = 50
MAX_VALUE = 500


def kept(asked: Mapping[str, str], names: Iterable[str]) -> str:
    """What a list is narrowed to, for the address of its other pages."""
    return urlencode({name: asked[name][:MAX_VALUE] for name in names if asked.get(name)})


def rows_by_title(rows: QuerySet[M], after: str) -> tuple[list[M], str]:
    """`after` is the last row's number and title, as this function gave it."""
    number, _, title = after.partition("~")
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004
        rows = rows.filter(Q(title__gt=title) | Q(title=title, pk__gt=int(number)))
    found = list(rows.order_by("title", "pk")[: PAGE + 1])
    last: Any = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.pk}~{last.title}" if last else ""


def turns_newest_first(rows: QuerySet[Turn], after: str) -> tuple[list[Turn], str]:
    moment, _, number = after.partition("~")
    try:
        at, pk = datetime.fromisoformat(moment), UUID(number)
    except ValueError:
        at = None
    if at is not None and at.tzinfo is not None:
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)
    found = list(rows.order_by("-created_at", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.created_at.isoformat()}~{last.pk}" if last else ""


def stays_newest_first(rows: QuerySet[Stay], after: str) -> tuple[list[Stay], str]:
    return newest_first(rows, "began_at", after)


def drafts_newest_first(rows: QuerySet[AgentDraft], after: str) -> tuple[list[AgentDraft], str]:
    return newest_first(rows, "created_at", after)


def newest_first(rows: QuerySet[M], since: str, after: str) -> tuple[list[M], str]:
    """By key, newest first; and where the next page begins."""
    moment, _, number = after.partition("~")
    at = _moment(moment)
    if at is not None and number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004
        earlier = Q((f"{since}__lt", at)) | Q((since, at), pk__lt=int(number))
        rows = rows.filter(earlier, Q((f"{since}__lte", at)))
    found = list(rows.order_by(f"-{since}", "-pk")[: PAGE + 1])
    last: Any = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{getattr(last, since).isoformat()}~{last.pk}" if last else ""


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
