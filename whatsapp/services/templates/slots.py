"""What a template wants to be given: a slot for each part that takes parameters. Parts are as Meta describes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from whatsapp.models import Template, TemplateCategory

Component = dict[str, Any]
VARIABLE = re.compile(r"\{\{\s*([\w]+)\s*\}\}")
TEXT_TYPES = ("text", "currency", "date_time")
MEDIA_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT")
LOCATION, PRODUCT = "LOCATION", "PRODUCT"
CAROUSEL, OFFER = "CAROUSEL", "LIMITED_TIME_OFFER"
LONGEST_CARD = 160
# Buttons that take an action, and how many must be given.
ACTIONS = {"FLOW": 1, "MPM": 1, "CATALOG": 0}
CODE_NAME = "1"  # the one variable of an authentication template, which Meta words itself


@dataclass(frozen=True, slots=True)
class Slot:
    """`kind` is header, body, button or limited_time_offer; `sub_type` and `index` are a button's. `least` parameters
    must be given, and at most one for each of `names`. `card` counts the cards of a carousel."""

    kind: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    least: int
    index: str = ""
    sub_types: tuple[str, ...] = ()
    text: str = ""  # with its variables; what is filled in counts towards the limit
    longest: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    label: str = ""  # a button's own text
    card: int | None = None


def slots_of(template: Template) -> list[Slot]:
    """Those of a carousel's cards last."""
    own = [slot for component in template.components for slot in _slots(template, component)]
    cards = enumerate(cards_of(template))
    return own + [slot for number, card in cards for part in card for slot in _card_slots(part, number)]


def variables_of(component: Component) -> list[str]:
    """The distinct variables of a component's text, in their order."""
    return list(dict.fromkeys(VARIABLE.findall(str(component.get("text") or ""))))


def kind_of(component: Component) -> str:
    return str(component.get("type", "")).upper()


def buttons_of(component: Component) -> list[Component]:
    buttons = component.get("buttons")
    return [button for button in buttons if isinstance(button, dict)] if isinstance(buttons, list) else []


def cards_of(template: Template) -> list[list[Component]]:
    """The parts of each card of its carousel."""
    carousel: Component = next((part for part in template.components if kind_of(part) == CAROUSEL), {})
    cards = carousel.get("cards")
    return [parts_of(card) for card in cards] if isinstance(cards, list) else []


def parts_of(card: Any) -> list[Component]:
    parts = card.get("components") if isinstance(card, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _card_slots(component: Component, card: int) -> Iterator[Slot]:
    """A card is a small template of its own."""
    kind = kind_of(component)
    if kind == "HEADER":
        found = _header(component)
    elif kind == "BODY":
        found = _text("body", component, longest=LONGEST_CARD)
    else:
        found = _buttons(component)
    for slot in found:
        yield replace(slot, card=card)


def _slots(template: Template, component: Component) -> Iterator[Slot]:
    kind = kind_of(component)
    if kind == "HEADER":
        yield from _header(component)
    elif kind == "BODY":
        yield from _body(template, component)
    elif kind == "BUTTONS":
        yield from _buttons(component)
    elif kind == OFFER and offer_of(component).get("has_expiration"):
        form = OFFER.lower()
        yield Slot(kind=form, names=("end",), types=(form,), least=1)


def offer_of(component: Component) -> Component:
    offer = component.get("limited_time_offer")
    return offer if isinstance(offer, dict) else {}


def _buttons(component: Component) -> Iterator[Slot]:
    for index, button in enumerate(buttons_of(component)):
        yield from _button(str(index), button)


def _header(component: Component) -> Iterator[Slot]:
    form = str(component.get("format") or "TEXT").upper()
    if form in (*MEDIA_HEADERS, LOCATION, PRODUCT):
        yield Slot(kind="header", names=(form.lower(),), types=(form.lower(),), least=1)
        return
    yield from _text("header", component, longest=60)


def _body(template: Template, component: Component) -> Iterator[Slot]:
    if template.category == TemplateCategory.AUTHENTICATION and not variables_of(component):
        yield Slot(kind="body", names=(CODE_NAME,), types=("text",), least=1, longest=15)
        return
    is_alone = len(template.components) == 1
    yield from _text("body", component, longest=32_768 if is_alone else 1024)


def _text(kind: str, component: Component, *, longest: int) -> Iterator[Slot]:
    names = tuple(variables_of(component))
    if names:
        yield Slot(
            kind=kind,
            names=names,
            types=TEXT_TYPES,
            least=len(names),
            text=str(component.get("text") or ""),
            longest=longest,
            examples=examples_of(component),
        )


def _button(index: str, button: Component) -> Iterator[Slot]:
    kind, label = kind_of(button), str(button.get("text") or "")
    if kind == "URL" and VARIABLE.search(str(button.get("url") or "")):
        address = str(button["url"])
        yield Slot("button", ("url",), ("text",), 1, index, ("url",), address, 2000, _url_example(button), label)
    elif kind == "OTP":
        yield Slot("button", (CODE_NAME,), ("text",), 1, index, ("url", "otp"), "", 15, {}, label)
    elif kind == "COPY_CODE":
        examples = {"code": str(_first(button.get("example")))}
        yield Slot("button", ("code",), ("coupon_code",), 1, index, ("copy_code",), "", 15, examples, label)
    elif kind == "QUICK_REPLY":
        yield Slot("button", ("payload",), ("payload",), 0, index, ("quick_reply",), "", 256, {}, label)
    elif kind in ACTIONS:
        yield Slot("button", (kind.lower(),), ("action",), ACTIONS[kind], index, (kind.lower(),), "", 0, {}, label)


def examples_of(component: Component) -> dict[str, str]:
    """By variable. Meta keeps them in one of several shapes."""
    example = component.get("example")
    if not isinstance(example, dict):
        return {}
    part = kind_of(component).lower()
    named = example.get(f"{part}_text_named_params")
    if isinstance(named, list):
        pairs = (one for one in named if isinstance(one, dict))
        return {str(one.get("param_name", "")): str(one.get("example", "")) for one in pairs}
    values = example.get(f"{part}_text")
    if isinstance(values, list) and values and isinstance(values[0], list):
        values = values[0]
    names = variables_of(component)
    return dict(zip(names, map(str, values), strict=False)) if isinstance(values, list) else {}


def _url_example(button: Component) -> dict[str, str]:
    """Only what stands in for the variable: Meta's example is the whole address."""
    whole = str(_first(button.get("example")))
    fixed = VARIABLE.split(str(button.get("url") or ""))[0]
    return {"url": whole.removeprefix(fixed)} if whole else {}


def _first(value: Any) -> Any:
    return (value[0] if value else "") if isinstance(value, list) else (value or "")
