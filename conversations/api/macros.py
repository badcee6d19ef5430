"""Macros: kept by whoever may, and run on a conversation."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.tables import Row, Rows, describe_row, describe_rows
from accounts.calls import Command, body_of, caller
from accounts.models import Team
from conversations.api.requests import IdField
from conversations.api.shapes import PRIORITIES, PersonShape
from conversations.macro_steps import MAX_REASON, MAX_WORDS
from conversations.models import Macro, MacroRun, Resolution, StepKind
from conversations.services import macros as service
from conversations.services.lookup import visible_conversation
from conversations.services.macro_runs import Ready, prepare, run_macro

TAGS = ["macros"]
EXAMPLE = {
    "name": "Boleto enviado",
    "is_shared": True,
    "steps": [
        {"kind": "send", "text": "{{customer.first_name}}, o boleto já está no seu e-mail."},
        {"kind": "add_label", "label": 3},
        {"kind": "close", "resolution": "resolved"},
    ],
}


class MacroStepSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=StepKind.choices)
    text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_WORDS,
        trim_whitespace=False,
        help_text="Of `send` and `note`; with variables such as {{customer.name}}.",
    )
    canned_response = IdField(required=False, allow_null=True, help_text="Of `send`, instead of a text.")
    label = IdField(required=False, allow_null=True, help_text="Of `add_label` and `remove_label`.")  # type: ignore[assignment]
    team = IdField(required=False, allow_null=True, help_text="Of `transfer`.")
    agent = IdField(required=False, allow_null=True, help_text="Of `transfer`, instead of a team.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=MAX_REASON, help_text="Of `transfer`.")
    priority = serializers.ChoiceField(choices=PRIORITIES, required=False)
    resolution = serializers.ChoiceField(choices=Resolution.values, required=False, help_text="Of `close`.")
    notes = serializers.CharField(required=False, allow_blank=True, max_length=MAX_WORDS, help_text="Of `close`.")
    name = serializers.CharField(read_only=True, help_text="What the step is about was called so.")


class MacroSerializer(serializers.ModelSerializer[Macro]):
    is_shared = serializers.BooleanField(required=False, help_text="Once made it stays so.")
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True, help_text="Of a shared one; null: for everybody."
    )
    steps = MacroStepSerializer(many=True, help_text="In their order.")

    class Meta:
        model = Macro
        fields = ("id", "name", "is_shared", "team", "steps", "version", "updated_at")
        read_only_fields = ("version", "updated_at")

    def to_representation(self, instance: Macro) -> dict[str, Any]:
        return {
            "id": instance.pk,
            "name": instance.name,
            "is_shared": instance.owner_id is None,
            "team": instance.team_id,
            "steps": instance.steps,
            "version": instance.version,
            "updated_at": instance.updated_at,
        }


class MacroRunRequest(Command):
    client_id = serializers.CharField(
        required=False, allow_blank=True, max_length=100, default="", help_text="Your own id: twice it is one run."
    )
    version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Run it only if it is still this one."
    )


class MacroRunShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    conversation_id = serializers.UUIDField()
    macro_id = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    message_ids = serializers.ListField(child=serializers.IntegerField(), help_text="What it sent, in order.")
    author = PersonShape()
    created_at = serializers.DateTimeField()


class ReadyStepShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=StepKind.choices)
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True, help_text="As it would be written here.")
    code = serializers.CharField(allow_null=True, help_text="What is in its way; null: nothing.")
    detail = serializers.CharField(allow_null=True)


class MacroPreviewShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    steps = ReadyStepShape(many=True)


@describe_rows("Macro", "macros")
class Macros(Rows[Macro]):
    """The caller's own, and those shared with them. Everybody keeps macros of their own; supervisors share them."""

    queryset = Macro.objects.none()
    serializer_class = MacroSerializer
    permission_classes = (IsAuthenticated,)
    list_name, ordering = "macros", ("name", "id")
    add = staticmethod(service.create_macro)

    def get_queryset(self) -> QuerySet[Macro]:
        return service.macros_of(caller(self.request))


@describe_row("Macro", "macros")
class MacroDetail(Row[Macro]):
    queryset = Macro.objects.none()
    serializer_class = MacroSerializer
    permission_classes = (IsAuthenticated,)
    change = staticmethod(service.change_macro)
    remove = staticmethod(service.delete_macro)

    def get_queryset(self) -> QuerySet[Macro]:
        return service.macros_of(caller(self.request))


@extend_schema(methods=["GET"], operation_id="previewMacro", tags=TAGS, responses=MacroPreviewShape)
@extend_schema(
    methods=["POST"],
    operation_id="runMacro",
    tags=TAGS,
    request=MacroRunRequest,
    responses=MacroRunShape,
    examples=[OpenApiExample("Once", value={"client_id": "my-own-id-7"}, request_only=True)],
)
@api_view(["GET", "POST"])
def macro_run(request: Request, conversation_id: UUID, macro_id: int) -> Response:
    """What it would do here; or do it: all of its steps, or none. A refusal's `attr` names the step, as `steps.1`."""
    by = caller(request)
    if request.method == "POST":
        data = body_of(request, MacroRunRequest)
        data["client_id"] = data["client_id"] or None
        return Response(run_data(run_macro(conversation_id, macro_id, by=by, **data)))
    conversation = visible_conversation(conversation_id, by)
    macro = service.visible_macro(macro_id, by)
    steps = [ready_data(one) for one in prepare(macro, conversation, by)]
    return Response({"id": macro.pk, "name": macro.name, "version": macro.version, "steps": steps})


def ready_data(one: Ready) -> dict[str, Any]:
    return {
        "kind": one.step.kind,
        "title": one.step.title,
        "text": one.words,
        "code": one.problem.code if one.problem else None,
        "detail": str(one.problem) if one.problem else None,
    }


def run_data(run: MacroRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "conversation_id": run.conversation_id,
        "macro_id": run.macro_id,
        "version": run.version,
        "message_ids": run.message_ids,
        "author": {"id": run.actor_id, "name": run.actor.name},
        "created_at": run.created_at,
    }
