"""The products that a button of a template opens: sections, each with its items of the catalogue."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from whatsapp.services.templates.problems import Problem

MOST_SECTIONS, MOST_ITEMS, LONGEST_TITLE, LONGEST_ID = 10, 30, 24, 200


def action_problems(action: dict[str, Any], at: str) -> Iterator[Problem]:
    if not is_name(action.get("thumbnail_product_retailer_id")):
        yield Problem(f"{at}.thumbnail_product_retailer_id", "parameter_empty", _("Give an id."))
    sections = _objects(action.get("sections"))
    if not 1 <= len(sections) <= MOST_SECTIONS:
        detail = _("From one to %(max)d sections.") % {"max": MOST_SECTIONS}
        yield Problem(f"{at}.sections", "parameter_count", detail)
    for number, section in enumerate(sections):
        yield from _section(section, f"{at}.sections.{number}")
    if sum(len(_objects(section.get("product_items"))) for section in sections) > MOST_ITEMS:
        detail = _("At most %(max)d products in all.") % {"max": MOST_ITEMS}
        yield Problem(f"{at}.sections", "parameter_count", detail)


def is_name(value: Any) -> bool:
    """An id as somebody's catalogue has it."""
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST_ID


def _section(section: dict[str, Any], at: str) -> Iterator[Problem]:
    title = section.get("title")
    if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_TITLE:
        detail = _("Give a title of at most %(max)d characters.") % {"max": LONGEST_TITLE}
        yield Problem(f"{at}.title", "parameter_format", detail)
    items = _objects(section.get("product_items"))
    if not items:
        yield Problem(f"{at}.product_items", "parameter_count", _("Give at least one product."))
    for number, item in enumerate(items):
        if not is_name(item.get("product_retailer_id")):
            attr = f"{at}.product_items.{number}.product_retailer_id"
            yield Problem(attr, "parameter_empty", _("Give an id."))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []
