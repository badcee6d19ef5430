"""Message templates: list, create, edit, delete."""

import re

from django.db import IntegrityError, transaction

from whatsapp.simulator.graph.checks import JsonObject
from whatsapp.simulator.graph.errors import bad_parameter, missing, no_such_object
from whatsapp.simulator.graph.paging import only_fields, page_of
from whatsapp.simulator.graph.request import GraphRequest
from whatsapp.simulator.graph.template_rules import checked_category, checked_components, described, refused
from whatsapp.simulator.ids import new_object_id
from whatsapp.simulator.meta.reviews import submit, tell_components
from whatsapp.simulator.models import MetaTemplate

LIMIT, MOST_AT_ONCE = 250, 100
EDITABLE = {"APPROVED", "REJECTED", "PAUSED"}


def show(template: MetaTemplate) -> JsonObject:
    return {
        "name": template.name,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "quality_score": {"score": template.quality, "date": int(template.changed_at.timestamp())},
        "rejected_reason": template.rejected_reason,
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
    if MetaTemplate.objects.count() >= LIMIT:
        raise refused("Message template limit reached.", subcode=2388040)
    template = MetaTemplate(external_id=new_object_id(), **described(request.body))
    try:
        with transaction.atomic():
            submit(template)
    except IntegrityError:
        raise refused("There is already content in this language.", subcode=2388024) from None
    return {"id": template.external_id, "status": "PENDING", "category": template.category}


@transaction.atomic
def edit_template(request: GraphRequest) -> JsonObject:
    template = template_of(request)
    body = request.body
    if template.status not in EDITABLE:
        raise refused("This message template can't be edited now.", subcode=2388003)
    if "components" in body:
        template.components = checked_components(body, template.category, template.parameter_format)
    if "category" in body:
        template.category = checked_category(body)
    submit(template)
    tell_components(template)
    return {"success": True}


@transaction.atomic
def delete_templates(request: GraphRequest) -> JsonObject:
    """By name all languages, by name and `hsm_id` one, by `hsm_ids` up to a hundred."""
    name, one, many = request.query("name"), request.query("hsm_id"), request.query("hsm_ids")
    rows = MetaTemplate.objects.filter(name=name) if name else MetaTemplate.objects.all()
    if many:
        rows = rows.filter(external_id__in=ids_of(many))
    elif not name:
        raise missing("name")
    if one:
        rows = rows.filter(external_id=one)
    if not rows.delete()[0]:
        raise bad_parameter("Message template was not found.")
    return {"success": True}


def ids_of(text: str) -> list[str]:
    ids = re.findall(r"\d+", text)
    if len(ids) > MOST_AT_ONCE:
        raise bad_parameter(f"Param hsm_ids must hold at most {MOST_AT_ONCE} ids.")
    return ids
