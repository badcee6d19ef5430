"""What Meta demands of a template's buttons."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from whatsapp.models import TemplateCategory
from whatsapp.services.templates.problems import Problem
from whatsapp.services.templates.slots import VARIABLE, Component, buttons_of, kind_of

MOST, LONGEST_TEXT, LONGEST_URL, LONGEST_PHONE, LONGEST_CODE = 10, 25, 2000, 20, 15
MOST_OF = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1, "CATALOG": 1, "MPM": 1, "SPM": 1}
QUICK = "QUICK_REPLY"
KINDS = (QUICK, "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW", "OTP", "CATALOG", "MPM", "SPM")
ADDRESS = re.compile(r"https?://[^\s{}/]+[^\s{}]*(\{\{1\}\})?")


def button_problems(component: Component, at: str, category: str) -> Iterator[Problem]:
    buttons = buttons_of(component)
    if not 1 <= len(buttons) <= MOST:
        yield Problem(at, "invalid", _("From one to %(max)d buttons.") % {"max": MOST})
    yield from _together(buttons, at, category)
    for position, button in enumerate(buttons):
        yield from _button(button, f"{at}.{position}")
        if str(button.get("text")) in [str(other.get("text")) for other in buttons[:position]]:
            yield Problem(f"{at}.{position}.text", "duplicate", _("Another button has this text."))


def _together(buttons: Sequence[Component], at: str, category: str) -> Iterator[Problem]:
    kinds = [kind_of(button) for button in buttons]
    for kind, most in MOST_OF.items():
        if kinds.count(kind) > most:
            detail = _("At most %(max)d buttons of the type %(type)s.") % {"max": most, "type": kind}
            yield Problem(at, "invalid", detail)
    changes = sum(1 for one, other in zip(kinds, kinds[1:], strict=False) if (one == QUICK) != (other == QUICK))
    if changes > 1:
        yield Problem(at, "invalid", _("Keep the quick replies together, before or after the other buttons."))
    if ("OTP" in kinds) != (category == TemplateCategory.AUTHENTICATION):
        yield Problem(at, "invalid", _("Authentication templates have a button for the code, and only they."))


def _button(button: Component, at: str) -> Iterator[Problem]:
    kind, text = kind_of(button), str(button.get("text") or "")
    if kind not in KINDS:
        yield Problem(f"{at}.type", "invalid", _("Use: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    elif kind == "COPY_CODE":
        yield from _limited(_first(button.get("example")), f"{at}.example", LONGEST_CODE)
    elif not text.strip() and kind != "OTP":
        yield Problem(f"{at}.text", "required", _("Give a text."))
    yield from _label(text, f"{at}.text")
    if kind == "URL":
        yield from _address(button, at)
    elif kind == "PHONE_NUMBER":
        yield from _phone(str(button.get("phone_number") or ""), f"{at}.phone_number")
    elif kind == "FLOW" and not (button.get("flow_id") or button.get("flow_name") or button.get("flow_json")):
        yield Problem(f"{at}.flow_id", "required", _("Give the flow's id."))


def _label(text: str, at: str) -> Iterator[Problem]:
    if len(text) > LONGEST_TEXT:
        yield Problem(at, "max_length", _("At most %(max)d characters.") % {"max": LONGEST_TEXT})
    elif VARIABLE.search(text) or "\n" in text:
        yield Problem(at, "invalid", _("No variables and no line breaks here."))


def _address(button: Component, at: str) -> Iterator[Problem]:
    url = str(button.get("url") or "")
    if not ADDRESS.fullmatch(url) or len(url) > LONGEST_URL:
        yield Problem(f"{at}.url", "invalid", _("Give an address; its one variable, {{1}}, stands at its end."))
    elif VARIABLE.search(url):
        example, fixed = _first(button.get("example")), VARIABLE.split(url)[0]
        if not example.startswith(fixed) or example == fixed:
            yield Problem(f"{at}.example", "required", _("Give an example of what stands in for {{1}}."))


def _phone(number: str, at: str) -> Iterator[Problem]:
    if not re.fullmatch(r"\+?[\d ()-]{5,}", number) or len(number) > LONGEST_PHONE:
        yield Problem(at, "invalid", _("Give a phone number with country code, such as +5511987654321."))


def _limited(text: str, at: str, longest: int) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(at, "required", _("Give an example."))
    elif len(text) > longest:
        yield Problem(at, "max_length", _("At most %(max)d characters.") % {"max": longest})


def _first(value: object) -> str:
    return str((value[0] if value else "") if isinstance(value, list) else (value or ""))
