"""Campaigns: supervisors send a template to many, and see what became of each."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import SteeringOnly, caller
from conversations.phones import parse_phone
from whatsapp.models import BusinessNumber, Campaign, CampaignRecipient, Template
from whatsapp.services import campaigns as service

TAGS = ["campaigns"]
MAX_RECIPIENTS = 10_000


class VariablesField(serializers.DictField):
    child = serializers.CharField(max_length=1024)


class RecipientRequest(serializers.Serializer[Any]):
    phone = serializers.CharField(max_length=40)
    variables = VariablesField(required=False, default=dict, help_text="This recipient's own values.")

    def validate_phone(self, value: str) -> str:
        number = parse_phone(value)
        if number is None:
            raise serializers.ValidationError(_("Give a phone number with country code, such as +5511987654321."))
        return number


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    template = serializers.PrimaryKeyRelatedField(queryset=Template.objects.all())
    phone_number_id = serializers.SlugRelatedField(
        source="number",
        slug_field="phone_number_id",
        queryset=BusinessNumber.objects.all(),
        required=False,
        allow_null=True,
        help_text="Which of our numbers sends it, by WhatsApp's id; else the one of the settings.",
    )
    variables = VariablesField(
        required=False, help_text="By name; “1” for positional ones. {{customer.name}} and the like are filled in."
    )
    recipients = serializers.ListField(
        child=RecipientRequest(), required=False, write_only=True, max_length=MAX_RECIPIENTS
    )
    results = serializers.SerializerMethodField(help_text="How many recipients stand where.")

    class Meta:
        model = Campaign
        fields = (
            "id",
            "name",
            "template",
            "phone_number_id",
            "status",
            "variables",
            "recipients",
            "results",
            "scheduled_at",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = ("status", "created_at", "started_at", "finished_at")

    def get_results(self, campaign: Campaign) -> dict[str, int]:
        return service.results(campaign)

    def written(self) -> dict[str, Any]:
        data = dict(self.validated_data)
        if "recipients" in data:
            data["recipients"] = [service.Target(**row) for row in data["recipients"]]
        return data


class RecipientSerializer(serializers.ModelSerializer[CampaignRecipient]):
    status = serializers.SerializerMethodField(
        help_text="pending, skipped, failed; else the message's: queued, sent, delivered, read."
    )
    message_id = serializers.IntegerField(allow_null=True, read_only=True)
    conversation_id = serializers.UUIDField(source="message.conversation_id", default=None, read_only=True)

    class Meta:
        model = CampaignRecipient
        fields = ("id", "phone", "variables", "status", "reason", "message_id", "conversation_id", "processed_at")

    def get_status(self, recipient: CampaignRecipient) -> str:
        message = recipient.message
        return service.result_of(recipient.status, message.status if message else None)


@extend_schema_view(
    get=extend_schema(operation_id="listCampaigns", tags=TAGS),
    post=extend_schema(operation_id="createCampaign", tags=TAGS),
)
class Campaigns(generics.ListCreateAPIView[Campaign]):
    queryset = Campaign.objects.select_related("number")
    serializer_class = CampaignSerializer
    permission_classes = (SteeringOnly,)
    list_name, ordering = "campaigns", ("-id",)

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = service.create_campaign(by=caller(self.request), **serializer.written())


@extend_schema_view(
    get=extend_schema(operation_id="getCampaign", tags=TAGS),
    put=extend_schema(operation_id="replaceCampaign", tags=TAGS),
    patch=extend_schema(operation_id="updateCampaign", tags=TAGS),
    delete=extend_schema(operation_id="deleteCampaign", tags=TAGS),
)
class CampaignDetail(generics.RetrieveUpdateDestroyAPIView[Campaign]):
    """`recipients` are added to those that it has."""

    queryset = Campaign.objects.select_related("number")
    serializer_class = CampaignSerializer
    permission_classes = (SteeringOnly,)

    def perform_update(self, serializer: Any) -> None:
        serializer.instance = service.update_campaign(
            serializer.instance, by=caller(self.request), **serializer.written()
        )

    def perform_destroy(self, instance: Campaign) -> None:
        service.delete_campaign(instance, by=caller(self.request))


@extend_schema_view(get=extend_schema(operation_id="listRecipients", tags=TAGS))
class Recipients(generics.ListAPIView[CampaignRecipient]):
    """Each recipient with its result."""

    queryset = CampaignRecipient.objects.none()
    serializer_class = RecipientSerializer
    permission_classes = (SteeringOnly,)
    list_name, ordering = "recipients", ("id",)

    def get_queryset(self) -> QuerySet[CampaignRecipient]:
        campaign = get_object_or_404(Campaign, pk=self.kwargs["pk"])
        return campaign.recipients.select_related("message")


@extend_schema(operation_id="startCampaign", tags=TAGS, request=None, responses=CampaignSerializer)
@api_view(["POST"])
@permission_classes([SteeringOnly])
def start(request: Request, pk: int) -> Response:
    """Starts it, or goes on with a paused one."""
    return _shown(service.start_campaign(_campaign(pk), by=caller(request)))


@extend_schema(operation_id="pauseCampaign", tags=TAGS, request=None, responses=CampaignSerializer)
@api_view(["POST"])
@permission_classes([SteeringOnly])
def pause(request: Request, pk: int) -> Response:
    return _shown(service.pause_campaign(_campaign(pk), by=caller(request)))


@extend_schema(operation_id="cancelCampaign", tags=TAGS, request=None, responses=CampaignSerializer)
@api_view(["POST"])
@permission_classes([SteeringOnly])
def cancel(request: Request, pk: int) -> Response:
    """What was queued already is sent."""
    return _shown(service.cancel_campaign(_campaign(pk), by=caller(request)))


def _campaign(pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("template", "number"), pk=pk)


def _shown(campaign: Campaign) -> Response:
    return Response(CampaignSerializer(campaign).data)
