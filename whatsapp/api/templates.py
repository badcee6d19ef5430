"""Templates: everybody sees those that may be sent; supervisors write, submit and delete them."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import body_of, caller, query_of, steering_caller
from whatsapp.api.template_shapes import (
    ANY,
    ChangedTemplateRequest,
    NewTemplateRequest,
    PreviewRequest,
    PreviewShape,
    SyncShape,
    TemplateDetailSerializer,
    TemplatesQuery,
    TemplatesShape,
)
from whatsapp.models import Template
from whatsapp.services.templates import authoring, submission, sync
from whatsapp.services.templates.authoring import Text
from whatsapp.services.templates.checking import problems_of
from whatsapp.services.templates.rendering import bubble_of

TAGS = ["whatsapp"]


@extend_schema(
    operation_id="listTemplates", tags=TAGS, methods=["GET"], parameters=[TemplatesQuery], responses=TemplatesShape
)
@extend_schema(
    operation_id="createTemplate",
    tags=TAGS,
    methods=["POST"],
    request=NewTemplateRequest,
    responses={201: TemplateDetailSerializer},
)
@api_view(["GET", "POST"])
def templates(request: Request) -> Response:
    """GET: those that may be sent, or those of another state. POST (supervisors): write one and submit it to WhatsApp.
    What WhatsApp refuses stays a draft; `refused_by_whatsapp` tells its reason."""
    if request.method == "POST":
        return _create(request)
    wanted = query_of(request, TemplatesQuery)["status"]
    rows = Template.objects.all() if wanted == ANY else Template.objects.filter(status=wanted)
    return Response(TemplatesShape({"templates": rows}).data)


def _create(request: Request) -> Response:
    by = steering_caller(request)
    data = body_of(request, NewTemplateRequest)
    account_id = sync.chosen_account(data["business_account_id"])
    text = Text(data["name"], data["language"], data["category"], data["components"])
    template = authoring.create_draft(text, by=by, business_account_id=account_id)
    if data["submit"]:
        template = submission.submit_template(template, by=by)
    return _shown(template, status=201)


@extend_schema(operation_id="getTemplate", tags=TAGS, methods=["GET"], responses=TemplateDetailSerializer)
@extend_schema(
    operation_id="updateTemplate",
    tags=TAGS,
    methods=["PATCH"],
    request=ChangedTemplateRequest,
    responses=TemplateDetailSerializer,
)
@extend_schema(operation_id="deleteTemplate", tags=TAGS, methods=["DELETE"], responses={204: None})
@api_view(["GET", "PATCH", "DELETE"])
def template(request: Request, pk: int) -> Response:
    """Supervisors change and delete. A change of what WhatsApp has holds once WhatsApp has taken it."""
    if request.method == "GET":
        return _shown(_template(pk))
    by = steering_caller(request)
    row = _template(pk)
    if request.method == "DELETE":
        submission.delete_template(row, by=by)
        return Response(status=204)
    data = body_of(request, ChangedTemplateRequest)
    before = authoring.text_of(row)
    text = Text(
        name=row.name,
        language=row.language,
        category=data.get("category", before.category),
        components=data.get("components", before.components),
    )
    changed = authoring.change_template(row, text, by=by)
    return _shown(submission.submit_template(changed, by=by) if data["submit"] else changed)


@extend_schema(operation_id="submitTemplate", tags=TAGS, request=None, responses=TemplateDetailSerializer)
@api_view(["POST"])
def submit(request: Request, pk: int) -> Response:
    """A draft, or a change, goes to WhatsApp for review."""
    by = steering_caller(request)
    return _shown(submission.submit_template(_template(pk), by=by))


@extend_schema(operation_id="previewTemplate", tags=TAGS, request=PreviewRequest, responses=PreviewShape)
@api_view(["POST"])
def preview(request: Request, pk: int) -> Response:
    """As the customer would see it with these values, and what stands against sending it so."""
    caller(request)
    row = _template(pk)
    components = [dict(component) for component in body_of(request, PreviewRequest)["components"]]
    problems = [asdict(problem) for problem in problems_of(row, components)]
    return Response({**asdict(bubble_of(row, components)), "problems": problems})


@extend_schema(operation_id="syncTemplates", tags=TAGS, request=None, responses=SyncShape)
@api_view(["POST"])
def synchronise(request: Request) -> Response:
    """Supervisors: take over now what WhatsApp has, of all business accounts."""
    return Response({"templates": sync.sync_all(by=steering_caller(request))})


def _template(pk: int) -> Template:
    return get_object_or_404(Template, pk=pk)


def _shown(row: Template, status: int = 200) -> Response:
    return Response(TemplateDetailSerializer(row).data, status=status)
