"""A customer's fields as people write them: what each takes, and how a value is written back. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.documents import parse_document
from conversations.exceptions import Invalid
from conversations.models import AttributeKind, Customer, CustomerAttribute

PREFIX = "attributes."
MAX_TEXT, MAX_NUMBER = 500, Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Any
    kind: str
    longest: int = MAX_TEXT
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Of an attribute; empty for what every customer has."""
        return self.name.removeprefix(PREFIX) if self.name.startswith(PREFIX) else ""

    def value(self, customer: Customer) -> Any:
        return customer.attributes.get(self.key) if self.key else getattr(customer, self.name)

    def written(self, customer: Customer) -> str:
        return write(self.value(customer))

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises Invalid, which names the field."""
        text = text.replace("\x00", "").strip()
        if len(text) > self.longest:
            raise Invalid(_("At most %(max)d characters.") % {"max": self.longest}, code="max_length", attr=self.name)
        return READERS[self.kind](self, text)


OWN = (
    Field("name", gettext_lazy("Name"), "text", 200),
    Field("email", gettext_lazy("E-mail"), "email", 254),
    Field("document", gettext_lazy("CPF or CNPJ"), "document", 20),
    Field("plan", gettext_lazy("Plan"), "text", 120),
    Field("since", gettext_lazy("Customer since"), "date"),
    Field("birth", gettext_lazy("Birth"), "date"),
    Field("notes", gettext_lazy("Notes"), "long", 8000),
)


def attribute_field(row: CustomerAttribute) -> Field:
    return Field(PREFIX + row.key, row.label, row.kind, choices=tuple(row.choices))


def field_named(name: str, attributes: Iterable[CustomerAttribute]) -> Field | None:
    known = (*OWN, *(attribute_field(row) for row in attributes))
    return next((field for field in known if field.name == name), None)


def write(value: Any) -> str:
    """A value as a form holds it; two values are the same when they are written alike."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(field: Field, text: str) -> str:
    return text if field.kind == "long" else " ".join(text.split())


def _email(field: Field, text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise Invalid(_("Write it as name@company.com."), attr=field.name) from None
    return text


def _document(field: Field, text: str) -> str:
    number = parse_document(text) if text else ""
    if number is None:
        raise Invalid(_("This is no CPF or CNPJ: its check digits do not fit. Compare it once more."), attr=field.name)
    return number


def _date(field: Field, text: str) -> date | None:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise Invalid(_("This is no date."), attr=field.name)
    if day and field.name == "birth" and day > date.today():  # noqa: DTZ011
        raise Invalid(_("A birth lies in the past."), attr=field.name)
    return day


def _number(field: Field, text: str) -> int | float | None:
    """With a comma or a point before the fraction; with a comma, points only group."""
    plain = text.replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain) if plain else None
    except InvalidOperation:
        number = Decimal("NaN")
    if number is None:
        return None
    if not number.is_finite() or abs(number) > MAX_NUMBER:
        raise Invalid(_("Write a number, such as 12 or 12.5."), attr=field.name)
    return int(number) if number == number.to_integral_value() else float(number)


def _choice(field: Field, text: str) -> str:
    if text and text not in field.choices:
        raise Invalid(_("Choose one of: %(choices)s.") % {"choices": ", ".join(field.choices)}, attr=field.name)
    return text


def _checkbox(field: Field, text: str) -> bool | None:
    if text not in ("", "true", "false"):
        raise Invalid(_("It is either true or false."), attr=field.name)
    return text == "true" if text else None


def _day(field: Field, text: str) -> str:
    """As JSON holds it."""
    return write(_date(field, text))


READERS: dict[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "long": _text,
    "email": _email,
    "document": _document,
    "date": lambda field, text: _day(field, text) if field.key else _date(field, text),
    AttributeKind.NUMBER: _number,
    AttributeKind.CHOICE: _choice,
    AttributeKind.CHECKBOX: _checkbox,
}
