"""A template with its parameters: checked against what was approved, and filled in for the phone."""

import re
from dataclasses import dataclass
from typing import Any

from whatsapp.simulator.graph.checks import JsonObject, need_object, need_text
from whatsapp.simulator.graph.errors import GraphError, bad_parameter
from whatsapp.simulator.graph.sources import need_source
from whatsapp.simulator.graph.template_extras import shown_action, shown_offer, shown_product
from whatsapp.simulator.models import MetaTemplate
from whatsapp.simulator.models.template import component_of

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
STATUS_CODES = {"PAUSED": 132015, "DISABLED": 132016}
LONGEST = 1024
MEDIA = {"image", "video", "document"}
ACTIONS = {"FLOW", "MPM", "CATALOG"}


@dataclass(frozen=True)
class Card:
    """A card of a carousel: a small template in a template."""

    components: list[JsonObject]
    parameter_format: str

    def component(self, kind: str) -> JsonObject:
        return component_of(self.components, kind)


Holder = MetaTemplate | Card


def check_template(body: JsonObject) -> tuple[JsonObject, MetaTemplate]:
    """What goes on the phone: the template's name and its parts with the parameters filled in."""
    part = need_object(body, "template")
    name = need_text(part, "name", "template.name", longest=512)
    language = need_object(part, "language", "template.language")
    code = need_text(language, "code", "template.language.code", longest=16)
    template = sendable(name, code)
    rendered = render(template, given_components(part))
    return {"name": name, "language": code, "components": part.get("components") or [], "rendered": rendered}, template


def sendable(name: str, language: str) -> MetaTemplate:
    template = MetaTemplate.objects.filter(name=name, language=language).first()
    if template is not None and template.status in STATUS_CODES:
        raise GraphError(STATUS_CODES[template.status], f"template ({name}) is {template.status.lower()}")
    if template is None or template.present_status != "APPROVED":
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    return template


def given_components(part: JsonObject) -> dict[str, JsonObject]:
    """Components by their key; clients write the component's type in either case."""
    components = part.get("components") or []
    if not isinstance(components, list) or not all(isinstance(item, dict) for item in components):
        raise bad_parameter("Parameter template.components must be an array of objects.")
    return {key_of(component): component for component in components}


def key_of(component: JsonObject) -> str:
    kind = str(component.get("type", "")).lower()
    return f"button{component.get('index', 0)}" if kind == "button" else kind


def parameters_of(given: dict[str, JsonObject], key: str) -> list[JsonObject]:
    parameters = given.get(key, {}).get("parameters") or []
    if not isinstance(parameters, list) or not all(isinstance(item, dict) for item in parameters):
        raise bad_parameter("Parameter template.components.parameters must be an array of objects.")
    return parameters


def render(template: Holder, given: dict[str, JsonObject]) -> JsonObject:
    body = fill(template, "body", parameters_of(given, "body"))
    if len(body) > LONGEST:
        raise GraphError(132005, "Translated text too long")
    shown: JsonObject = {
        "header": render_header(template, parameters_of(given, "header")),
        "body": body,
        "footer": template.component("FOOTER").get("text", ""),
        "buttons": [
            render_button(button, parameters_of(given, f"button{index}"), index)
            for index, button in enumerate(template.component("BUTTONS").get("buttons", []))
        ],
    }
    if offer := template.component("LIMITED_TIME_OFFER"):
        shown["offer"] = shown_offer(offer, parameters_of(given, "limited_time_offer"))
    if cards := template.component("CAROUSEL").get("cards"):
        shown["cards"] = render_cards(template, cards, given)
    return shown


def render_cards(template: Holder, cards: list[JsonObject], given: dict[str, JsonObject]) -> list[JsonObject]:
    """A carousel: every card that was approved must be given, each by its index."""
    sent = given.get("carousel", {}).get("cards") or []
    if not isinstance(sent, list) or len(sent) != len(cards):
        raise GraphError(132012, f"carousel: expected {len(cards)} cards")
    by_index = {card.get("card_index"): card for card in sent if isinstance(card, dict)}
    if set(by_index) != set(range(len(cards))):
        raise GraphError(132012, "carousel: card_index must count from 0")
    holders = [Card(card.get("components", []), template.parameter_format) for card in cards]
    return [render(holder, given_components(by_index[index])) for index, holder in enumerate(holders)]


