"""From a strange system's JSON to our own types, dates and amounts as Brazilians write them; nonsense is refused."""

import re
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from isp.exceptions import BadAnswer
from isp.mapping import Operation, pick

T = TypeVar("T")
DAY = re.compile(r"^(\d{2})/(\d{2})/(\d{4})(.*)$")
MONEY = re.compile(r"^(?:R\$\s*)?(\d{1,3}(?:\.\d{3})*|\d+),(\d{1,2})$")
MAX_ITEMS = 100


def read_list(kind: type[T], operation: Operation, answer: Any) -> tuple[T, ...]:
    found = pick(answer, operation.items)
    if found is None:
        return ()
    items = found if isinstance(found, list) else [found]
    return tuple(read_item(kind, operation, item) for item in items[:MAX_ITEMS])


def read_one(kind: type[T], operation: Operation, answer: Any) -> T:
    return read_item(kind, operation, pick(answer, operation.items))


def read_item(kind: type[T], operation: Operation, item: Any) -> T:
    if not isinstance(item, dict):
        raise BadAnswer(f"{kind.__name__}: not an object")
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    given = {name: _value(name, operation, item) for name in names}
    try:
        values = {name: value for name, value in given.items() if value is not None}
        made: T = _adapter(kind).validate_python(values)  # type: ignore[arg-type]
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadAnswer(f"{kind.__name__}.{where}") from error
    return made


def read_numbers(operation: Operation, answer: Any) -> tuple[int, ...]:
    found = pick(answer, operation.items)
    if not isinstance(found, list):
        raise BadAnswer("days: not a list")
    days = (str(pick(item, operation.fields["day"]) if "day" in operation.fields else item) for item in found[:31])
    return tuple(int(day) for day in days if day.isdigit() and 1 <= int(day) <= 31)  # noqa: PLR2004


def _value(name: str, operation: Operation, item: dict[str, Any]) -> Any:
    found = pick(item, operation.fields.get(name, name))
    if name in operation.values:
        return operation.values[name].get(str(found), found)
    if name == "phones":
        return tuple(str(phone) for phone in (found if isinstance(found, list) else [found]) if phone)
    if (
        isinstance(found, int)
        and not isinstance(found, bool)
        and name in ("id", "subscriber_id", "contract", "number")
    ):
        return str(found)
    return _plain(found) if isinstance(found, str) else found


def _plain(text: str) -> str | None:
    """ISO dates and plain decimals; an empty text is nothing."""
    text = text.strip()
    if day := DAY.match(text):
        return f"{day[3]}-{day[2]}-{day[1]}{day[4]}"
    if money := MONEY.match(text):
        return f"{money[1].replace('.', '')}.{money[2]}"
    return text or None


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
