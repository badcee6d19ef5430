"""The OpenAPI description: what the views say, and what holds for all of them (errors, authentication)."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.fields import FileField
from rest_framework.permissions import AllowAny

ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["type", "errors"],
    "properties": {
        "type": {"type": "string", "enum": ["validation_error", "client_error", "server_error"]},
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "detail", "attr"],
                "properties": {
                    "code": {"type": "string", "description": "Stable; made for programs."},
                    "detail": {"type": "string", "description": "For people, in the language of the request."},
                    "attr": {"type": ["string", "null"], "description": "The field at fault."},
                },
            },
        },
    },
}
MEANINGS = {
    "400": ("Bad input; each field at fault is named.", "validation_error", "required", "content"),
    "401": ("No token, or one that is expired or revoked.", "client_error", "not_authenticated", None),
    "403": ("The caller's role does not allow it.", "client_error", "permission_denied", None),
    "404": ("It does not exist, or the caller may not see it.", "client_error", "not_found", None),
    "409": ("The present state does not allow it.", "client_error", "window_closed", None),
    "413": ("The body or the file is too large.", "client_error", "too_large", None),
    "415": ("The body is of another type than those named here.", "client_error", "unsupported_media_type", None),
    "429": ("Too many calls; wait as long as Retry-After says.", "client_error", "throttled", None),
}
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class Schema(AutoSchema):
    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            for code in self._error_codes(operation):
                operation["responses"].setdefault(code, self._error(code))
        return operation

    def _error_codes(self, operation: dict[str, Any]) -> list[str]:
        codes = ["400", "401", "429"]
        if not any(isinstance(permission, AllowAny) for permission in self.view.get_permissions()):
            codes.append("403")
        if "{" in self.path:
            codes.append("404")
        if self.method in WRITES:
            codes += ["404", "409", "413", "415"]
        return sorted(set(codes))

    def _error(self, code: str) -> dict[str, Any]:
        component = ResolvedComponent(name="Error", type=ResolvedComponent.SCHEMA, schema=ERROR, object="Error")
        self.registry.register_on_missing(component)
        description, kind, error, attr = MEANINGS[code]
        example = {"type": kind, "errors": [{"code": error, "detail": description, "attr": attr}]}
        headers = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}} if code == "429" else {}
        response = {
            "description": description,
            "content": {"application/json": {"schema": component.ref, "example": example}},
            **({"headers": headers} if headers else {}),
        }
        # Said once and referred to: it is the same for every operation.
        shared = ResolvedComponent(
            name=f"Error{code}", type=ResolvedComponent.RESPONSE, schema=response, object=f"Error{code}"
        )
        self.registry.register_on_missing(shared)
        return dict(shared.ref)

    def map_parsers(self) -> list[str]:
        """Forms are read everywhere, but are only worth telling where a file may be in them."""
        serializer = self.get_request_serializer()
        fields = getattr(serializer() if isinstance(serializer, type) else serializer, "fields", {})
        has_file = any(isinstance(field, FileField) for field in fields.values()) if fields else False
        return [media for media in super().map_parsers() if has_file or media == "application/json"]

    def _get_paginator(self) -> Any:
        paginator = super()._get_paginator()
        if paginator is not None:
            paginator.list_name = getattr(self.view, "list_name", "results")
        return paginator


class CommandBody(OpenApiSerializerExtension):
    """A name that means nothing is refused."""

    target_class = "accounts.calls.Command"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        described: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # noqa: SLF001
        return {**described, "additionalProperties": False}


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "The `access_token` of `POST /auth/login`."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "For the site's own pages."}


def without_slash_twins(endpoints: list[Any], **_kwargs: Any) -> list[Any]:
    """Every path works with a trailing slash too; only the one without is described."""
    return [endpoint for endpoint in endpoints if not endpoint[0].endswith("/")]