def render_header(template: Holder, parameters: list[JsonObject]) -> JsonObject:
    header = template.component("HEADER")
    style = str(header.get("format", "TEXT")).lower()
    if not header or style == "text":
        return {"text": fill(template, "header", parameters)}
    if len(parameters) != 1 or str(parameters[0].get("type")).lower() != style:
        raise GraphError(132012, f"header: Format mismatch, expected {style.upper()}, received UNKNOWN")
    value = parameters[0].get(style)
    if not isinstance(value, dict):
        raise GraphError(132012, f"header: parameter {style} is missing")
    if style == "product":
        return {style: shown_product(value)}
    return {style: value | need_source(value, style)} if style in MEDIA else {style: value}


def render_button(button: JsonObject, parameters: list[JsonObject], index: int) -> JsonObject:
    """What a tap does."""
    given = {str(item.get("type")).lower(): item for item in parameters}
    kind = str(button.get("type", "")).upper()
    shown = {"type": kind, "text": button.get("text", "")}
    if button.get("url"):
        shown["url"] = link_of(button, given, index)
    elif kind == "COPY_CODE":
        shown["code"] = needed(given, "coupon_code", kind, index)
    elif kind == "OTP":
        shown["code"] = needed(given, "text", kind, index)
    elif kind == "PHONE_NUMBER":
        shown["phone"] = button.get("phone_number", "")
    elif kind in ACTIONS:
        shown["action"] = shown_action(kind, given.get("action", {}).get("action"), index)
    return shown | {"payload": given.get("payload", {}).get("payload") or button.get("text", "")}


def link_of(button: JsonObject, given: dict[str, JsonObject], index: int) -> str:
    """An address that ends in a variable needs its end."""
    url = str(button["url"])
    if not PLACEHOLDER.search(url):
        return url
    suffix = needed(given, "text", "Url", index)
    return PLACEHOLDER.sub(lambda _: suffix, url)


def needed(given: dict[str, JsonObject], key: str, kind: str, index: int) -> str:
    if not (value := given.get(key, {}).get(key)):
        raise GraphError(131008, f"buttons: Button at index {index} of type {kind} requires a parameter")
    return str(value)


def fill(template: Holder, part: str, parameters: list[JsonObject]) -> str:
    """The part's text with its parameters; their count must fit, their names too where they have names."""
    text = str(template.component(part.upper()).get("text", ""))
    wanted = list(dict.fromkeys(PLACEHOLDER.findall(text)))
    if len(wanted) != len(parameters):
        raise GraphError(
            132000,
            f"{part}: number of localizable_params ({len(parameters)}) does not match the expected number of "
            f"params ({len(wanted)})",
        )
    values = named(wanted, parameters) if template.parameter_format == "NAMED" else positional(wanted, parameters)
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def positional(wanted: list[str], parameters: list[JsonObject]) -> dict[str, str]:
    return dict(zip(sorted(wanted, key=number_of), map(text_of, parameters), strict=True))


def number_of(placeholder: str) -> tuple[int, str]:
    return (int(placeholder) if placeholder.isdigit() else 0, placeholder)


def named(wanted: list[str], parameters: list[JsonObject]) -> dict[str, str]:
    values = {str(item.get("parameter_name", "")): text_of(item) for item in parameters}
    if set(values) != set(wanted):
        raise GraphError(100, f"Invalid parameter: parameter_name must be one of {', '.join(wanted)}")
    return values


def text_of(parameter: JsonObject) -> str:
    """A parameter as text; currencies and dates are shown by their fallback."""
    kind = str(parameter.get("type", "")).lower()
    value: Any = parameter.get("text") if kind == "text" else (parameter.get(kind) or {}).get("fallback_value")
    if not isinstance(value, str) or not value:
        raise GraphError(131008, f"Parameter of type {kind or 'text'} is missing text value")
    if "\n" in value or "\t" in value or "     " in value:
        raise GraphError(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return value
