"""What the panel says of a customer, field by field: how it is read, and what a form needs to change it."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from conversations.composed import Composed
from conversations.customer_fields import OWN, Field, attribute_field
from conversations.models import Customer, CustomerAttribute

DEFINED = Composed(CustomerAttribute.objects.all)


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    label: str
    kind: str
    longest: int
    choices: tuple[str, ...]
    written: str
    shown: str


def facts_of(customer: Customer) -> dict[str, Any]:
    """`own` and `more` can be edited; under `unknown` is what came from elsewhere and nobody defined."""
    rows = DEFINED()
    own = {field.name: _fact(field, customer) for field in OWN}
    defined = {row.key for row in rows}
    return {
        "name": own.pop("name"),
        "about": own.pop("notes"),
        "own": list(own.values()),
        "more": [_fact(attribute_field(row), customer) for row in rows],
        "unknown": [(key, value) for key, value in customer.attributes.items() if key not in defined],
    }


def _fact(field: Field, customer: Customer) -> Fact:
    written = field.written(customer)
    return Fact(
        field.name, str(field.label), field.kind, field.longest, field.choices, written, _shown(field.kind, written)
    )


def _shown(kind: str, written: str) -> str:
    if kind == "date" and (day := _day(written)):
        return date_format(day, "SHORT_DATE_FORMAT")
    if kind == "checkbox" and written in ("true", "false"):
        return _("Yes") if written == "true" else _("No")
    if kind == "number" and written:
        return _number(written)
    return written


def _day(written: str) -> Any:
    try:
        return parse_date(written)
    except ValueError:
        return None


def _number(written: str) -> str:
    try:
        value = float(written)
    except ValueError:
        return written
    return number_format(int(value) if value.is_integer() else value, force_grouping=True)
