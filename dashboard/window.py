"""What may still be sent when the 24-hour window is closed: the approved templates and their blanks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from conversations import filling
from conversations.models import Conversation
from dashboard.blanks import Blank, blanks_of, parameters_of
from whatsapp.models import BusinessNumber, Template
from whatsapp.services.templates import approved_templates
from whatsapp.services.templates.checking import problems_of
from whatsapp.services.templates.finding import is_stopped
from whatsapp.services.templates.rendering import Bubble, bubble_of
from whatsapp.services.templates.slots import CAROUSEL, OFFER, Slot, cards_of, kind_of, slots_of

PARTS = ("HEADER", "BODY", "FOOTER", "BUTTONS", CAROUSEL, OFFER, "CALL_PERMISSION_REQUEST")
PARAMETER = re.compile(r"components\.(\d+)(?:\.cards\.(\d+)\.components\.(\d+))?(?:\.parameters\.(\d+))?")
PORTUGUESE = ("+55", "+351", "+244", "+258")


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
        return [blank for slot in self.slots for blank in blanks_of(slot)]

    @property
    def bubble(self) -> Bubble:
        return bubble_of(self.template, [])

    def components(self, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """As the Graph API wants them: a carousel's cards in one of their own."""
        own = [self._component(slot, values) for slot in self.slots if slot.card is None]
        cards = [
            {"card_index": number, "components": [self._component(slot, values) for slot in self._slots_of(number)]}
            for number in range(len(cards_of(self.template)))
        ]
        return [*own, {"type": "carousel", "cards": cards}] if cards else own

    def _slots_of(self, card: int | None) -> list[Slot]:
        return [slot for slot in self.slots if slot.card == card]

    def _component(self, slot: Slot, values: Mapping[str, str]) -> dict[str, Any]:
        parameters = parameters_of(slot, values, is_named=self.template.parameter_format == "NAMED")
        button = {"sub_type": slot.sub_types[0], "index": slot.index} if slot.kind == "button" else {}
        return {"type": slot.kind, **button, "parameters": parameters}

    def preview(self, values: Mapping[str, str]) -> Bubble:
        """What is not filled in yet stays a blank."""
        return bubble_of(self.template, [_shown(part) for part in self.components(values)])

    def problems(self, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong, by the form's fields."""
        found = problems_of(self.template, self.components(values))
        return {field: problem.detail for problem in found if (field := self.field_of(problem.attr))}

    def field_of(self, attr: str | None) -> str:
        """The form's field that a fault belongs to; empty when it belongs to none."""
        found = PARAMETER.match(attr or "")
        slots = self._slots_of(int(found[2]) if found and found[2] else None)
        if found is None or int(found[3] or found[1]) >= len(slots):
            return ""
        blanks, place = blanks_of(slots[int(found[3] or found[1])]), (attr or "").split(".")
        named = (blank for blank in blanks if blank.is_one_of_several and blank.name in place)
        first = blanks[int(found[4] or 0)] if blanks else None
        blank = next(named, first)
        return blank.field if blank else ""


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
    is_known = all(kind_of(part) in PARTS for part in template.components)
    return "" if is_known else _("It has a part that cannot be filled in here.")


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
    known = filling.variables(conversation, user)
    return {name: filling.fill(str(value), known) for name, value in form.items()}


def language_of(conversation: Conversation) -> str:
    """Nobody tells us the customer's language; the country is a good guess."""
    phone = conversation.customer.phone or ""
    return "pt" if phone.startswith(PORTUGUESE) else (get_language() or "pt")[:2]


def _shown(part: dict[str, Any]) -> dict[str, Any]:
    if cards := part.get("cards"):
        return {
            **part,
            "cards": [{**card, "components": [_shown(one) for one in card["components"]]} for card in cards],
        }
    return {**part, "parameters": [p if _has_value(p) else {} for p in part["parameters"]]}


def _has_value(parameter: dict[str, Any]) -> bool:
    value = parameter.get(str(parameter["type"]))
    if isinstance(value, dict):
        return any(value.get(key) for key in ("link", "id", "latitude", "expiration_time_ms"))
    return bool(value)
