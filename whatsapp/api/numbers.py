"""Our numbers and how they fare, for supervisors."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import SteeringOnly
from whatsapp.models import BusinessNumber


class NumberSerializer(serializers.ModelSerializer[BusinessNumber]):
    name = serializers.CharField(source="channel.name", read_only=True)
    phone = serializers.CharField(source="channel.address", read_only=True)
    messages_per_second = serializers.IntegerField(source="allowed_rate", read_only=True)
    partial_stops = serializers.DictField(child=serializers.CharField(), help_text="What is stopped, and why.")

    class Meta:
        model = BusinessNumber
        fields = (
            *("id", "name", "phone", "phone_number_id", "business_account_id", "verified_name", "name_status"),
            *("status", "quality", "messaging_limit", "throughput", "is_shared_with_app", "messages_per_second"),
            *(
                "is_token_valid",
                "is_subscribed",
                "checked_at",
                "check_error",
                "last_webhook_at",
                "stopped_reason",
                "stopped_at",
                "partial_stops",
            ),
        )


class NumbersShape(serializers.Serializer[Any]):
    numbers = NumberSerializer(many=True)


@extend_schema(operation_id="listNumbers", tags=["whatsapp"], responses=NumbersShape)
@api_view(["GET"])
@permission_classes([SteeringOnly])
def numbers(request: Request) -> Response:
    """As WhatsApp last described them; their credentials are never shown."""
    rows = BusinessNumber.objects.select_related("channel").order_by("pk")
    return Response({"numbers": NumberSerializer(rows, many=True).data})
