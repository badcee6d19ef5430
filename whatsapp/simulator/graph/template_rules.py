"""What a template must be like to be taken for review."""

import re
from collections.abc import Callable

from whatsapp.simulator.graph.checks import JsonObject, need_list, need_object, need_text
from whatsapp.simulator.graph.errors import GraphError, bad_parameter, missing
from whatsapp.simulator.graph.template_send import PLACEHOLDER
from whatsapp.simulator.models.template import component_of

CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
FORMATS = {"POSITIONAL", "NAMED"}
HEADER_FORMATS = {"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "PRODUCT"}
BUTTON_TYPES = {
    "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP", "FLOW", "CATALOG", "MPM", "SPM", "VOICE_CALL",
    "CALL_PERMISSION_REQUEST", "CONTACT_INFO_REQUEST", "APP",
}  # fmt: skip
BODY, HEADER, FOOTER, BUTTON = 1024, 60, 60, 25
CARD_BODY, OFFER = 160, 16
BUTTONS, LINKS, CARDS = 10, 2, 10
WORDS_PER_VARIABLE = 2
# Meta words these itself.
ONE_TIME = "*{{1}}* é seu código de verificação. Para sua segurança, não o compartilhe."


def refused(details: str, *, subcode: int) -> GraphError:
    return GraphError(100, details, message="Invalid parameter", subcode=subcode)


def described(body: JsonObject) -> JsonObject:
    name = need_text(body, "name", "name", longest=512)
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_parameter("Param name must hold lower-case letters, digits and underscores only.")
    category = checked_category(body)
    style = str(body.get("parameter_format") or "POSITIONAL").upper()
    if style not in FORMATS:
        raise bad_parameter("Param parameter_format must be one of {POSITIONAL, NAMED}.")
    return {
        "name": name,
        "language": need_text(body, "language", "language", longest=16),
        "category": category,
        "parameter_format": style,
        "components": checked_components(body, category, style),
    }


def checked_category(body: JsonObject) -> str:
    category = need_text(body, "category", "category", longest=32).upper()
    if category not in CATEGORIES:
        raise bad_parameter("Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}.")
    return category


def checked_components(body: JsonObject, category: str, style: str) -> list[JsonObject]:
    components = need_list(body, "components", "components", most=10)
    kinds = kinds_of(components)
    if len(set(kinds)) != len(kinds):
        raise bad_parameter("components: each type may come once.")
    if "BODY" not in kinds:
        raise missing("components: BODY")
    if category == "AUTHENTICATION":
        component_of(components, "BODY")["text"] = ONE_TIME
        return components
    for kind, part in zip(kinds, components, strict=True):
        if check := CHECKS.get(kind):
            check(part, style)
    return components


def check_body(part: JsonObject, style: str) -> None:
    text = need_text(part, "text", "components: BODY text", longest=BODY)
    variables = check_variables(text, part, "body", style)
    if re.match(r"\s*\{\{", text) or re.search(r"\}\}\s*$", text):
        raise refused("Variables can't be at the start or end of the template.", subcode=2388299)
    if variables and len(PLACEHOLDER.sub("", text).split()) < WORDS_PER_VARIABLE * len(variables):
        raise refused("This template has too many variables for its length.", subcode=2388293)


def check_variables(text: str, part: JsonObject, kind: str, style: str) -> list[str]:
    """Names or numbers in order, each with an example."""
    found = list(dict.fromkeys(PLACEHOLDER.findall(text)))
    if style == "POSITIONAL" and sorted(found, key=str) != sorted(map(str, range(1, len(found) + 1)), key=str):
        raise refused("Variables must be numbered from {{1}} without gaps.", subcode=2388073)
    if found and not examples(part, kind, style):
        raise refused(f"Component of type {kind.upper()} is missing expected field(s) (example)", subcode=2388043)
    return found


def examples(part: JsonObject, kind: str, style: str) -> object:
    example = part.get("example")
    key = f"{kind}_text_named_params" if style == "NAMED" else f"{kind}_text"
    return example.get(key) if isinstance(example, dict) else None


def check_header(part: JsonObject, style: str) -> None:
    kind = str(part.get("format", "")).upper()
    if kind not in HEADER_FORMATS:
        raise bad_parameter(f"Param components: HEADER format must be one of {{{', '.join(sorted(HEADER_FORMATS))}}}.")
    if kind == "TEXT":
        text = need_text(part, "text", "components: HEADER text", longest=HEADER)
        if len(check_variables(text, part, "header", style)) > 1:
            raise refused("The header may hold one variable.", subcode=2388047)
    elif kind in {"IMAGE", "VIDEO", "DOCUMENT"}:
        example = part.get("example")
        if not isinstance(example, dict) or not example.get("header_handle"):
            raise refused("Component of type HEADER is missing expected field(s) (example)", subcode=2388273)


def check_footer(part: JsonObject, style: str) -> None:
    text = need_text(part, "text", "components: FOOTER text", longest=FOOTER)
    if PLACEHOLDER.search(text):
        raise refused("The footer can't have variables.", subcode=2388073)


def check_buttons(part: JsonObject, style: str) -> None:
    buttons = need_list(part, "buttons", "components: BUTTONS", most=BUTTONS)
    kinds = [str(button.get("type", "")).upper() for button in buttons]
    if unknown := next((kind for kind in kinds if kind not in BUTTON_TYPES), None):
        raise bad_parameter(f"Param components: BUTTONS type {unknown!r} is not supported.")
    if kinds.count("URL") > LINKS or kinds.count("PHONE_NUMBER") > 1:
        raise refused("Too many buttons of one type.", subcode=2388060)
    # Quick replies stand together, before or after the rest.
    turns = sum(a != b for a, b in zip(is_reply(kinds), is_reply(kinds)[1:], strict=False))
    if turns > 1:
        raise refused("Quick replies must be grouped together.", subcode=2388060)
    for kind, button in zip(kinds, buttons, strict=True):
        check_button(kind, button)


def is_reply(kinds: list[str]) -> list[bool]:
    return [kind == "QUICK_REPLY" for kind in kinds]


def check_button(kind: str, button: JsonObject) -> None:
    if kind in {"QUICK_REPLY", "URL", "PHONE_NUMBER", "FLOW"}:
        need_text(button, "text", "components: BUTTONS text", longest=BUTTON)
    if kind == "URL":
        url = need_text(button, "url", "components: BUTTONS url", longest=2000)
        if PLACEHOLDER.search(url) and not button.get("example"):
            raise refused("Component of type BUTTONS is missing expected field(s) (example)", subcode=2388043)
    if kind == "PHONE_NUMBER":
        need_text(button, "phone_number", "components: BUTTONS phone_number", longest=20)


def check_carousel(part: JsonObject, style: str) -> None:
    """Each card is a small template; all have the same parts."""
    cards = need_list(part, "cards", "components: CAROUSEL cards", most=CARDS)
    for card in cards:
        components = need_list(card, "components", "components: CAROUSEL components", most=3)
        if not component_of(components, "HEADER"):
            raise missing("components: CAROUSEL: HEADER")
        if len(component_of(components, "BODY").get("text", "")) > CARD_BODY:
            raise refused(f"The body of a card may hold {CARD_BODY} characters.", subcode=2388095)
        if buttons := component_of(components, "BUTTONS"):
            check_buttons(buttons, style)
    if len({tuple(sorted(kinds_of(card["components"]))) for card in cards}) > 1:
        raise refused("All cards of a carousel must have the same components.", subcode=2388096)


def kinds_of(components: list[JsonObject]) -> list[str]:
    return [str(part.get("type", "")).upper() for part in components]


def check_offer(part: JsonObject, style: str) -> None:
    offer = need_object(part, "limited_time_offer", "components: LIMITED_TIME_OFFER")
    need_text(offer, "text", "components: LIMITED_TIME_OFFER text", longest=OFFER)


CHECKS: dict[str, Callable[[JsonObject, str], None]] = {
    "BODY": check_body,
    "HEADER": check_header,
    "FOOTER": check_footer,
    "BUTTONS": check_buttons,
    "CAROUSEL": check_carousel,
    "LIMITED_TIME_OFFER": check_offer,
}
