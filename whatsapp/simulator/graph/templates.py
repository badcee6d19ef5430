"""Message templates: list, create, edit, delete."""

import re

from django.db import IntegrityError, transaction
from django.utils import timezone

from whatsapp.simulator import scheduling
from whatsapp.simulator.graph.checks import JsonObject, need_list, need_text
from whatsapp.simulator.graph.errors import GraphError, bad_parameter, missing, no_such_object
from whatsapp.simulator.graph.paging import only_fields, page_of
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.ids import new_object_id
from whatsapp.simulator.models import MetaTemplate

CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
FORMATS = {"POSITIONAL", "NAMED"}
LIMIT = 250


def show(template: MetaTemplate) -> JsonObject:
    return {
        "name": template.name,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "quality_score": {"score": "UNKNOWN", "date": int(template.review_at.timestamp())},
        "rejected_reason": "NONE",
        "id": template.external_id,
    }


def list_templates(request: GraphRequest) -> JsonObject:
    rows = MetaTemplate.objects.reviewed()
    for name in ("name", "language"):
        if request.query(name):
            rows = rows.filter(**{name: request.query(name)})
    for name in ("status", "category"):
        if request.query(name):
            rows = rows.filter(**{f"{name}__in": request.query(name).upper().split(",")})
    page = page_of(request, rows, lambda template: only_fields(request, show(template)))
    if request.query("summary"):
        page["summary"] = summary()
    return page


def summary() -> JsonObject:
    count = MetaTemplate.objects.count()
    return {
        "total_count": count,
        "message_template_count": count,
        "message_template_limit": LIMIT,
        "are_translations_complete": True,
    }


def get_template(request: GraphRequest) -> JsonObject:
    return only_fields(request, show(template_of(request)))


def template_of(request: GraphRequest) -> MetaTemplate:
    template = MetaTemplate.objects.reviewed().filter(external_id=request.node).first()
    if template is None:
        raise no_such_object(request.node, request.http.method or "GET")
    return template


@transaction.atomic
def create_template(request: GraphRequest) -> JsonObject:
    template = MetaTemplate(external_id=new_object_id(), **described(request.body))
    try:
        with transaction.atomic():
            submit(template)
    except IntegrityError:
        raise GraphError(
            100, "There is already content in this language.", message="Invalid parameter", subcode=2388024
        ) from None
    return {"id": template.external_id, "status": "PENDING", "category": template.category}


def described(body: JsonObject) -> JsonObject:
    name = need_text(body, "name", "name", longest=512)
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_parameter("Param name must hold lower-case letters, digits and underscores only.")
    category = need_text(body, "category", "category", longest=32).upper()
    style = str(body.get("parameter_format") or "POSITIONAL").upper()
    if category not in CATEGORIES or style not in FORMATS:
        raise bad_parameter("Param category or parameter_format is not one of the allowed values.")
    return {
        "name": name,
        "language": need_text(body, "language", "language", longest=16),
        "category": category,
        "parameter_format": style,
        "components": checked_components(body),
    }


def checked_components(body: JsonObject) -> list[JsonObject]:
    components = need_list(body, "components", "components", most=10)
    text = next((part.get("text") for part in components if str(part.get("type")).upper() == "BODY"), None)
    if not isinstance(text, str) or not text:
        raise missing("components: BODY")
    if re.match(r"\s*\{\{", text) or re.search(r"\}\}\s*$", text):
        raise bad_parameter("Variables can't be at the start or end of the template.")
    return components


def submit(template: MetaTemplate) -> None:
    """Meta reviews it: approved after a moment, and told by webhook."""
    template.status, template.review_at = "PENDING", timezone.now() + scheduling.REVIEW
    template.save()
    scheduling.tell_template(template, "APPROVED", template.review_at)


@transaction.atomic
def edit_template(request: GraphRequest) -> JsonObject:
    template = template_of(request)
    template.components = checked_components(request.body)
    submit(template)
    return {"success": True}


@transaction.atomic
def delete_templates(request: GraphRequest) -> JsonObject:
    """By name all languages, by name and `hsm_id` one, by `hsm_ids` up to a hundred."""
    name, one, many = request.query("name"), request.query("hsm_id"), request.query("hsm_ids")
    rows = MetaTemplate.objects.filter(name=name) if name else MetaTemplate.objects.all()
    if many:
        rows = rows.filter(external_id__in=re.findall(r"\d+", many))
    elif not name:
        raise missing("name")
    if one:
        rows = rows.filter(external_id=one)
    if not rows.delete()[0]:
        raise bad_parameter("Message template was not found.")
    return {"success": True}
