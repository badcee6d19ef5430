"""Labels, canned responses, customers' attributes and webhooks: agents read all but the last, supervisors write.
Canned responses of their own are everybody's to keep."""

from typing import Any

from django.core.validators import RegexValidator, URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import BasePermission, IsAuthenticated

from accounts.api.tables import Row, Rows, describe_row, describe_rows
from accounts.calls import SteeringOnly, SteeringWrites, caller
from conversations.models import AttributeKind, CannedResponse, CustomerAttribute, Label, Webhook, WebhookDelivery
from conversations.services import responses
from conversations.services.catalogue import delete_row, save_row


class LabelSerializer(serializers.ModelSerializer[Label]):
    color = serializers.CharField(
        default="#5b7083", validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Write it as #rrggbb."))]
    )

    class Meta:
        model = Label
        fields = ("id", "name", "color")


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    shortcut = serializers.SlugField(max_length=40)
    is_own = serializers.BooleanField(
        required=False, help_text="Only the caller's own: everybody may keep some. Once made it stays so."
    )

    class Meta:
        model = CannedResponse
        fields = ("id", "shortcut", "content", "team", "is_own")
        validators: tuple[Any, ...] = ()

    def to_representation(self, instance: CannedResponse) -> dict[str, Any]:
        return {
            "id": instance.pk,
            "shortcut": instance.shortcut,
            "content": instance.content,
            "team": instance.team_id,
            "is_own": instance.owner_id is not None,
        }


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    url = serializers.CharField(max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=Webhook.Event.choices), min_length=1, max_length=20
    )

    class Meta:
        model = Webhook
        fields = ("id", "url", "events", "is_active", "created_at")
        read_only_fields = ("created_at",)


class NewWebhookSerializer(WebhookSerializer):
    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")  # type: ignore[assignment]
        read_only_fields = ("created_at", "secret")  # type: ignore[assignment]
        extra_kwargs = {"secret": {"help_text": "Signs every delivery; shown this once."}}


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    class Meta:
        model = WebhookDelivery
        fields = ("id", "event", "state", "attempts", "response_status", "error", "next_attempt_at", "created_at")


class CatalogueList(Rows[Any]):
    permission_classes: tuple[type[BasePermission], ...] = (SteeringWrites,)

    def add(self, **fields: Any) -> Any:  # type: ignore[override]  # bound: the model is the view's
        return save_row(self.get_queryset().model(), **fields)


class CatalogueDetail(Row[Any]):
    permission_classes: tuple[type[BasePermission], ...] = (SteeringWrites,)
    change = staticmethod(save_row)
    remove = staticmethod(delete_row)


@describe_rows("Label", "labels")
class Labels(CatalogueList):
    queryset = Label.objects.all()
    serializer_class = LabelSerializer
    list_name, ordering = "labels", ("name",)


@describe_row("Label", "labels")
class LabelDetail(CatalogueDetail):
    queryset = Label.objects.all()
    serializer_class = LabelSerializer


class CustomerAttributeSerializer(serializers.ModelSerializer[CustomerAttribute]):
    options = serializers.CharField(
        required=False, allow_blank=True, max_length=4000, help_text="For a choice: one a line."
    )

    class Meta:
        model = CustomerAttribute
        fields = ("id", "key", "label", "kind", "options", "position")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        now = {name: attrs.get(name, getattr(self.instance, name, "")) for name in ("kind", "options")}
        if now["kind"] == AttributeKind.CHOICE and not now["options"].strip():
            raise serializers.ValidationError({"options": _("Write at least one choice.")})
        return attrs


@describe_rows("CustomerAttribute", "customers")
class CustomerAttributes(CatalogueList):
    """What is asked of customers beyond what every customer has; the values are in a customer's `attributes`."""

    queryset = CustomerAttribute.objects.all()
    serializer_class = CustomerAttributeSerializer
    list_name, ordering = "customer_attributes", ("position", "id")


@describe_row("CustomerAttribute", "customers")
class CustomerAttributeDetail(CatalogueDetail):
    queryset = CustomerAttribute.objects.all()
    serializer_class = CustomerAttributeSerializer


@describe_rows("CannedResponse", "canned responses")
class CannedResponses(Rows[CannedResponse]):
    """Those that are shared, and the caller's own. Everybody keeps some of their own; supervisors share them."""

    queryset = CannedResponse.objects.none()
    serializer_class = CannedResponseSerializer
    permission_classes = (IsAuthenticated,)
    list_name, ordering = "canned_responses", ("shortcut", "id")
    add = staticmethod(responses.create_response)

    def get_queryset(self) -> QuerySet[CannedResponse]:
        return responses.responses_of(caller(self.request))


@describe_row("CannedResponse", "canned responses")
class CannedResponseDetail(Row[CannedResponse]):
    queryset = CannedResponse.objects.none()
    serializer_class = CannedResponseSerializer
    permission_classes = (IsAuthenticated,)
    change = staticmethod(responses.change_response)
    remove = staticmethod(responses.delete_response)

    def get_queryset(self) -> QuerySet[CannedResponse]:
        return responses.responses_of(caller(self.request))


@describe_rows(
    "Webhook",
    "webhooks",
    get={"responses": WebhookSerializer(many=True)},
    post={"responses": {201: NewWebhookSerializer}},
)
class Webhooks(CatalogueList):
    """Other systems that are told what happens. Each delivery carries `X-Helpdesk-Signature-256`: `sha256=` and the
    HMAC-SHA256 of the raw body with the webhook's secret."""

    queryset = Webhook.objects.all()
    permission_classes = (SteeringOnly,)
    list_name, ordering = "webhooks", ("id",)

    def get_serializer_class(self) -> type[WebhookSerializer]:
        return WebhookSerializer if self.request.method == "GET" else NewWebhookSerializer


@describe_row("Webhook", "webhooks")
class WebhookDetail(CatalogueDetail):
    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer
    permission_classes = (SteeringOnly,)


@extend_schema_view(get=extend_schema(operation_id="listWebhookDeliveries", tags=["webhooks"]))
class WebhookDeliveries(generics.ListAPIView[WebhookDelivery]):
    """What was told, newest first, and what came back."""

    queryset = WebhookDelivery.objects.none()
    serializer_class = DeliverySerializer
    permission_classes = (SteeringOnly,)
    list_name, ordering = "deliveries", ("-created_at", "-id")

    def get_queryset(self) -> Any:
        webhook = generics.get_object_or_404(Webhook, pk=self.kwargs["pk"])
        return WebhookDelivery.objects.filter(webhook=webhook)
