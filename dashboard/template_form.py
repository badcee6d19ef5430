"""The form in which supervisors write a template, to and from the parts that Meta knows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from whatsapp.models import TemplateCategory
from whatsapp.services.templates.authoring import Text
from whatsapp.services.templates.slots import (
    CAROUSEL,
    MEDIA_HEADERS,
    OFFER,
    PRODUCT,
    Component,
    buttons_of,
    examples_of,
    kind_of,
    offer_of,
    variables_of,
)

MOST_BUTTONS = 10
VALUE_OF = {"URL": "url", "PHONE_NUMBER": "phone_number", "FLOW": "flow_id"}
# Meta words these, and takes no other words.
FIXED = {"CATALOG": "View catalog", "MPM": "View items", "SPM": "View"}
BUTTON_FAULT = re.compile(r"components\.\d+\.buttons\.(\d+)\.(\w+)")
PART_FAULT = re.compile(r"components\.(\d+)(?:\.example\.(\w+))?")


def text_from(form: Mapping[str, str]) -> Text:
    category = form.get("category", "")
    parts = _code_parts(form) if category == TemplateCategory.AUTHENTICATION else _parts(form)
    return Text(
        name=form.get("name", "").strip(),
        language=form.get("language", "").strip(),
        category=category,
        components=[part for part in parts if part],
    )


def values_of(text: Text) -> dict[str, Any]:
    """What the form shows of a template."""
    parts = {kind_of(part): part for part in text.components}
    header, body, footer = (parts.get(kind, {}) for kind in ("HEADER", "BODY", "FOOTER"))
    offer = offer_of(parts.get(OFFER, {}))
    examples = {f"header.{name}": value for name, value in examples_of(header).items()}
    return {
        "name": text.name,
        "language": text.language,
        "category": text.category,
        "header_form": str(header.get("format") or "TEXT").upper() if header else "TEXT",
        "header": str(header.get("text") or ""),
        "header_handle": _handle(header),
        "body": str(body.get("text") or ""),
        "footer": str(footer.get("text") or ""),
        "offer": str(offer.get("text") or ""),
        "offer_ends": bool(offer.get("has_expiration")),
        "minutes": footer.get("code_expiration_minutes", ""),
        "examples": {**examples, **examples_of(body)},
        "buttons": [_button_values(button) for button in buttons_of(parts.get("BUTTONS", {}))],
    }


def fits_the_form(text: Text) -> bool:
    """What has no fields here would be lost by saving."""
    kinds = [kind_of(part) for part in text.components]
    is_product = any(str(part.get("format")).upper() == PRODUCT for part in text.components)
    return not is_product and CAROUSEL not in kinds and set(kinds) <= {"HEADER", "BODY", "FOOTER", "BUTTONS", OFFER}


def _handle(header: Component) -> str:
    example = header.get("example")
    found = example.get("header_handle") if isinstance(example, dict) else None
    return str(found[0]) if isinstance(found, list) and found else ""


def field_of(attr: str, text: Text) -> str:
    """The form's field that a fault belongs to; empty when it belongs to the whole."""
    if found := BUTTON_FAULT.fullmatch(attr):
        name = {"text": "text", "example": "example", "type": "type"}.get(found[2], "value")
        return f"button.{found[1]}.{name}"
    found = PART_FAULT.match(attr)
    if not found:
        return attr if attr in ("name", "language", "category", "business_account_id") else ""
    kind = kind_of(text.components[int(found[1])]).lower() if int(found[1]) < len(text.components) else ""
    if found[2]:
        return f"example.header.{found[2]}" if kind == "header" else f"example.{found[2]}"
    if ".limited_time_offer" in attr:
        return "offer"
    if attr.endswith("code_expiration_minutes"):
        return "minutes"
    return kind if kind in ("header", "body", "footer") else ""


def _parts(form: Mapping[str, str]) -> Iterator[Component]:
    header, footer = _clean(form, "header"), _clean(form, "footer")
    if form.get("header_form") == "LOCATION":
        yield {"type": "HEADER", "format": "LOCATION"}
    elif form.get("header_form") in MEDIA_HEADERS:
        handle = _clean(form, "header_handle")
        example = {"example": {"header_handle": [handle]}} if handle else {}
        yield {"type": "HEADER", "format": form["header_form"], **example}
    elif header:
        yield _with_examples({"type": "HEADER", "format": "TEXT", "text": header}, form, "example.header.")
    yield _with_examples({"type": "BODY", "text": _clean(form, "body")}, form, "example.")
    if offer := _clean(form, "offer"):
        ends = bool(form.get("offer_ends"))
        yield {"type": OFFER, "limited_time_offer": {"text": offer, "has_expiration": ends}}
    if footer:
        yield {"type": "FOOTER", "text": footer}
    buttons = [button for row in range(MOST_BUTTONS) if (button := _button(form, row))]
    if buttons:
        yield {"type": "BUTTONS", "buttons": buttons}


def _code_parts(form: Mapping[str, str]) -> Iterator[Component]:
    """Meta words these itself."""
    yield {"type": "BODY", "add_security_recommendation": True}
    minutes = form.get("minutes", "").strip()
    if minutes:
        whole = int(minutes) if minutes.isascii() and minutes.isdigit() else 0
        yield {"type": "FOOTER", "code_expiration_minutes": whole}
    yield {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}


def _with_examples(part: Component, form: Mapping[str, str], prefix: str) -> Component:
    names = variables_of(part)
    if not names:
        return part
    values = [form.get(f"{prefix}{name}", "").strip() for name in names]
    kind = part["type"].lower()
    if any(not name.isdigit() for name in names):
        named = [{"param_name": name, "example": value} for name, value in zip(names, values, strict=True)]
        return {**part, "example": {f"{kind}_text_named_params": named}}
    return {**part, "example": {f"{kind}_text": values if kind == "header" else [values]}}


def _button(form: Mapping[str, str], row: int) -> Component | None:
    kind = form.get(f"button.{row}.type", "")
    if not kind:
        return None
    text, value = _clean(form, f"button.{row}.text"), _clean(form, f"button.{row}.value")
    example = _clean(form, f"button.{row}.example")
    button: Component = {"type": kind, "text": text}
    if kind == "COPY_CODE":
        return {"type": kind, "example": value}
    if kind in FIXED:
        return {"type": kind, "text": text or FIXED[kind]}
    if kind in VALUE_OF:
        button[VALUE_OF[kind]] = value
    if kind == "URL" and variables_of({"text": value}):
        button["example"] = [value.split("{{")[0] + example]
    return button


def _button_values(button: Component) -> dict[str, str]:
    kind = kind_of(button)
    example = button.get("example")
    shown = str((example[0] if example else "") if isinstance(example, list) else (example or ""))
    value = shown if kind == "COPY_CODE" else str(button.get(VALUE_OF.get(kind, ""), ""))
    rest = shown.removeprefix(value.split("{{")[0]) if kind == "URL" else ""
    return {"type": kind, "text": str(button.get("text") or ""), "value": value, "example": rest}


def _clean(form: Mapping[str, str], name: str) -> str:
    """PostgreSQL stores no zero bytes; a form's line ends are the browser's."""
    return form.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()
