"""Pages of the plain lists: `{"<name>": […], "next": cursor or null}`, by key, so that a deep page costs no more."""

import base64
from collections.abc import Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

PAGE, MAX_PAGE = 50, 200


class PageQuery(serializers.Serializer[Any]):
    limit = serializers.IntegerField(min_value=1, max_value=MAX_PAGE, default=PAGE)
    cursor = serializers.CharField(
        required=False, max_length=1000, help_text=gettext_lazy("`next` of the page before.")
    )


class NamedPagination(BasePagination):
    """The view says under which name its rows stand (`list_name`), and the fields that order them (`ordering`, all
    in one direction, the last one unique)."""

    list_name = "results"
    following: str | None = None

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        assert isinstance(queryset, QuerySet)
        query = PageQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        self.list_name, ordering = view.list_name, view.ordering  # type: ignore[union-attr]
        if cursor := query.validated_data.get("cursor"):
            queryset = queryset.filter(_after(queryset, ordering, cursor))
        limit = query.validated_data["limit"]
        rows = list(queryset.order_by(*ordering)[: limit + 1])
        self.following = _encode(rows[limit - 1], ordering) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({self.list_name: data, "next": self.following})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        cursor = {"type": ["string", "null"], "description": "The cursor of the next page."}
        return {
            "type": "object",
            "required": [self.list_name, "next"],
            "properties": {self.list_name: schema, "next": cursor},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE}
        return [
            {"name": "limit", "in": "query", "required": False, "schema": limit},
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string", "maxLength": 1000}},
        ]


def _encode(row: Any, ordering: tuple[str, ...]) -> str:
    values = [str(getattr(row, name.lstrip("-"))) for name in ordering]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _after(queryset: QuerySet[Any], ordering: tuple[str, ...], cursor: str) -> Q:
    try:
        texts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(texts, list) or len(texts) != len(ordering) or any("\x00" in text for text in texts):
            raise ValueError(cursor)
        fields = [queryset.model._meta.get_field(name.lstrip("-")) for name in ordering]
        values = [field.to_python(text) for field, text in zip(fields, texts, strict=True)]
    except (ValueError, TypeError, ModelValidationError) as error:
        detail = ErrorDetail(_("This is no cursor of this list."), code="invalid")
        raise ValidationError({"cursor": [detail]}) from error
    return _beyond(list(zip(ordering, values, strict=True)))


def _beyond(keys: list[tuple[str, Any]]) -> Q:
    """(a, b) > (x, y), written out: a > x, or a = x and b > y."""
    (name, value), *rest = keys
    field, compare = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
    beyond = Q(**{f"{field}__{compare}": value})
    return beyond | (Q(**{field: value}) & _beyond(rest)) if rest else beyond
