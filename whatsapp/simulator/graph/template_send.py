"""A template with its parameters: checked against what was approved, and filled in for the phone."""

import re
from typing import Any

from whatsapp.simulator.graph.checks import JsonObject, need_object, need_text
from whatsapp.simulator.graph.errors import GraphError, bad_parameter
from whatsapp.simulator.models import MetaTemplate

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
STATUS_CODES = {"PAUSED": 132015, "DISABLED": 132016}
LONGEST = 1024


def check_template(body: JsonObject) -> tuple[JsonObject, MetaTemplate]:
    """What goes on the phone: the template's name and its parts with the parameters filled in."""
    part = need_object(body, "template")
    name = need_text(part, "name", "template.name", longest=512)
    language = need_object(part, "language", "template.language")
    code = need_text(language, "code", "template.language.code", longest=16)
    template = sendable(name, code)
    given = given_components(part)
    rendered = render(template, given)
    return {"name": name, "language": code, "components": part.get("components") or [], "rendered": rendered}, template


def sendable(name: str, language: str) -> MetaTemplate:
    template = MetaTemplate.objects.filter(name=name, language=language).first()
    if template is not None and template.status in STATUS_CODES:
        raise GraphError(STATUS_CODES[template.status], f"template ({name}) is {template.status.lower()}")
    if template is None or template.present_status != "APPROVED":
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    return template


def given_components(part: JsonObject) -> dict[str, list[JsonObject]]:
    """Parameters by component; clients write the component's type in either case."""
    components = part.get("components") or []
    if not isinstance(components, list) or not all(isinstance(item, dict) for item in components):
        raise bad_parameter("Parameter template.components must be an array of objects.")
    given: dict[str, list[JsonObject]] = {}
    for component in components:
        parameters = component.get("parameters") or []
        if not isinstance(parameters, list) or not all(isinstance(item, dict) for item in parameters):
            raise bad_parameter("Parameter template.components.parameters must be an array of objects.")
        given[key_of(component)] = parameters
    return given


def key_of(component: JsonObject) -> str:
    kind = str(component.get("type", "")).lower()
    return f"button{component.get('index', 0)}" if kind == "button" else kind


def render(template: MetaTemplate, given: dict[str, list[JsonObject]]) -> JsonObject:
    body = fill(template, "body", given.get("body", []))
    if len(body) > LONGEST:
        raise GraphError(132005, "Translated text too long")
    return {
        "header": render_header(template, given.get("header", [])),
        "body": body,
        "footer": template.component("FOOTER").get("text", ""),
        "buttons": [
            render_button(button, given.get(f"button{index}", []))
            for index, button in enumerate(template.component("BUTTONS").get("buttons", []))
        ],
    }


def render_header(template: MetaTemplate, parameters: list[JsonObject]) -> JsonObject:
    header = template.component("HEADER")
    style = str(header.get("format", "TEXT")).lower()
    if not header or style == "text":
        return {"text": fill(template, "header", parameters)}
    if len(parameters) != 1 or parameters[0].get("type") != style:
        raise GraphError(132012, f"header: Format mismatch, expected {style.upper()}, received UNKNOWN")
    return {style: parameters[0].get(style)}


def render_button(button: JsonObject, parameters: list[JsonObject]) -> JsonObject:
    payload = next((item.get("payload") for item in parameters if item.get("type") == "payload"), None)
    suffix = next((item.get("text") for item in parameters if item.get("type") == "text"), "")
    shown = {"type": button.get("type"), "text": button.get("text", "")}
    if url := button.get("url"):
        shown["url"] = PLACEHOLDER.sub(lambda _: str(suffix), url)
    return shown | {"payload": payload or button.get("text", "")}


def fill(template: MetaTemplate, part: str, parameters: list[JsonObject]) -> str:
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
