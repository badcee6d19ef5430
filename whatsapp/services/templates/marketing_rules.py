"""What Meta demands of a template's carousel and of its offer for a limited time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from whatsapp.models import TemplateCategory
from whatsapp.services.templates.problems import Problem
from whatsapp.services.templates.slots import (
    CAROUSEL,
    OFFER,
    PRODUCT,
    Component,
    buttons_of,
    kind_of,
    offer_of,
    parts_of,
)

FEWEST_CARDS, MOST_CARDS, MOST_CARD_BUTTONS = 2, 10, 2
LONGEST_OFFER, LONGEST_OFFER_BODY = 16, 600
CARD_KINDS, CARD_HEADERS = ("HEADER", "BODY", "BUTTONS"), ("IMAGE", "VIDEO", PRODUCT)
OFFER_HEADERS = ("IMAGE", "VIDEO")
PartProblems = Callable[[Component, str], Iterator[Problem]]


def together_problems(components: Sequence[Component], category: str) -> Iterator[Problem]:
    """What may not stand beside what."""
    kinds = [kind_of(component) for component in components]
    if CAROUSEL in kinds:
        for position, kind in enumerate(kinds):
            if kind not in ("BODY", CAROUSEL):
                yield Problem(f"components.{position}", "invalid", _("Beside a carousel only a body may stand."))
    if OFFER in kinds:
        yield from _beside_offer(components, kinds, category)


def _beside_offer(components: Sequence[Component], kinds: list[str], category: str) -> Iterator[Problem]:
    if category != TemplateCategory.MARKETING:
        yield Problem("category", "invalid", _("An offer for a limited time is marketing."))
    offer = offer_of(components[kinds.index(OFFER)])
    buttons = [kind_of(button) for part in components for button in buttons_of(part)]
    wanted = ["COPY_CODE", "URL"] if offer.get("has_expiration") else ["URL"]
    if buttons not in (wanted, ["COPY_CODE", "URL"]):
        detail = _("An offer wants these buttons: %(kinds)s.") % {"kinds": ", ".join(wanted)}
        yield Problem("components", "invalid", detail)
    for position, component in enumerate(components):
        yield from _part_beside_offer(component, f"components.{position}")


def _part_beside_offer(component: Component, at: str) -> Iterator[Problem]:
    kind = kind_of(component)
    if kind == "FOOTER":
        yield Problem(at, "invalid", _("An offer has no footer."))
    elif kind == "HEADER" and str(component.get("format")).upper() not in OFFER_HEADERS:
        yield Problem(f"{at}.format", "invalid", _("Use: %(kinds)s.") % {"kinds": ", ".join(OFFER_HEADERS)})
    elif kind == "BODY" and len(str(component.get("text") or "")) > LONGEST_OFFER_BODY:
        yield Problem(f"{at}.text", "max_length", _("At most %(max)d characters.") % {"max": LONGEST_OFFER_BODY})


def offer_problems(component: Component, at: str) -> Iterator[Problem]:
    offer = offer_of(component)
    text, at = str(offer.get("text") or ""), f"{at}.limited_time_offer"
    if not text.strip():
        yield Problem(f"{at}.text", "required", _("Give a text."))
    elif len(text) > LONGEST_OFFER:
        yield Problem(f"{at}.text", "max_length", _("At most %(max)d characters.") % {"max": LONGEST_OFFER})
    if not isinstance(offer.get("has_expiration", False), bool):
        yield Problem(f"{at}.has_expiration", "invalid", _("Give true or false."))


def carousel_problems(component: Component, at: str, part_problems: PartProblems) -> Iterator[Problem]:
    """All cards have the same parts and the same kinds of buttons: they stand side by side."""
    cards = _cards(component)
    if not FEWEST_CARDS <= len(cards) <= MOST_CARDS:
        shown = {"min": FEWEST_CARDS, "max": MOST_CARDS}
        yield Problem(f"{at}.cards", "invalid", _("From %(min)d to %(max)d cards.") % shown)
    for number, card in enumerate(cards):
        place = f"{at}.cards.{number}"
        yield from _card(card, f"{place}.components", part_problems)
        if _shape(card) != _shape(cards[0]):
            yield Problem(place, "invalid", _("All cards have the same parts and the same kinds of buttons."))


def _card(card: list[Component], at: str, part_problems: PartProblems) -> Iterator[Problem]:
    kinds = [kind_of(part) for part in card]
    if "HEADER" not in kinds:
        yield Problem(at, "required", _("Each card needs a header."))
    for position, (kind, part) in enumerate(zip(kinds, card, strict=True)):
        place = f"{at}.{position}"
        if kind not in CARD_KINDS:
            yield Problem(f"{place}.type", "invalid", _("Use: %(kinds)s.") % {"kinds": ", ".join(CARD_KINDS)})
        elif kind in kinds[:position]:
            yield Problem(place, "duplicate", _("This part is given twice."))
        elif kind == "HEADER" and str(part.get("format")).upper() not in CARD_HEADERS:
            yield Problem(f"{place}.format", "invalid", _("Use: %(kinds)s.") % {"kinds": ", ".join(CARD_HEADERS)})
        elif kind == "BUTTONS" and len(buttons_of(part)) > MOST_CARD_BUTTONS:
            detail = _("From one to %(max)d buttons.") % {"max": MOST_CARD_BUTTONS}
            yield Problem(f"{place}.buttons", "invalid", detail)
        else:
            yield from part_problems(part, place)


def _shape(card: list[Component]) -> list[Any]:
    kinds = [(kind_of(part), str(part.get("format") or "").upper()) for part in card]
    return [sorted(kinds), [kind_of(button) for part in card for button in buttons_of(part)]]


def _cards(component: Component) -> list[list[Component]]:
    cards = component.get("cards")
    return [parts_of(card) for card in cards] if isinstance(cards, list) else []
