"""Rows as a CSV file that a spreadsheet opens as it is."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language

# What a spreadsheet takes for a formula. Customers and agents write some of these texts.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"  # else Excel reads it as Latin-1


class _Echo:
    """A file that hands back what is written."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Written while it is sent, so that its length costs no memory. Separated as the language's spreadsheets expect:
    by semicolons where the comma is for decimals."""
    separator = ";" if (get_language() or "").startswith("pt") else ","
    response = StreamingHttpResponse(_lines(head, rows, separator), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(head: Sequence[str], rows: Iterable[Sequence[Any]], separator: str) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=separator)  # type: ignore[arg-type]
    yield BOM
    yield writer.writerow(head)  # type: ignore[misc]
    for row in rows:
        yield writer.writerow([as_text(value) for value in row])  # type: ignore[misc]


def as_text(value: Any) -> Any:
    """A text that a spreadsheet does not take for a formula; what is none stays as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
