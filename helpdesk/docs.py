"""The API's description, and a page to try it. Both are open: they tell no more than the source does."""

from functools import cache
from typing import Any

from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Description(APIView):
    """JSON, or YAML where `Accept` or `?format=yaml` asks for it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    )

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())


@cache
def document() -> dict[str, Any]:
    """It takes a second to make and never changes while the process runs."""
    return dict(SchemaGenerator().get_schema(public=True))  # type: ignore[no-untyped-call]


page = TemplateView.as_view(template_name="api/docs.html")
