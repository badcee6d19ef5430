"""Does what is given fit the template? Everything that Meta would refuse is refused before it is sent."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from conversations.exceptions import Invalid
from whatsapp.models import Template
from whatsapp.services.templates.parameters import Problem, parameter_problems, too_long
from whatsapp.services.templates.rendering import filled
from whatsapp.services.templates.slots import VARIABLE, Component, Slot, slots_of

Place = tuple[str, str]  # kind and index


def check_components(template: Template, components: Sequence[Component]) -> None:
    """Raises Invalid with the first field at fault."""
    for problem in problems_of(template, components):
        raise Invalid(problem.detail, code=problem.code, attr=problem.attr)


def problems_of(template: Template, components: Sequence[Component]) -> Iterator[Problem]:
    """All that is wrong, in the template's order."""
    given: dict[Place, int] = {}
    for position, component in enumerate(components):
        place = _place(component)
        if place in given:
            yield Problem(f"components.{position}", "duplicate", _("This part is given twice."))
        given.setdefault(place, position)
    slots = slots_of(template)
    for slot in slots:
        position = given.pop((slot.kind, slot.index), -1)
        yield from _slot_problems(template, slot, components, position)
    yield from _extra(given, components)


def _place(component: Component) -> Place:
    kind = str(component.get("type", "")).lower()
    return kind, str(component.get("index", "")) if kind == "button" else ""


def _slot_problems(
    template: Template, slot: Slot, components: Sequence[Component], position: int
) -> Iterator[Problem]:
    component = components[position] if position >= 0 else {}
    parameters = component.get("parameters") or []
    if not slot.least <= len(parameters) <= len(slot.names):
        text = _("The template's %(part)s takes %(expected)d parameters, %(count)d given.")
        shown = {"part": slot.kind, "expected": len(slot.names), "count": len(parameters)}
        yield Problem("components", "parameter_count", text % shown)
        return
    at = f"components.{position}"
    if slot.sub_types and parameters and str(component.get("sub_type", "")).lower() not in slot.sub_types:
        detail = _("This button is of the type %(type)s.") % {"type": slot.sub_types[0]}
        yield Problem(f"{at}.sub_type", "parameter_type", detail)
    faults = [p for n, given in enumerate(parameters) for p in parameter_problems(slot, given, f"{at}.parameters.{n}")]
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


def _extra(given: dict[Place, int], components: Sequence[Component]) -> Iterator[Problem]:
    for (kind, _index), position in given.items():
        if components[position].get("parameters"):
            detail = _("The template has no parameters in its %(part)s.") % {"part": kind}
            yield Problem("components", "invalid", detail)
