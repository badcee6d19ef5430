"""Long lists of the bot's pages: a page of rows, and where the next begins."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
PAGE = 50


def rows_by_title(rows: QuerySet[M], after: str) -> tuple[list[M], str]:
    """`after` is the last row's number and title, as this function gave it."""
    number, _, title = after.partition("~")
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004
        rows = rows.filter(Q(title__gt=title) | Q(title=title, pk__gt=int(number)))
    found = list(rows.order_by("title", "pk")[: PAGE + 1])
    last: Any = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.pk}~{last.title}" if last else ""
