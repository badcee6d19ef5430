"""What the API takes and gives of templates."""

from typing import Any

from rest_framework import serializers

from whatsapp.api.sending import ComponentRequest
from whatsapp.models import Template, TemplateCategory, TemplateStatus

ANY = "ANY"


class TemplateSerializer(serializers.ModelSerializer[Template]):
    components = serializers.ListField(child=serializers.DictField(), help_text="As Meta describes them.")

    class Meta:
        model = Template
        fields = (
            "id",
            "name",
            "language",
            "category",
            "status",
            "parameter_format",
            "components",
            "quality",
            "rejected_reason",
            "previous_category",
            "paused_until",
            "synced_at",
        )


class TemplateDetailSerializer(TemplateSerializer):
    proposal = serializers.JSONField(
        read_only=True, allow_null=True, help_text="A change that WhatsApp has not taken yet: category, components."
    )
    error = serializers.CharField(read_only=True, help_text="What WhatsApp said against the last submission.")

    class Meta:
        model = Template
        fields = (*TemplateSerializer.Meta.fields, "business_account_id", "proposal", "submitted_at", "error")


class TemplatesShape(serializers.Serializer[Any]):
    templates = TemplateSerializer(many=True)


class TemplatesQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(
        choices=[*TemplateStatus.values, ANY], default=TemplateStatus.APPROVED.value, help_text="Or ANY."
    )


class PartField(serializers.DictField):
    """A component as Meta describes it. Its buttons, where it has any, are objects."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value: dict[str, Any] = super().to_internal_value(data)
        buttons = value.get("buttons", [])
        if not isinstance(value.get("text", ""), str) or not isinstance(value.get("type", ""), str):
            raise serializers.ValidationError("type and text are texts.")
        if not isinstance(buttons, list) or not all(isinstance(button, dict) for button in buttons):
            raise serializers.ValidationError("buttons is a list of objects.")
        return value


class WrittenTemplate(serializers.Serializer[Any]):
    category = serializers.ChoiceField(choices=TemplateCategory.choices)
    components = serializers.ListField(child=PartField(), max_length=10, help_text="As Meta describes them.")
    submit = serializers.BooleanField(default=True, help_text="False keeps it as a draft.")


class NewTemplateRequest(WrittenTemplate):
    name = serializers.CharField(max_length=512)
    language = serializers.CharField(max_length=16, default="pt_BR")
    business_account_id = serializers.CharField(
        max_length=32, required=False, default="", help_text="Where there are several; else the one that there is."
    )


class ChangedTemplateRequest(WrittenTemplate):
    category = serializers.ChoiceField(choices=TemplateCategory.choices, required=False)
    components = serializers.ListField(child=PartField(), max_length=10, required=False)


class PreviewRequest(serializers.Serializer[Any]):
    components = ComponentRequest(many=True, required=False, default=list, help_text="As for sending.")


class ButtonShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    text = serializers.CharField()
    detail = serializers.CharField()


class ProblemShape(serializers.Serializer[Any]):
    attr = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class CardShape(serializers.Serializer[Any]):
    header = serializers.CharField()
    media = serializers.CharField(help_text="image, video, document, location, product, or empty.")
    link = serializers.CharField()
    body = serializers.CharField()
    buttons = ButtonShape(many=True)


class PreviewShape(CardShape):
    footer = serializers.CharField()
    offer = serializers.CharField(help_text="What an offer for a limited time says.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="When the offer ends.")
    cards = CardShape(many=True, help_text="Of a carousel.")
    problems = ProblemShape(many=True, help_text="Why it could not be sent like this.")


class SyncShape(serializers.Serializer[Any]):
    templates = serializers.IntegerField(help_text="How many WhatsApp has, in all accounts.")
