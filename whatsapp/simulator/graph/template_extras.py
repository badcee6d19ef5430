"""Parts of a template that sell: products of a catalogue, offers that end, and the forms called flows."""

from typing import Any

from django.utils import timezone

from whatsapp.simulator.graph.checks import JsonObject, need_list, need_object, need_text
from whatsapp.simulator.graph.errors import GraphError

SECTIONS, ITEMS = 10, 30


def shown_product(value: JsonObject) -> JsonObject:
    return {key: need_text(value, key, f"header: product.{key}", longest=200) for key in PRODUCT_KEYS}


PRODUCT_KEYS = ("catalog_id", "product_retailer_id")


def shown_offer(part: JsonObject, parameters: list[JsonObject]) -> JsonObject:
    """When it ends is told with each message, where it ends at all."""
    offer = part.get("limited_time_offer") or {}
    if not offer.get("has_expiration"):
        return {"text": offer.get("text", "")}
    if len(parameters) != 1:
        raise GraphError(132000, "limited_time_offer: expected 1 parameter")
    end = need_object(parameters[0], "limited_time_offer").get("expiration_time_ms")
    if isinstance(end, bool) or not isinstance(end, int) or end <= timezone.now().timestamp() * 1000:
        raise GraphError(132012, "limited_time_offer: expiration_time_ms must be in the future")
    return {"text": offer.get("text", ""), "ends_ms": end}


def shown_action(kind: str, action: Any, index: int) -> JsonObject:
    """What a tap opens; a flow and a list of products want theirs given."""
    if action is None and kind == "CATALOG":
        return {}
    if not isinstance(action, dict):
        raise GraphError(131008, f"buttons: Button at index {index} of type {kind} requires a parameter")
    return checked_products(action) if kind == "MPM" else action


def checked_products(action: JsonObject) -> JsonObject:
    need_text(action, "thumbnail_product_retailer_id", "action.thumbnail_product_retailer_id", longest=200)
    count = 0
    for section in need_list(action, "sections", "action.sections", most=SECTIONS):
        need_text(section, "title", "action.sections.title", longest=24)
        items = need_list(section, "product_items", "action.sections.product_items", most=ITEMS)
        for item in items:
            need_text(item, "product_retailer_id", "product_retailer_id", longest=200)
        count += len(items)
    if count > ITEMS:
        raise GraphError(131009, f"action.sections: {count} products, at most {ITEMS} are allowed.")
    return action
