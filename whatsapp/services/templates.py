"""Templates: kept in step with Meta, and checked before they are sent."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.exceptions import Invalid
from whatsapp.client import GraphClient
from whatsapp.models import Template, TemplateStatus
from whatsapp.payloads import TemplateChange

VARIABLE = re.compile(r"\{\{\s*([\w]+)\s*\}\}")
Component = dict[str, Any]
TEXT_TYPES = ("text", "currency", "date_time")
DYNAMIC_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT", "LOCATION")


def sync_templates(business_account_id: str, *, client: GraphClient | None = None) -> int:
    """Take over what Meta has. Returns how many. The calls are made before the transaction begins."""
    rows = [
        row
        for raw in (client or GraphClient()).templates(business_account_id)
        if (row := _row(business_account_id, raw))
    ]
    with transaction.atomic():
        Template.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["business_account_id", "name", "language"],
            update_fields=["external_id", "category", "status", "parameter_format", "components", "synced_at"],
        )
        names = {(row.name, row.language) for row in rows}
        stale = [
            t.pk
            for t in Template.objects.filter(business_account_id=business_account_id)
            if (t.name, t.language) not in names
        ]
        Template.objects.filter(pk__in=stale).update(status=TemplateStatus.OTHER)
    return len(rows)


def _row(business_account_id: str, raw: Component) -> Template | None:
    if not raw.get("name") or not raw.get("language"):
        return None
    return Template(
        business_account_id=business_account_id,
        external_id=str(raw.get("id", ""))[:64],
        name=str(raw["name"])[:512],
        language=str(raw["language"])[:16],
        category=str(raw.get("category", ""))[:32],
        status=known_status(str(raw.get("status", ""))),
        parameter_format=str(raw.get("parameter_format") or "POSITIONAL")[:12],
        components=raw.get("components") or [],
        synced_at=timezone.now(),
    )


def known_status(value: str) -> str:
    return value if value in TemplateStatus.values else TemplateStatus.OTHER


def apply_template_changes(changes: Iterable[TemplateChange]) -> None:
    for change in changes:
        status = TemplateStatus.APPROVED if change.status == "REINSTATED" else known_status(change.status)
        Template.objects.filter(name=change.name, language=change.language).update(status=status)


def approved_template(*, name: str, language: str) -> Template:
    """Raises Invalid for a template that is unknown or may not be sent now."""
    found = Template.objects.filter(name=name, language=language).first()
    if found is None:
        raise Invalid(
            _("There is no template of this name and language."), code="unknown_template", attr="template_name"
        )
    if found.status != TemplateStatus.APPROVED:
        raise Invalid(_("This template is not approved."), code="template_not_approved", attr="template_name")
    return found


def variables_of(component: Component) -> list[str]:
    """The distinct variables of a component's text, in their order."""
    return list(dict.fromkeys(VARIABLE.findall(str(component.get("text", "")))))


def check_components(template: Template, components: Sequence[Component]) -> None:
    """Does what is given fit the template? Raises Invalid on `components`."""
    given = {(str(c.get("type", "")).lower(), str(c.get("index", ""))): c.get("parameters") or [] for c in components}
    for kind, index, expected, allowed in _expectations(template):
        parameters = given.pop((kind, index), [])
        _check_count(kind, len(parameters), expected)
        for parameter in parameters:
            _check_parameter(kind, parameter, allowed)
    extra = [kind for (kind, _index), parameters in given.items() if parameters and kind != "button"]
    if extra:
        raise _invalid(_("The template has no parameters in its %(part)s.") % {"part": extra[0]})


def _expectations(template: Template) -> Iterable[tuple[str, str, int, Sequence[str]]]:
    """Part, button index, how many parameters it takes, and of which types."""
    for component in template.components:
        kind = str(component.get("type", "")).lower()
        if kind == "header":
            is_media = component.get("format") in DYNAMIC_HEADERS
            allowed = [str(component["format"]).lower()] if is_media else TEXT_TYPES
            yield kind, "", 1 if is_media else len(variables_of(component)), allowed
        elif kind == "body":
            yield kind, "", len(variables_of(component)), TEXT_TYPES
        elif kind == "buttons":
            for index, button in enumerate(component.get("buttons") or []):
                if button.get("type") == "URL" and VARIABLE.search(str(button.get("url", ""))):
                    yield "button", str(index), 1, TEXT_TYPES


def _check_count(kind: str, count: int, expected: int) -> None:
    if count != expected:
        text = _("The template's %(part)s takes %(expected)d parameters, %(count)d given.")
        raise _invalid(text % {"part": kind, "expected": expected, "count": count}, code="parameter_count")


def _check_parameter(kind: str, parameter: Any, allowed: Sequence[str]) -> None:
    if not isinstance(parameter, dict) or not parameter.get("type"):
        raise _invalid(_("Each parameter is an object with a type."))
    if parameter["type"] not in allowed:
        text = _("A parameter of the %(part)s is of the wrong type; it takes: %(types)s.")
        raise _invalid(text % {"part": kind, "types": ", ".join(allowed)}, code="parameter_type")
    value = parameter.get(str(parameter["type"]))
    if not value or (isinstance(value, str) and not value.strip()):
        raise _invalid(_("A parameter of the %(part)s is empty.") % {"part": kind}, code="parameter_empty")


def _invalid(detail: str, code: str = "invalid") -> Invalid:
    return Invalid(detail, code=code, attr="components")


def rendered(template: Template, components: Sequence[Component]) -> str:
    """The body as the customer reads it, for the thread."""
    given = {str(c.get("type", "")).lower(): c.get("parameters") or [] for c in components}
    parts = []
    for component in template.components:
        kind = str(component.get("type", "")).lower()
        if kind in ("header", "body", "footer") and component.get("text"):
            parts.append(_filled(component, given.get(kind, [])))
    return "\n\n".join(parts)


def _filled(component: Component, parameters: Sequence[Component]) -> str:
    names = variables_of(component)
    values = {
        p.get("parameter_name") or names[i]: str(p.get("text", "")) for i, p in enumerate(parameters) if i < len(names)
    }
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), str(component["text"]))
