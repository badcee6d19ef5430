"""What may still be sent when the 24-hour window is closed: the approved templates and their blanks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Conversation
from dashboard import canned
from whatsapp.models import BusinessNumber, Template
from whatsapp.services.templates import approved_templates
from whatsapp.services.templates.checking import problems_of
from whatsapp.services.templates.finding import is_stopped
from whatsapp.services.templates.rendering import Bubble, bubble_of
from whatsapp.services.templates.slots import MEDIA_HEADERS, Slot, kind_of, slots_of

PARTS = ("HEADER", "BODY", "FOOTER", "BUTTONS")
PLACE = {
    "latitude": gettext_noop("Latitude"),
    "longitude": gettext_noop("Longitude"),
    "name": gettext_noop("Name of the place"),
    "address": gettext_noop("Address of the place"),
}
EXAMPLE_PLACE = {"latitude": "-23.5614", "longitude": "-46.6559"}
AGAINST = {
    "CAROUSEL": gettext_noop("It has a carousel, whose cards each want a file and a text of their own."),
    "LIMITED_TIME_OFFER": gettext_noop("It is an offer for a limited time, whose end cannot be given here."),
    "": gettext_noop("It has a part that cannot be filled in here."),
}
PARAMETER = re.compile(r"components\.(\d+)(?:\.parameters\.(\d+))?")
PORTUGUESE = ("+55", "+351", "+244", "+258")


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a template that wants a word, or in its head a file."""

    slot: Slot
    name: str

    @property
    def field(self) -> str:
        return ".".join(part for part in (self.slot.kind, self.slot.index, self.name) if part)

    @property
    def example(self) -> str:
        return EXAMPLE_PLACE.get(self.name, "") if self.is_place else self.slot.examples.get(self.name, "")

    @property
    def is_place(self) -> bool:
        return self.slot.types[0] == "location"

    @property
    def label(self) -> str:
        return _(PLACE[self.name]) if self.is_place else self.name

    @property
    def is_file(self) -> bool:
        return self.slot.types[0].upper() in MEDIA_HEADERS

    @property
    def longest(self) -> int:
        return self.slot.longest or 2048

    def parameter(self, value: str, *, is_named: bool) -> dict[str, Any]:
        kind = self.slot.types[0]
        if self.is_file:
            return {"type": kind, kind: {"id": value[3:]} if value.startswith("id:") else {"link": value}}
        if kind != "text":
            return {"type": kind, kind: value}
        named = {"parameter_name": self.name} if is_named and self.slot.kind != "button" else {}
        return {"type": "text", "text": value, **named}


@dataclass(frozen=True)
class Offer:
    """A template as the composer offers it."""

    template: Template

    @cached_property
    def slots(self) -> list[Slot]:
        """Payloads and the like are for programs, and may be left out."""
        return [slot for slot in slots_of(self.template) if slot.least]

    @cached_property
    def blanks(self) -> list[Blank]:
        return [blank for slot in self.slots for blank in _blanks(slot)]

    @property
    def bubble(self) -> Bubble:
        return bubble_of(self.template, [])

    def components(self, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """As the Graph API wants them."""
        return [self._component(slot, values) for slot in self.slots]

    def _component(self, slot: Slot, values: Mapping[str, str]) -> dict[str, Any]:
        is_named = self.template.parameter_format == "NAMED"
        given = [(blank, values.get(blank.field, "").strip()) for blank in _blanks(slot)]
        parameters = [blank.parameter(value, is_named=is_named) for blank, value in given]
        if slot.types[0] == "location":
            parameters = [{"type": "location", "location": _place({blank.name: value for blank, value in given})}]
        button = {"sub_type": slot.sub_types[0], "index": slot.index} if slot.kind == "button" else {}
        return {"type": slot.kind, **button, "parameters": parameters}

    def preview(self, values: Mapping[str, str]) -> Bubble:
        """What is not filled in yet stays a blank."""
        shown = [
            {**part, "parameters": [p if _has_value(p) else {} for p in part["parameters"]]}
            for part in self.components(values)
        ]
        return bubble_of(self.template, shown)

    def problems(self, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong, by the form's fields."""
        found = problems_of(self.template, self.components(values))
        return {field: problem.detail for problem in found if (field := self.field_of(problem.attr))}

    def field_of(self, attr: str | None) -> str:
        """The form's field that a fault belongs to; empty when it belongs to none."""
        found = PARAMETER.match(attr or "")
        if found is None or int(found[1]) >= len(self.slots):
            return ""
        blanks, place = _blanks(self.slots[int(found[1])]), (attr or "").rsplit(".", 1)[-1]
        named = (blank for blank in blanks if blank.is_place and blank.name == place)
        return next(named, blanks[int(found[2] or 0)]).field


def offers(conversation: Conversation) -> list[Offer]:
    """Those of the conversation's number, the most fitting first: in the customer's language, used of late."""
    wanted = language_of(conversation)
    fitting = [row for row in _approved(conversation) if not reason_against(row)]
    return [Offer(row) for row in sorted(fitting, key=lambda row: not row.language.startswith(wanted))]


def unusable(conversation: Conversation) -> list[tuple[Template, str]]:
    """What is approved and cannot be sent from here, with why."""
    return [(row, reason) for row in _approved(conversation) if (reason := reason_against(row))]


def reason_against(template: Template) -> str:
    """Why the form has no fields for it; empty when it has."""
    strange = next((kind for part in template.components if (kind := kind_of(part)) not in PARTS), None)
    return "" if strange is None else _(AGAINST.get(strange, AGAINST[""]))


def _approved(conversation: Conversation) -> list[Template]:
    number = BusinessNumber.objects.filter(channel=conversation.channel_id).first()
    if number is None:
        return []
    rows = approved_templates(number).filter(business_account_id=number.business_account_id)
    ordered = rows.order_by(F("last_used_at").desc(nulls_last=True), "name", "language")
    return [row for row in ordered if not is_stopped(row, number)]


def offer_of(conversation: Conversation, template_id: int) -> Offer | None:
    return next((offer for offer in offers(conversation) if offer.template.pk == template_id), None)


def values_of(form: Mapping[str, str], conversation: Conversation, user: User) -> dict[str, str]:
    """With the words of canned responses, such as {{customer.name}}, filled in."""
    known = canned.variables(conversation, user)
    return {name: canned.fill(str(value), known) for name, value in form.items()}


def language_of(conversation: Conversation) -> str:
    """Nobody tells us the customer's language; the country is a good guess."""
    phone = conversation.customer.phone or ""
    return "pt" if phone.startswith(PORTUGUESE) else (get_language() or "pt")[:2]


def _blanks(slot: Slot) -> list[Blank]:
    """One for each parameter; a place is one parameter of several fields."""
    return [Blank(slot, name) for name in (PLACE if slot.types[0] == "location" else slot.names)]


def _place(given: Mapping[str, str]) -> dict[str, str]:
    """Numbers with a comma, too."""
    return {key: text.replace(",", ".") if key.endswith("itude") else text for key, text in given.items() if text}


def _has_value(parameter: dict[str, Any]) -> bool:
    value = parameter.get(str(parameter["type"]))
    if isinstance(value, dict):
        return bool(value.get("link") or value.get("id") or value.get("latitude"))
    return bool(value)
