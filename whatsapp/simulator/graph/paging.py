"""Meta's lists: a page, its cursors, and the address of the next one."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from whatsapp.simulator.graph.errors import bad_parameter
from whatsapp.simulator.graph.request import GraphRequest

DEFAULT, MOST = 25, 1000
Row = TypeVar("Row", bound=Model)
Shown = dict[str, Any]


def page_of(request: GraphRequest, rows: QuerySet[Row], show: Callable[[Row], Shown]) -> Shown:
    """By id, after the cursor; without `next` it is the last page."""
    limit = limit_of(request)
    after = request.query("after")
    ordered = rows.order_by("pk").filter(pk__gt=row_of(after)) if after else rows.order_by("pk")
    found = list(ordered[: limit + 1])
    page: Shown = {"data": [show(row) for row in found[:limit]]}
    if page["data"]:
        page["paging"] = {"cursors": {"before": cursor_of(found[0]), "after": cursor_of(found[:limit][-1])}}
    if len(found) > limit:
        page["paging"]["next"] = next_address(request, page["paging"]["cursors"]["after"])
    return page


def limit_of(request: GraphRequest) -> int:
    text = request.query("limit") or str(DEFAULT)
    if not text.isdecimal() or not int(text):
        raise bad_parameter("Param limit must be a positive integer.")
    return min(int(text), MOST)


def cursor_of(row: Model) -> str:
    return base64.urlsafe_b64encode(f"row:{row.pk}".encode()).decode()


def row_of(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("row:"))
    except (binascii.Error, ValueError):
        raise bad_parameter("Invalid cursor.") from None


def next_address(request: GraphRequest, after: str) -> str:
    query = request.http.GET.copy()
    query["after"] = after
    return request.http.build_absolute_uri(f"{request.http.path}?{query.urlencode()}")


def only_fields(request: GraphRequest, shown: Shown, default: tuple[str, ...] = ()) -> Shown:
    """What `fields` asks for, the id always; unknown names are passed over."""
    asked = request.query("fields") or ",".join(default)
    if not asked:
        return shown
    names = {"id"} | {name.split("(")[0].split("{")[0].strip() for name in asked.split(",")}
    return {name: value for name, value in shown.items() if name in names}
