"""Does what is given fit the template? Everything that Meta would refuse is refused before it is sent."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conversations.exceptions import Invalid
from whatsapp.models import Template
from whatsapp.services.templates.parameters import Problem, parameter_problems, too_long
from whatsapp.services.templates.rendering import filled
from whatsapp.services.templates.slots import CAROUSEL, VARIABLE, Component, Slot, cards_of, slots_of

Place = tuple[str, str]  # kind and index


def check_components(template: Template, components: Sequence[Component]) -> None:
    """Raises Invalid with the first field at fault."""
    for problem in problems_of(template, components):
        raise Invalid(problem.detail, code=problem.code, attr=problem.attr)


def problems_of(template: Template, components: Sequence[Component]) -> Iterator[Problem]:
    """All that is wrong, in the template's order."""
    slots = slots_of(template)
    own = [slot for slot in slots if slot.card is None]
    cards = cards_of(template)
    taken = {(CAROUSEL.lower(), "")} if cards else set()
    yield from _problems(template, own, Given(components, "components", taken))
    if cards:
        yield from _carousel_problems(template, [slot for slot in slots if slot.card is not None], components)


@dataclass(frozen=True, slots=True)
class Given:
    """Parts with values; `at` is where their list stands, `elsewhere` what is checked in another place."""

    components: Sequence[Component]
    at: str
    elsewhere: AbstractSet[Place] = frozenset()


def _problems(template: Template, slots: Sequence[Slot], given: Given) -> Iterator[Problem]:
    places: dict[Place, int] = {}
    for position, component in enumerate(given.components):
        place = _place(component)
        if place in places:
            yield Problem(f"{given.at}.{position}", "duplicate", _("This part is given twice."))
        places.setdefault(place, position)
    for slot in slots:
        position = places.pop((slot.kind, slot.index), -1)
        yield from _slot_problems(template, slot, given, position)
    yield from _extra({place: n for place, n in places.items() if place not in given.elsewhere}, given)


def _carousel_problems(
    template: Template, slots: Sequence[Slot], components: Sequence[Component]
) -> Iterator[Problem]:
    """Every card that was approved must be given, each once by its number."""
    count = len(cards_of(template))
    place = next((n for n, part in enumerate(components) if _place(part)[0] == CAROUSEL.lower()), -1)
    cards = components[place].get("cards") if place >= 0 else None
    if not isinstance(cards, list) or len(cards) != count:
        shown = {"expected": count, "count": len(cards) if isinstance(cards, list) else 0}
        detail = _("The template's carousel has %(expected)d cards, %(count)d given.") % shown
        yield Problem(f"components.{place}.cards" if place >= 0 else "components", "card_count", detail)
        return
    left = set(range(count))
    for position, card in enumerate(cards):
        at, number = f"components.{place}.cards.{position}", card.get("card_index")
        if number not in left:
            detail = _("Number the cards from 0 to %(last)d, each once.") % {"last": count - 1}
            yield Problem(f"{at}.card_index", "invalid", detail)
            continue
        left.discard(number)
        own = [slot for slot in slots if slot.card == number]
        yield from _problems(template, own, Given(card.get("components") or [], f"{at}.components"))


def _place(component: Component) -> Place:
    kind = str(component.get("type", "")).lower()
    return kind, str(component.get("index", "")) if kind == "button" else ""


def _slot_problems(template: Template, slot: Slot, given: Given, position: int) -> Iterator[Problem]:
    component = given.components[position] if position >= 0 else {}
    parameters = component.get("parameters") or []
    if not slot.least <= len(parameters) <= len(slot.names):
        text = _("The template's %(part)s takes %(expected)d parameters, %(count)d given.")
        shown = {"part": slot.kind, "expected": len(slot.names), "count": len(parameters)}
        yield Problem(given.at, "parameter_count", text % shown)
        return
    at = f"{given.at}.{position}"
    if slot.sub_types and parameters and str(component.get("sub_type", "")).lower() not in slot.sub_types:
        detail = _("This button is of the type %(type)s.") % {"type": slot.sub_types[0]}
        yield Problem(f"{at}.sub_type", "parameter_type", detail)
    faults = [p for n, value in enumerate(parameters) for p in parameter_problems(slot, value, f"{at}.parameters.{n}")]
    yield from faults
    if slot.types[0] == "text" and slot.kind != "button":
        yield from _names(template, slot, parameters, at)
    if not faults and slot.text and len(_hydrated(slot, parameters)) > slot.longest:
        yield too_long(f"{at}.parameters", slot.longest)


def _names(template: Template, slot: Slot, parameters: Sequence[Component], at: str) -> Iterator[Problem]:
    """Named ones by their names, each once; positional ones without."""
    if template.parameter_format != "NAMED":
        return
    left = list(slot.names)
    for number, parameter in enumerate(parameters):
        name = parameter.get("parameter_name") if isinstance(parameter, dict) else None
        if name in left:
            left.remove(name)
        else:
            detail = _("Name one of: %(names)s.") % {"names": ", ".join(slot.names)}
            yield Problem(f"{at}.parameters.{number}.parameter_name", "parameter_name", detail)


def _hydrated(slot: Slot, parameters: Sequence[Component]) -> str:
    if slot.kind == "button":
        return VARIABLE.sub(lambda _found: str(parameters[0].get("text", "")), slot.text)
    return filled(slot.text, parameters)


def _extra(places: dict[Place, int], given: Given) -> Iterator[Problem]:
    for (kind, _index), position in places.items():
        if given.components[position].get("parameters") or given.components[position].get("cards"):
            detail = _("The template has no parameters in its %(part)s.") % {"part": kind}
            yield Problem(given.at, "invalid", detail)
