"""Labels, canned responses and webhooks: agents read the first two, supervisors write."""

from typing import Any

from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import BasePermission

from accounts.calls import SteeringOnly, SteeringWrites, caller
from conversations.models import CannedResponse, Label, Webhook, WebhookDelivery
from conversations.services.catalogue import delete_row, save_row


class LabelSerializer(serializers.ModelSerializer[Label]):
    color = serializers.CharField(
        default="#5b7083", validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Write it as #rrggbb."))]
    )

    class Meta:
        model = Label
        fields = ("id", "name", "color")


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    class Meta:
        model = CannedResponse
        fields = ("id", "shortcut", "content", "team")


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


class CatalogueList(generics.ListCreateAPIView[Any]):
    permission_classes: tuple[type[BasePermission], ...] = (SteeringWrites,)

    def perform_create(self, serializer: Any) -> None:
        row = serializer.Meta.model()
        serializer.instance = save_row(row, by=caller(self.request), **serializer.validated_data)


class CatalogueDetail(generics.RetrieveUpdateDestroyAPIView[Any]):
    permission_classes: tuple[type[BasePermission], ...] = (SteeringWrites,)

    def perform_update(self, serializer: Any) -> None:
        save_row(serializer.instance, by=caller(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: Any) -> None:
        delete_row(instance, by=caller(self.request))


@extend_schema_view(
    get=extend_schema(operation_id="listLabels", tags=["labels"]),
    post=extend_schema(operation_id="createLabel", tags=["labels"]),
)
class Labels(CatalogueList):
    queryset = Label.objects.all()
    serializer_class = LabelSerializer
    list_name, ordering = "labels", ("name",)


@extend_schema_view(
    get=extend_schema(operation_id="getLabel", tags=["labels"]),
    put=extend_schema(operation_id="replaceLabel", tags=["labels"]),
    patch=extend_schema(operation_id="updateLabel", tags=["labels"]),
    delete=extend_schema(operation_id="deleteLabel", tags=["labels"]),
)
class LabelDetail(CatalogueDetail):
    queryset = Label.objects.all()
    serializer_class = LabelSerializer


@extend_schema_view(
    get=extend_schema(operation_id="listCannedResponses", tags=["canned responses"]),
    post=extend_schema(operation_id="createCannedResponse", tags=["canned responses"]),
)
class CannedResponses(CatalogueList):
    queryset = CannedResponse.objects.all()
    serializer_class = CannedResponseSerializer
    list_name, ordering = "canned_responses", ("shortcut",)


@extend_schema_view(
    get=extend_schema(operation_id="getCannedResponse", tags=["canned responses"]),
    put=extend_schema(operation_id="replaceCannedResponse", tags=["canned responses"]),
    patch=extend_schema(operation_id="updateCannedResponse", tags=["canned responses"]),
    delete=extend_schema(operation_id="deleteCannedResponse", tags=["canned responses"]),
)
class CannedResponseDetail(CatalogueDetail):
    queryset = CannedResponse.objects.all()
    serializer_class = CannedResponseSerializer


@extend_schema_view(
    get=extend_schema(operation_id="listWebhooks", tags=["webhooks"], responses=WebhookSerializer(many=True)),
    post=extend_schema(operation_id="createWebhook", tags=["webhooks"], responses={201: NewWebhookSerializer}),
)
class Webhooks(CatalogueList):
    """Other systems that are told what happens. Each delivery carries `X-Helpdesk-Signature-256`: `sha256=` and the
    HMAC-SHA256 of the raw body with the webhook's secret."""

    queryset = Webhook.objects.all()
    permission_classes = (SteeringOnly,)
    list_name, ordering = "webhooks", ("id",)

    def get_serializer_class(self) -> type[WebhookSerializer]:
        return WebhookSerializer if self.request.method == "GET" else NewWebhookSerializer


@extend_schema_view(
    get=extend_schema(operation_id="getWebhook", tags=["webhooks"]),
    put=extend_schema(operation_id="replaceWebhook", tags=["webhooks"]),
    patch=extend_schema(operation_id="updateWebhook", tags=["webhooks"]),
    delete=extend_schema(operation_id="deleteWebhook", tags=["webhooks"]),
)
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
