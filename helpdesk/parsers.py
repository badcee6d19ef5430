"""Reading request bodies: strictly, and never more than is allowed."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request

Path = tuple[str, ...]


class StrictJSONParser(JSONParser):
    """UTF-8, no NaN, no NUL characters (which PostgreSQL cannot store), and at most the configured size."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise RequestDataTooBig
        try:
            data = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("JSON parse error: %(error)s") % {"error": error}) from error
        _refuse_nul(data)
        return data


class LimitedMultiPartParser(MultiPartParser):
    """Refuses by the announced size, before anything is read."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request: Request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_SIZE:
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)


def _refuse_nul(data: Any) -> None:
    for path, text in _strings(data):
        if "\x00" in text:
            detail = ErrorDetail(_("Null characters are not allowed."), code="null_characters_not_allowed")
            raise ValidationError({".".join(path) or "non_field_errors": [detail]})


def _strings(data: Any) -> Iterator[tuple[Path, str]]:
    """Every text in it with the way to it; not recursive, as the nesting may be deep."""
    stack: list[tuple[Path, Any]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for key, item in value.items():
                stack += [((*path, key), item), ((*path, "key"), key)]
        elif isinstance(value, list):
            stack += [((*path, str(index)), item) for index, item in enumerate(value)]
