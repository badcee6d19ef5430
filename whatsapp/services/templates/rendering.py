"""A template as the customer reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whatsapp.models import Template, TemplateCategory
from whatsapp.services.templates.slots import (
    LOCATION,
    MEDIA_HEADERS,
    VARIABLE,
    Component,
    buttons_of,
    kind_of,
    variables_of,
)

__all__ = ["Bubble", "Button", "bubble_of", "filled", "rendered", "variables_of"]


@dataclass(frozen=True, slots=True)
class Button:
    kind: str  # quick_reply, url, phone_number, copy_code, otp, flow …
    text: str
    detail: str = ""  # the address or number behind it


@dataclass(frozen=True, slots=True)
class Bubble:
    """`media` is image, video, document or location when the header is one; `link` is where it lies, if that is
    known."""

    header: str = ""
    media: str = ""
    link: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()


def rendered(template: Template, components: Sequence[Component]) -> str:
    """Its words, for the thread."""
    bubble = bubble_of(template, components)
    return "\n\n".join(part for part in (bubble.header, bubble.body, bubble.footer) if part)


def bubble_of(template: Template, components: Sequence[Component]) -> Bubble:
    """With the values that are given; variables without one stay as they are."""
    given = {(str(c.get("type", "")).lower(), str(c.get("index", ""))): _list(c.get("parameters")) for c in components}
    heads, bodies = given.get(("header", ""), []), given.get(("body", ""), [])
    header = _part(template, "HEADER")
    form = str(header.get("format") or "TEXT").upper()
    is_media = form in (*MEDIA_HEADERS, LOCATION)
    return Bubble(
        header="" if is_media else filled(str(header.get("text") or ""), heads),
        media=form.lower() if is_media else "",
        link=_link(heads) if is_media else "",
        body=_body(template, bodies),
        footer=_footer(template),
        buttons=tuple(
            _button(button, given.get(("button", str(index)), []))
            for index, button in enumerate(buttons_of(_part(template, "BUTTONS")))
        ),
    )


def filled(text: str, parameters: Sequence[Component]) -> str:
    """Named parameters by name, others by their place among the variables."""
    names = list(dict.fromkeys(VARIABLE.findall(text)))
    values: dict[str, str] = {}
    for position, parameter in enumerate(parameters):
        name = str(parameter.get("parameter_name") or (names[position] if position < len(names) else ""))
        values[name] = shown_value(parameter)
    return VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def shown_value(parameter: Mapping[str, Any]) -> str:
    """Meta words amounts and dates by itself now and then; the fallback is what nearly everybody sees."""
    value = parameter.get(str(parameter.get("type", "text")).lower())
    return str((value.get("fallback_value") if isinstance(value, dict) else value) or "")


def _part(template: Template, kind: str) -> Component:
    return next((part for part in template.components if kind_of(part) == kind), {})


def _list(value: Any) -> list[Component]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _link(parameters: Sequence[Component]) -> str:
    for parameter in parameters[:1]:
        value = parameter.get(str(parameter.get("type", "")).lower())
        return str(value.get("link") or "") if isinstance(value, dict) else ""
    return ""


def _body(template: Template, parameters: Sequence[Component]) -> str:
    """Meta words an authentication template itself, in the language of the phone."""
    text = str(_part(template, "BODY").get("text") or "")
    if not text and template.category == TemplateCategory.AUTHENTICATION:
        text = "{{1}}"
    return filled(text, parameters)


def _footer(template: Template) -> str:
    return str(_part(template, "FOOTER").get("text") or "")


def _button(button: Component, parameters: Sequence[Component]) -> Button:
    value = shown_value(parameters[0]) if parameters else ""
    detail = str(button.get("url") or button.get("phone_number") or "")
    if value:
        detail = VARIABLE.sub(lambda _found: value, detail) if detail else value
    return Button(kind=kind_of(button).lower(), text=str(button.get("text") or ""), detail=detail)
