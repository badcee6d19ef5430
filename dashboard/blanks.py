"""A template's blanks as the fields of a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from whatsapp.services.templates.slots import MEDIA_HEADERS, OFFER, Slot

# One parameter that is made of several fields.
FIELDS = {
    "location": {
        "latitude": gettext_noop("Latitude"),
        "longitude": gettext_noop("Longitude"),
        "name": gettext_noop("Name of the place"),
        "address": gettext_noop("Address of the place"),
    },
    "product": {
        "catalog_id": gettext_noop("Id of the catalogue"),
        "product_retailer_id": gettext_noop("Id of the product"),
    },
    "mpm": {
        "thumbnail_product_retailer_id": gettext_noop("Id of the product in the picture"),
        "title": gettext_noop("Title of the list of products"),
        "product_items": gettext_noop("Ids of the products, with commas between them"),
    },
}
EXAMPLES = {"latitude": "-23.5614", "longitude": "-46.6559", "product_items": "fibra-300, fibra-500"}
# Meta asks for no more than that there is one.
FLOW = {"flow_token": "unused"}


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a template that wants a word, or in its head a file."""

    slot: Slot
    name: str

    @property
    def field(self) -> str:
        card = "" if self.slot.card is None else f"card.{self.slot.card}"
        return ".".join(part for part in (card, self.slot.kind, self.slot.index, self.name) if part)

    @property
    def example(self) -> str:
        return EXAMPLES.get(self.name, "") if self.is_one_of_several else self.slot.examples.get(self.name, "")

    @property
    def is_one_of_several(self) -> bool:
        return kind_of_fields(self.slot) in FIELDS

    @property
    def label(self) -> str:
        return _(FIELDS[kind_of_fields(self.slot)][self.name]) if self.is_one_of_several else self.name

    @property
    def is_file(self) -> bool:
        return self.slot.types[0].upper() in MEDIA_HEADERS

    @property
    def is_time(self) -> bool:
        return self.slot.types[0].upper() == OFFER

    @property
    def card_number(self) -> int:
        return 0 if self.slot.card is None else self.slot.card + 1

    @property
    def longest(self) -> int:
        return self.slot.longest or 2048


def blanks_of(slot: Slot) -> list[Blank]:
    """One for each parameter, or for each field of one. A flow wants nothing that a person would know."""
    kind = kind_of_fields(slot)
    return [] if kind == "flow" else [Blank(slot, name) for name in FIELDS.get(kind, slot.names)]


def kind_of_fields(slot: Slot) -> str:
    return slot.names[0] if slot.types[0] == "action" else slot.types[0]


def parameters_of(slot: Slot, values: Mapping[str, str], *, is_named: bool) -> list[dict[str, Any]]:
    """As the Graph API wants them."""
    given = {blank.name: values.get(blank.field, "").strip() for blank in blanks_of(slot)}
    kind = slot.types[0]
    if write := WRITERS.get(kind_of_fields(slot)):
        return [{"type": kind, kind: write(given)}]
    return [_parameter(blank, given[blank.name], is_named=is_named) for blank in blanks_of(slot)]


def _parameter(blank: Blank, value: str, *, is_named: bool) -> dict[str, Any]:
    kind = blank.slot.types[0]
    if blank.is_file:
        return {"type": kind, kind: {"id": value[3:]} if value.startswith("id:") else {"link": value}}
    if kind != "text":
        return {"type": kind, kind: value}
    named = {"parameter_name": blank.name} if is_named and blank.slot.kind != "button" else {}
    return {"type": "text", "text": value, **named}


def _place(given: Mapping[str, str]) -> dict[str, Any]:
    """Numbers with a comma, too."""
    return {key: text.replace(",", ".") if key.endswith("itude") else text for key, text in given.items() if text}


def _products(given: Mapping[str, str]) -> dict[str, Any]:
    ids = [one.strip() for one in given["product_items"].split(",") if one.strip()]
    section = {"title": given["title"], "product_items": [{"product_retailer_id": one} for one in ids]}
    return {"thumbnail_product_retailer_id": given["thumbnail_product_retailer_id"], "sections": [section]}


def _end(given: Mapping[str, str]) -> dict[str, Any]:
    """In the zone that the page shows times in."""
    try:
        moment: datetime | None = parse_datetime(given["end"])
    except ValueError:
        moment = None
    if moment is None:
        return {}
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    return {"expiration_time_ms": int(aware.timestamp() * 1000)}


WRITERS: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "location": _place,
    "product": dict,
    "mpm": _products,
    "flow": lambda _given: dict(FLOW),
    "limited_time_offer": _end,
}
