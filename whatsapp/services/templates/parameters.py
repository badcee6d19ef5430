"""One parameter of a template, and whether Meta would take it. Each check names the field at fault."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from whatsapp.services.templates.problems import Problem
from whatsapp.services.templates.products import action_problems, is_name
from whatsapp.services.templates.slots import Slot

__all__ = ["Problem", "parameter_problems", "too_long"]

CURRENCY = re.compile(r"[A-Z]{3}")
HTTP = re.compile(r"https?://[^\s/]+\S*")
MAX_LATITUDE, MAX_LONGITUDE = 90, 180
MAX_LINK = 2048
LAST_MS = 32_503_680_000_000  # the year 3000


def parameter_problems(slot: Slot, parameter: Any, at: str) -> Iterator[Problem]:
    """`at` is where it stands, such as components.0.parameters.1."""
    if not isinstance(parameter, dict) or not parameter.get("type"):
        yield Problem(at, "invalid", _("Each parameter is an object with a type."))
        return
    kind = str(parameter["type"]).lower()
    if kind not in slot.types:
        text = _("A parameter of the %(part)s is of the wrong type; it takes: %(types)s.")
        detail = text % {"part": slot.kind, "types": ", ".join(slot.types)}
        yield Problem(f"{at}.type", "parameter_type", detail)
        return
    value = parameter.get(kind, parameter.get("text") if kind in ("payload", "coupon_code") else None)
    yield from CHECKS[kind](slot, value, f"{at}.{kind}")


def _text(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, str) or not value.strip():
        yield Problem(at, "parameter_empty", _("Give a text."))
    elif slot.longest and len(value) > slot.longest:
        yield too_long(at, slot.longest)
    elif slot.kind != "button" and re.search(r"[\n\r\t]| {4}", value):
        yield Problem(at, "parameter_format", _("No line breaks, no tabs and no more than three spaces in a row."))
    elif slot.kind == "button" and re.search(r"\s", value):
        yield Problem(at, "parameter_format", _("No spaces and no line breaks."))


def _plain(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    """A payload: for us alone, so anything but nothing."""
    if not isinstance(value, str) or not value.strip():
        yield Problem(at, "parameter_empty", _("Give a text."))
    elif len(value) > slot.longest:
        yield too_long(at, slot.longest)


def _media(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict) or not (value.get("id") or value.get("link")):
        yield Problem(at, "parameter_empty", _("Give the file's id or its link."))
    elif not value.get("id") and not _is_address(value.get("link")):
        yield Problem(f"{at}.link", "parameter_format", _("Give an address that begins with https://."))


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_LINK and bool(HTTP.fullmatch(value))


def _location(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    place = value if isinstance(value, dict) else {}
    for name, most in (("latitude", MAX_LATITUDE), ("longitude", MAX_LONGITUDE)):
        if not _is_between(place.get(name), most):
            detail = _("Give a number from -%(most)d to %(most)d.") % {"most": most}
            yield Problem(f"{at}.{name}", "parameter_format", detail)


def _is_between(value: Any, most: int) -> bool:
    try:
        return not isinstance(value, bool) and -most <= float(value) <= most
    except (TypeError, ValueError):
        return False


def _currency(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    money = value if isinstance(value, dict) else {}
    yield from _text(slot, money.get("fallback_value"), f"{at}.fallback_value")
    if not CURRENCY.fullmatch(str(money.get("code", ""))):
        yield Problem(f"{at}.code", "parameter_format", _("Give the three letters of a currency, such as BRL."))
    amount = money.get("amount_1000")
    if isinstance(amount, bool) or not re.fullmatch(r"-?\d{1,15}", str(amount)):
        yield Problem(f"{at}.amount_1000", "parameter_format", _("Give the amount times 1000, as a whole number."))


def _date_time(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    yield from _text(slot, value.get("fallback_value") if isinstance(value, dict) else None, f"{at}.fallback_value")


def _action(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(at, "parameter_format", _("Give an object."))
    elif slot.names == ("mpm",):
        yield from action_problems(value, at)


def _product(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    product = value if isinstance(value, dict) else {}
    for name in ("catalog_id", "product_retailer_id"):
        if not is_name(product.get(name)):
            yield Problem(f"{at}.{name}", "parameter_empty", _("Give an id."))


def _offer_end(slot: Slot, value: Any, at: str) -> Iterator[Problem]:
    """Milliseconds, as everywhere on the web. What has ended is no offer."""
    end = value.get("expiration_time_ms") if isinstance(value, dict) else None
    if isinstance(end, bool) or not isinstance(end, int) or not timezone.now().timestamp() * 1000 < end < LAST_MS:
        detail = _("Give a time ahead, in milliseconds since 1970.")
        yield Problem(f"{at}.expiration_time_ms", "parameter_format", detail)


def too_long(at: str, longest: int) -> Problem:
    return Problem(at, "parameter_too_long", _("At most %(max)d characters.") % {"max": longest})


CHECKS = {
    "text": _text,
    "currency": _currency,
    "date_time": _date_time,
    "image": _media,
    "video": _media,
    "document": _media,
    "location": _location,
    "payload": _plain,
    "coupon_code": _text,
    "action": _action,
    "product": _product,
    "limited_time_offer": _offer_end,
}
