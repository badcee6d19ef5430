"""A template as the customer reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from whatsapp.models import Template, TemplateCategory
from whatsapp.services.templates.slots import (
    CAROUSEL,
    LOCATION,
    MEDIA_HEADERS,
    OFFER,
    PRODUCT,
    VARIABLE,
    Component,
    buttons_of,
    cards_of,
    kind_of,
    offer_of,
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
    """`media` is image, video, document, location or product when the header is one; `link` is where it lies, if that
    is known. `offer` is what ends at `ends_at`. A card of a carousel is a small bubble of its own."""

    header: str = ""
    media: str = ""
    link: str = ""
    offer: str = ""
    ends_at: datetime | None = None
    body: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    cards: tuple["Bubble", ...] = ()


def rendered(template: Template, components: Sequence[Component]) -> str:
    """Its words, for the thread."""
    bubble = bubble_of(template, components)
    words = (bubble.header, bubble.offer, bubble.body, bubble.footer, *(card.body for card in bubble.cards))
    return "\n\n".join(part for part in words if part)


def bubble_of(template: Template, components: Sequence[Component]) -> Bubble:
    """With the values that are given; variables without one stay as they are."""
    bubble = _bubble(template.components, components)
    offer = offer_of(_part(template.components, OFFER))
    return replace(
        bubble,
        body=bubble.body or _code_text(template, _by_place(components).get(("body", ""), [])),
        offer=str(offer.get("text") or ""),
        ends_at=_end(components),
        cards=tuple(_cards(template, components)),
    )


def _cards(template: Template, components: Sequence[Component]) -> Iterator[Bubble]:
    cards = next((c.get("cards") for c in components if kind_of(c) == CAROUSEL), None)
    given = {card.get("card_index"): _list(card.get("components")) for card in _list(cards)}
    for number, parts in enumerate(cards_of(template)):
        yield _bubble(parts, given.get(number, []))


def _end(components: Sequence[Component]) -> datetime | None:
    """Null for what cannot be a time: this is shown while somebody is still writing."""
    for parameter in _by_place(components).get((OFFER.lower(), ""), []):
        try:
            return datetime.fromtimestamp(int(offer_of(parameter)["expiration_time_ms"]) / 1000, tz=UTC)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return None
    return None


def _by_place(components: Sequence[Component]) -> dict[tuple[str, str], list[Component]]:
    return {(str(c.get("type", "")).lower(), str(c.get("index", ""))): _list(c.get("parameters")) for c in components}


def _bubble(parts: Sequence[Component], components: Sequence[Component]) -> Bubble:
    given = _by_place(components)
    heads, bodies = given.get(("header", ""), []), given.get(("body", ""), [])
    header = _part(parts, "HEADER")
    form = str(header.get("format") or "TEXT").upper()
    is_media = form in (*MEDIA_HEADERS, LOCATION, PRODUCT)
    return Bubble(
        header="" if is_media else filled(str(header.get("text") or ""), heads),
        media=form.lower() if is_media else "",
        link=_link(heads) if is_media else "",
        body=filled(str(_part(parts, "BODY").get("text") or ""), bodies),
        footer=str(_part(parts, "FOOTER").get("text") or ""),
        buttons=tuple(
            _button(button, given.get(("button", str(index)), []))
            for index, button in enumerate(buttons_of(_part(parts, "BUTTONS")))
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
    """Meta words amounts and dates by itself now and then; the fallback is what nearly everybody sees. An action has
    nothing to show."""
    value = parameter.get(str(parameter.get("type", "text")).lower())
    return str((value.get("fallback_value") if isinstance(value, dict) else value) or "")


def _part(parts: Sequence[Component], kind: str) -> Component:
    return next((part for part in parts if kind_of(part) == kind), {})


def _list(value: Any) -> list[Component]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _link(parameters: Sequence[Component]) -> str:
    for parameter in parameters[:1]:
        value = parameter.get(str(parameter.get("type", "")).lower())
        return str(value.get("link") or "") if isinstance(value, dict) else ""
    return ""


def _code_text(template: Template, parameters: Sequence[Component]) -> str:
    """Meta words an authentication template itself, in the language of the phone."""
    return filled("{{1}}", parameters) if template.category == TemplateCategory.AUTHENTICATION else ""


def _button(button: Component, parameters: Sequence[Component]) -> Button:
    value = shown_value(parameters[0]) if parameters else ""
    detail = str(button.get("url") or button.get("phone_number") or "")
    if value:
        detail = VARIABLE.sub(lambda _found: value, detail) if detail else value
    return Button(kind=kind_of(button).lower(), text=str(button.get("text") or ""), detail=detail)
