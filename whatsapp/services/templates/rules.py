"""What Meta demands of a new or changed template, checked before it is submitted. Each problem names its field."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from whatsapp.models import TemplateCategory
from whatsapp.services.templates.button_rules import button_problems
from whatsapp.services.templates.marketing_rules import carousel_problems, offer_problems, together_problems
from whatsapp.services.templates.problems import Problem
from whatsapp.services.templates.slots import (
    CAROUSEL,
    LOCATION,
    LONGEST_CARD,
    MEDIA_HEADERS,
    OFFER,
    PRODUCT,
    VARIABLE,
    Component,
    examples_of,
    kind_of,
    variables_of,
)

NAME, LANGUAGE = re.compile(r"[a-z0-9_]{1,512}"), re.compile(r"[a-z]{2,3}(_[A-Z]{2,4})?")
NAMED = re.compile(r"[a-z][a-z0-9_]*")
EDGE = re.compile(r"^\s*\{\{|\}\}\s*[.!?…,;:]*\s*$")
TOUCHING = re.compile(r"\}\}\s*\{\{")
HEADER, BODY, FOOTER = 60, 1024, 60
KINDS = ("HEADER", "BODY", "FOOTER", "BUTTONS", CAROUSEL, OFFER)


def template_problems(
    *, name: str, language: str, category: str, parameter_format: str, components: Sequence[Component]
) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        yield Problem("name", "invalid", _("Only lower-case letters without accents, digits and underscores."))
    if not LANGUAGE.fullmatch(language):
        yield Problem("language", "invalid", _("Give a language such as pt_BR."))
    if category not in TemplateCategory.values:
        yield Problem("category", "invalid", _("Choose a category."))
    yield from _structure(components)
    yield from together_problems(components, category)
    is_named = parameter_format == "NAMED"
    for position, component in enumerate(components):
        yield from _component(component, f"components.{position}", category=category, is_named=is_named)


def _structure(components: Sequence[Component]) -> Iterator[Problem]:
    kinds = [kind_of(component) for component in components]
    if "BODY" not in kinds:
        yield Problem("components", "required", _("A template needs a body."))
    for position, kind in enumerate(kinds):
        if kind not in KINDS:
            yield Problem(f"components.{position}.type", "invalid", _("Use: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
        elif kind in kinds[:position]:
            yield Problem(f"components.{position}", "duplicate", _("This part is given twice."))


def _component(component: Component, at: str, *, category: str, is_named: bool) -> Iterator[Problem]:
    kind = kind_of(component)
    if kind == "HEADER":
        yield from _header(component, at, is_named)
    elif kind == "BODY":
        yield from _body(component, at, category=category, is_named=is_named)
    elif kind == "FOOTER":
        yield from _footer(component, at, category)
    elif kind == "BUTTONS":
        yield from button_problems(component, f"{at}.buttons", category)
    elif kind == CAROUSEL:
        yield from carousel_problems(component, at, _card_part(is_named))
    elif kind == OFFER:
        yield from offer_problems(component, at)


def _card_part(is_named: bool) -> Callable[[Component, str], Iterator[Problem]]:
    """A card is of parts like any other template, but shorter."""

    def problems(component: Component, at: str) -> Iterator[Problem]:
        kind = kind_of(component)
        if kind == "BODY" and len(str(component.get("text") or "")) > LONGEST_CARD:
            yield Problem(f"{at}.text", "max_length", _("At most %(max)d characters.") % {"max": LONGEST_CARD})
        yield from _component(component, at, category=TemplateCategory.MARKETING, is_named=is_named)

    return problems


def _header(component: Component, at: str, is_named: bool) -> Iterator[Problem]:
    form = str(component.get("format") or "TEXT").upper()
    if form in (LOCATION, PRODUCT):
        return
    if form in MEDIA_HEADERS:
        example = component.get("example")
        if not (isinstance(example, dict) and example.get("header_handle")):
            yield Problem(f"{at}.example", "required", _("Give an example file: WhatsApp looks at it."))
        return
    text = str(component.get("text") or "")
    yield from _words(text, f"{at}.text", HEADER)
    if re.search(r"[\n*_~`]", VARIABLE.sub("", text)) or any(unicodedata.category(sign) == "So" for sign in text):
        yield Problem(f"{at}.text", "invalid", _("No line breaks, no emoji and no formatting here."))
    if len(variables_of(component)) > 1:
        yield Problem(f"{at}.text", "invalid", _("At most one variable here."))
    yield from _variables(component, at, is_named)


def _body(component: Component, at: str, *, category: str, is_named: bool) -> Iterator[Problem]:
    text = str(component.get("text") or "")
    if category == TemplateCategory.AUTHENTICATION:
        if text:
            yield Problem(f"{at}.text", "invalid", _("WhatsApp words authentication templates itself."))
        return
    yield from _words(text, f"{at}.text", BODY)
    if EDGE.search(text):
        yield Problem(f"{at}.text", "invalid", _("A variable may stand neither at the beginning nor at the end."))
    if TOUCHING.search(text):
        yield Problem(f"{at}.text", "invalid", _("Put words between two variables."))
    yield from _variables(component, at, is_named)


def _footer(component: Component, at: str, category: str) -> Iterator[Problem]:
    if category == TemplateCategory.AUTHENTICATION:
        minutes = component.get("code_expiration_minutes")
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= 90:  # noqa: PLR2004
            detail = _("Give a number of minutes from 1 to 90.")
            yield Problem(f"{at}.code_expiration_minutes", "invalid", detail)
        return
    yield from _words(str(component.get("text") or ""), f"{at}.text", FOOTER)
    if variables_of(component):
        yield Problem(f"{at}.text", "invalid", _("No variables here."))


def _words(text: str, at: str, longest: int) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(at, "required", _("Give a text."))
    elif len(text) > longest:
        yield Problem(at, "max_length", _("At most %(max)d characters.") % {"max": longest})
    if re.search(r"\{\{|\}\}", VARIABLE.sub("", text)):
        yield Problem(at, "invalid", _("Write variables as {{1}} or {{name}}."))


def _variables(component: Component, at: str, is_named: bool) -> Iterator[Problem]:
    names, examples = variables_of(component), examples_of(component)
    if is_named and not all(NAMED.fullmatch(name) for name in names):
        yield Problem(f"{at}.text", "invalid", _("Name variables with lower-case letters, digits and underscores."))
    if not is_named and sorted(names) != sorted(str(number + 1) for number in range(len(names))):
        yield Problem(f"{at}.text", "invalid", _("Number the variables {{1}}, {{2}} and so on, without a gap."))
    for name in names:
        if not examples.get(name, "").strip():
            detail = _("Give an example for {{%(name)s}}.") % {"name": name}
            yield Problem(f"{at}.example.{name}", "required", detail)
