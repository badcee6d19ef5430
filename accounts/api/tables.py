"""The usual calls on a table: list and add, read, change and delete. Each calls one service, in the caller's name."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics

from accounts.calls import caller

M = TypeVar("M", bound=Model)
Service = Callable[..., Any]
Extra = dict[str, Any]


# Their docstrings would stand in the API's description of every view that has none.
class Rows(generics.ListCreateAPIView[M]):
    # Called with `by=…, **fields`; returns the new row.
    add: ClassVar[Service]

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = self.add(by=caller(self.request), **serializer.validated_data)


class Row(generics.RetrieveUpdateDestroyAPIView[M]):
    # Called with `row, by=…, **fields`; returns the row as it is now.
    change: ClassVar[Service]
    # Called with `row, by=…`.
    remove: ClassVar[Service]

    def perform_update(self, serializer: Any) -> None:
        serializer.instance = self.change(serializer.instance, by=caller(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: M) -> None:
        self.remove(instance, by=caller(self.request))


def describe_rows(noun: str, tag: str, *, get: Extra | None = None, post: Extra | None = None) -> Service:
    """The list's calls in the API's description; `get` and `post` say more about one of them."""
    return extend_schema_view(
        get=extend_schema(operation_id=f"list{noun}s", tags=[tag], **(get or {})),
        post=extend_schema(operation_id=f"create{noun}", tags=[tag], **(post or {})),
    )


def describe_row(noun: str, tag: str, *, write: Extra | None = None, delete: str = "delete", **every: Any) -> Service:
    """The calls on one of them; `every` is about all that answer with it, `write` about those that change it."""
    written = {**every, **(write or {})}
    return extend_schema_view(
        get=extend_schema(operation_id=f"get{noun}", tags=[tag], **every),
        put=extend_schema(operation_id=f"replace{noun}", tags=[tag], **written),
        patch=extend_schema(operation_id=f"update{noun}", tags=[tag], **written),
        delete=extend_schema(operation_id=f"{delete}{noun}", tags=[tag]),
    )
